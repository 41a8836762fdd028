"""Lighthouse as npm brings it: installed beside this file, once, and run for one address."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil

from tests.e2e.browser import ARGUMENTS, NAMES

CATEGORIES = ("performance", "accessibility", "best-practices")
_HERE = Path(__file__).parent
_PROGRAM = _HERE / "node_modules/lighthouse/cli/index.js"
_INSTALL = ("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
# A visit takes a quarter of a minute; a browser that hangs does not come back.
_AUDIT_SECONDS = 90.0
_TRIES = 3


class LighthouseMissing(Exception):
    """It cannot run here; the text says why."""


class NoReport(Exception):
    """It ran, and made nothing of an address; the text says why."""


def install() -> str:
    """Install Lighthouse where it is missing; gives its version and the browser's.

    Raises:
        LighthouseMissing: No browser, no Node, or npm cannot fetch it.
    """
    browser = _chromium()
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            raise LighthouseMissing(f"there is no {program} on the PATH")
    wanted: str = json.loads((_HERE / "package.json").read_text())["dependencies"]["lighthouse"]
    if not _PROGRAM.exists():
        done = subprocess.run(_INSTALL, cwd=_HERE, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            why = _first_words(done.stdout + done.stderr, done.returncode)
            raise LighthouseMissing(f"npm could not fetch Lighthouse {wanted}: {why}")
    installed: str = json.loads((_PROGRAM.parents[1] / "package.json").read_text())["version"]
    if installed != wanted:
        raise LighthouseMissing(
            f"Lighthouse {installed} is installed, not {wanted}: remove {_HERE / 'node_modules'}"
        )
    said = subprocess.run([browser, "--version"], capture_output=True, text=True, check=False)
    return f"{installed} in {' '.join(said.stdout.split()[:2])}"


def audit(url: str, headers: Mapping[str, str], *, desktop: bool = False) -> dict[str, Any]:
    """Lighthouse's whole report of one visit with an empty browser cache.

    Now and then a browser gives no trace (`NO_NAVSTART`), breaks off or hangs: it is asked again,
    with a new one.

    Args:
        headers: Sent with every request, as the cookie of a session.
        desktop: With Lighthouse's settings for a desktop; else its default, a slow phone on a slow
            network, both simulated.

    Raises:
        NoReport: Not one of a few tries came to an end.
    """
    for left in reversed(range(_TRIES)):
        try:
            return _audit_once(url, headers, ["--preset=desktop"] if desktop else [])
        except NoReport as error:
            if not left:
                raise
            print(f"    {error}; once more", flush=True)
    raise AssertionError("at least one try")


def _audit_once(url: str, headers: Mapping[str, str], settings: Sequence[str]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="modelshelf-bench-") as folder:
        report, given = Path(folder) / "report.json", Path(folder) / "headers.json"
        given.write_text(json.dumps(dict(headers)))
        command = [
            "node",
            str(_PROGRAM),
            url,
            "--quiet",
            "--output=json",
            f"--output-path={report}",
            f"--extra-headers={given}",
            f"--only-categories={','.join(CATEGORIES)}",
            f"--chrome-flags=--headless=new {' '.join(ARGUMENTS)}",
            *settings,
        ]
        # What the browser leaves behind goes with the folder, too.
        environment = os.environ | {"CHROME_PATH": _chromium(), "TMPDIR": folder}
        said = _run(command, environment, Path(folder) / "said")
        if not report.exists():
            raise NoReport(f"no report on {url}: {said}")
        document: dict[str, Any] = json.loads(report.read_text())
    if document.get("runtimeError"):
        raise NoReport(f"{url}: {document['runtimeError']['message']}")
    unscored = [each for each in CATEGORIES if document["categories"][each]["score"] is None]
    if unscored:
        raise NoReport(f"{url}: no score for {', '.join(unscored)}")
    return document


def _run(command: Sequence[str], environment: Mapping[str, str], output: Path) -> str:
    """Run a command and end all that it started, also when it hangs; gives its last words."""
    with (
        output.open("w") as target,
        psutil.Popen(command, env=environment, stdout=target, stderr=target) as process,
    ):
        try:
            status = process.wait(_AUDIT_SECONDS)
        except psutil.TimeoutExpired:
            # The browser is in a group of its own: only its parents lead to it.
            for each in [*process.children(recursive=True), process]:
                each.kill()
            return f"it hung for {_AUDIT_SECONDS:g} s"
    return _first_words(output.read_text(), status)


def _chromium() -> str:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise LighthouseMissing(f"none of {', '.join(NAMES)} is on the PATH")
    return found


def _first_words(said: str, status: int) -> str:
    """What a program complained of first: what comes after is a trace, or advice."""
    lines = [line.strip() for line in said.splitlines()]
    return next((line for line in lines if "rror" in line), f"it ended with {status}")
