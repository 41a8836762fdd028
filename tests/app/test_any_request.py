"""Requests that nobody thought of, for the whole API, as each role: never an error of our own."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.result import Ok

from modelshelf.accounts.models import Role
from tests.support.api import API, Api
from tests.support.product import Product, Server
from tests.support.wait import PATIENCE_SECONDS

EXAMPLES = 5
# One has no end, the other says by 503 that there is no worker.
NOT_ASKED = {"/api/v2/events", "/ready"}
# Against these whoever asks is nobody yet, so one role is as good as three; and each wrong
# sign-in counts.
AS_NOBODY = {"/api/v2/auth/login", "/api/v2/auth/setup"}


@pytest.fixture
def quiet_server(product: Product) -> Iterator[Server]:
    """Without a worker: what is asked for is planned and never done."""
    with product.serving("--no-worker") as server:
        for role in Role:
            product.add_user(f"any-{role}", role)
        yield server


def test_nothing_that_is_asked_breaks_it(quiet_server: Server) -> None:
    document = quiet_server.as_nobody().http.get(f"{API}/openapi.json").json()
    schema = schemathesis.openapi.from_dict(document)
    operations = []
    for result in schema.get_all_operations():
        assert isinstance(result, Ok), result.err()
        operations.append(result.ok())
    assert len(operations) > 40
    broken: list[str] = []
    with ExitStack() as stack:
        sessions = [stack.enter_context(_session(quiet_server, role)) for role in Role]
        for operation in operations:
            if operation.path not in NOT_ASKED:
                asking = sessions[:1] if operation.path in AS_NOBODY else sessions
                broken += _broken_by(operation, quiet_server.url, asking)
    assert not broken, "\n".join(broken)
    assert quiet_server.process.poll() is None
    assert "Traceback" not in quiet_server.output.read_text()


def _session(server: Server, role: Role) -> requests.Session:
    with Api.signed_in(server.url, f"any-{role}", "correct horse battery") as api:
        made = api.post("/tokens", {"name": "any", "scopes": ["manage"]}, status=201)
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {made['token']}"
    return session


def _broken_by(operation: Any, url: str, sessions: list[requests.Session]) -> list[str]:
    """Requests of this operation, each asked in all sessions, that ended in a 5xx."""
    broken = []

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        for session in sessions:
            answer = case.call(base_url=url, session=session, timeout=PATIENCE_SECONDS)
            if answer.status_code >= 500:
                broken.append(f"{answer.status_code} {case.as_curl_command()} {answer.text[:300]}")

    ask()
    return broken
