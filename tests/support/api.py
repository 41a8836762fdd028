"""A small client of the API, as a program would write one."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx2

from tests.support.wait import PATIENCE_SECONDS, wait_for

API = "/api/v2"


@dataclass(frozen=True, slots=True)
class News:
    """One server-sent event and when it came, in seconds of a clock that only moves forward."""

    kind: str
    data: dict[str, Any]
    came_at: float


class Api:
    """The API as one user (or nobody) sees it. Paths are given without `/api/v2`."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self.url = url
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.http = httpx2.Client(base_url=url, headers=headers, timeout=PATIENCE_SECONDS)

    @classmethod
    def signed_in(cls, url: str, username: str, password: str) -> Self:
        answer = httpx2.post(
            f"{url}{API}/auth/login",
            json={"username": username, "password": password},
            timeout=PATIENCE_SECONDS,
        )
        assert answer.status_code == 200, answer.text
        return cls(url, answer.json()["access_token"])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.http.close()

    def ask(self, method: str, path: str, **options: Any) -> httpx2.Response:
        return self.http.request(method, API + path, **options)

    def get(self, path: str, **params: Any) -> Any:
        """The JSON of an answer that must be 200."""
        answer = self.ask("GET", path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def pages(self, path: str, key: str, limit: int, **params: Any) -> Iterator[list[Any]]:
        """What is under `key` of each page of a list, from the first one on."""
        cursor: dict[str, str] = {}
        while True:
            page = self.get(path, limit=limit, **cursor, **params)
            yield page[key]
            if page["next_cursor"] is None:
                return
            cursor = {"cursor": page["next_cursor"]}

    def post(self, path: str, body: Any = None, status: int = 200) -> Any:
        """The JSON of an answer that must have this status."""
        answer = self.ask("POST", path, json=body)
        assert answer.status_code == status, f"{answer.status_code} {answer.text}"
        return answer.json()

    def start(self, model_id: str, **asked: Any) -> str:
        """Ask for a download that has something to fetch; gives its task id."""
        accepted = self.post("/models/download", {"model_id": model_id, **asked}, status=202)
        return str(accepted["task_id"])

    def download(self, model_id: str, **asked: Any) -> dict[str, Any]:
        """Download and wait until it is completed; gives the operation."""
        return self.wait_until(self.start(model_id, **asked), "completed")

    def operation(self, task_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.get(f"/models/download/{task_id}")
        return found

    def wait_until(self, task_id: str, *statuses: str) -> dict[str, Any]:
        """The operation, once it is in one of these states; another end of it is a failure."""

        def reached() -> dict[str, Any] | None:
            row = self.operation(task_id)
            over = row["status"] in ("completed", "failed", "cancelled")
            assert row["status"] in statuses or not over, row
            return row if row["status"] in statuses else None

        return wait_for(reached, f"the operation is {' or '.join(statuses)}")

    def wait_for_bytes(self, task_id: str, count: int) -> dict[str, Any]:
        """The operation, once that many bytes of it are on disk and it still runs."""

        def reached() -> dict[str, Any] | None:
            row = self.operation(task_id)
            assert row["status"] in ("pending", "downloading"), row
            return row if row["bytes_downloaded"] >= count else None

        return wait_for(reached, f"{count} bytes are there")

    def model(self, model_id: str) -> dict[str, Any] | None:
        """The model in the list, if it is in there."""
        found = self.get("/models", q=model_id, limit=500)["models"]
        return next((model for model in found if model["id"] == model_id), None)

    def wait_for_status(self, model_id: str, status: str) -> dict[str, Any]:
        """The model, once the list shows it in this state on the disk."""

        def shown() -> dict[str, Any] | None:
            model = self.model(model_id)
            return model if model and model["status"] == status else None

        return wait_for(shown, f"{model_id} is shown as {status}")

    @contextmanager
    def events(self) -> Iterator[Iterator[News]]:
        """The stream of news, from the moment that it is open."""
        with self.http.stream("GET", f"{API}/events") as answer:
            assert answer.status_code == 200
            yield _parse(answer)


def _parse(answer: httpx2.Response) -> Iterator[News]:
    kind, data = "message", ""
    for line in answer.iter_lines():
        if not line and data:
            yield News(kind, json.loads(data), time.monotonic())
            kind, data = "message", ""
        elif line.startswith("event:"):
            kind = line.removeprefix("event:").strip()
        elif line.startswith("data:"):
            data += line.removeprefix("data:").strip()
