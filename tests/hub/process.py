"""The local Hub as a process of its own, as demos and benchmarks run it."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

_CHECKOUT = Path(__file__).resolve().parents[2]
_STOP_SECONDS = 5.0


@dataclass(frozen=True)
class HubProcess:
    """A local Hub in a child process, and its controls over HTTP.

    Attributes:
        token: Opens the demo's gated model.
    """

    pid: int
    url: str
    cdn_url: str | None
    token: str

    def set_faults(self, rules: Iterable[Mapping[str, Any]]) -> None:
        """Replace the rules; see faults.py for their form."""
        self._ask("PUT", "/_faults", list(rules))

    def clear_faults(self) -> None:
        self._ask("DELETE", "/_faults")

    def stats(self) -> dict[str, Any]:
        """What `Stats.document` says."""
        found: dict[str, Any] = json.loads(self._ask("GET", "/_stats"))
        return found

    def commit(self, repo_id: str, files: Mapping[str, str], branch: str = "main") -> str:
        """Move a branch by a commit of text files; gives its sha."""
        answer = self._ask("POST", "/_commits", {"repo": repo_id, "files": files, "branch": branch})
        return str(json.loads(answer)["sha"])

    def _ask(self, method: str, path: str, document: Any = None) -> bytes:
        body = None if document is None else json.dumps(document).encode()
        headers = {"Content-Type": "application/json"}
        request = Request(self.url + path, data=body, headers=headers, method=method)
        with urlopen(request, timeout=10) as response:
            content: bytes = response.read()
        return content


@contextmanager
def hub_process(*arguments: str) -> Iterator[HubProcess]:
    """Run `python -m tests.hub` with these arguments while the block runs."""
    # Its standard input ends with this process, however that dies: it is never left behind.
    command = [sys.executable, "-m", "tests.hub", "--until-eof", *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=_CHECKOUT, stdin=pipe, stdout=pipe, text=True) as child:
        try:
            assert child.stdout is not None
            line = child.stdout.readline()
            if not line:
                raise RuntimeError(f"The local Hub did not start: {' '.join(command)}")
            said = json.loads(line)
            yield HubProcess(child.pid, said["url"], said["cdn_url"], said["token"])
        finally:
            child.terminate()
            try:
                child.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
