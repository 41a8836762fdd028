"""Who takes part: a running Modelshelf, and the commands that fetch the same files."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.effort import Effort, Meter, measure_commands
from benchmarks.rounds import Run
from tests.hub.__main__ import LARGE_REPO
from tests.hub.process import HubProcess, hub_process
from tests.support.product import Product, Server

LARGE_FILE = "model.safetensors"
_HF = Path(sys.executable).with_name("hf")


@dataclass(frozen=True)
class Arena:
    """A Hub with one repository, a running product, and a folder for whatever is fetched."""

    hub: HubProcess
    product: Product
    server: Server
    folder: Path

    def modelshelf(self) -> Effort:
        """The whole job: from the request until the list says that the model is installed."""
        meter = Meter([each.pid for each in self.server.tree()], self.server.child("worker").pid)
        with meter.measure() as efforts:
            self._download()
            self.server.api.wait_for_status(LARGE_REPO, "installed")
        self.remove()
        return efforts[0]

    def remove(self) -> None:
        """Take the model from the product's cache again."""
        answer = self.server.api.ask(
            "DELETE", f"/models/{LARGE_REPO}", params={"confirm": True, "force": True}
        )
        assert answer.status_code == 200, answer.text

    def hf(self) -> Effort:
        with _fresh(self.folder) as fresh:
            environment = {
                "HF_ENDPOINT": self.hub.url,
                "HF_HOME": str(fresh),
                "HF_HUB_DISABLE_XET": "1",
                "HF_HUB_DISABLE_TELEMETRY": "1",
                "HF_TOKEN": "",
            }
            command = [str(_HF), "download", LARGE_REPO]
            return measure_commands(command, folder=fresh, environment=environment)

    def aria2c(self) -> Effort:
        return self._aria2c()

    def aria2c_without_preallocation(self) -> Effort:
        """Without first writing a file full of zeros, which it does by itself."""
        return self._aria2c("--file-allocation=none")

    def curl(self) -> Effort:
        with _fresh(self.folder) as fresh:
            fetch = ["curl", "-sSf", "-o", LARGE_FILE, self._url]
            check = ["sha256sum", LARGE_FILE]
            return measure_commands(fetch, check, folder=fresh, environment={})

    def runs(self, *peers: str) -> tuple[dict[str, Run], tuple[str, ...]]:
        """Ours and those peers that are installed, and a reason for each that is not."""
        known: dict[str, tuple[str, Run]] = {
            "hf download": (str(_HF), self.hf),
            "aria2c -x8": ("aria2c", self.aria2c),
            "aria2c -x8 --file-allocation=none": ("aria2c", self.aria2c_without_preallocation),
            "curl + sha256sum": ("curl", self.curl),
        }
        there = {name: run for name in peers for program, run in [known[name]] if _has(program)}
        missing = tuple(f"{name} is not installed here." for name in peers if name not in there)
        return {"Modelshelf": self.modelshelf, **there}, missing

    def _download(self) -> None:
        # News instead of questions: asking twenty times a second would cost the server, too.
        with self.server.api.events() as news:
            task_id = self.server.api.start(LARGE_REPO, files="all")
            mine = (each.data for each in news if each.data.get("task_id") == task_id)
            last = next(row for row in mine if row["finished_at"] is not None)
        assert last["status"] == "completed", last

    def _aria2c(self, *more: str) -> Effort:
        with _fresh(self.folder) as fresh:
            options = ["-x8", "-s8", "--quiet", "--no-conf", *more]
            command = ["aria2c", *options, "-o", LARGE_FILE, self._url]
            return measure_commands(command, folder=fresh, environment={})

    @property
    def _url(self) -> str:
        return f"{self.hub.url}/{LARGE_REPO}/resolve/main/{LARGE_FILE}"


@contextmanager
def arena(large_file_bytes: int, *, connection_bytes_per_second: int = 0) -> Iterator[Arena]:
    """Set everything up on loopback, with a large file in the Hub's only repository."""
    with tempfile.TemporaryDirectory(prefix="modelshelf-bench-") as name:
        folder = Path(name)
        options = {
            "--rate": 0,
            "--large-file": large_file_bytes,
            "--connection-rate": connection_bytes_per_second,
            "--state-dir": folder / "hub",
        }
        arguments = [str(part) for option in options.items() for part in option]
        with hub_process("--empty", *arguments) as hub:
            # What is removed between rounds is gone, as it is for the others.
            settings = {"CONNECTIONS": "8", "UNDO_WINDOW": "0"}
            product = Product(folder / "product", hub.url, settings, cold=True)
            with product.serving() as server:
                server.wait_until_ready()
                # The Hub hashes its files when it is asked for the first time.
                server.api.post("/models/plan", {"model_id": LARGE_REPO})
                yield Arena(hub, product, server, folder)


@contextmanager
def _fresh(folder: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=folder) as name:
        yield Path(name)


def _has(program: str) -> bool:
    return shutil.which(program) is not None
