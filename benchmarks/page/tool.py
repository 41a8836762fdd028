"""Lighthouse as npm brings it: installed beside this file, once, and run for one address."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.e2e.browser import ARGUMENTS, NAMES

CATEGORIES = ("performance", "accessibility", "best-practices")
_HERE = Path(__file__).parent
_PROGRAM = _HERE / "node_modules/lighthouse/cli/index.js"
_INSTALL = ("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
_AUDIT_SECONDS = 180.0


class LighthouseMissing(Exception):
    """It cannot run here; the text says why."""


def install() -> str:
    """Install Lighthouse where it is missing; gives its version.

    Raises:
        LighthouseMissing: No browser, no Node, or npm cannot fetch it.
    """
    _chromium()
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            raise LighthouseMissing(f"there is no {program} on the PATH")
    wanted: str = json.loads((_HERE / "package.json").read_text())["dependencies"]["lighthouse"]
    if not _PROGRAM.exists():
        done = subprocess.run(_INSTALL, cwd=_HERE, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise LighthouseMissing(f"npm could not fetch Lighthouse {wanted}: {_last(done)}")
    installed: str = json.loads((_PROGRAM.parents[1] / "package.json").read_text())["version"]
    if installed != wanted:
        raise LighthouseMissing(
            f"Lighthouse {installed} is installed, not {wanted}: remove {_HERE / 'node_modules'}"
        )
    return installed


def audit(url: str, headers: Mapping[str, str], *, desktop: bool = False) -> dict[str, Any]:
    """Lighthouse's whole report of one visit with an empty browser cache.

    Args:
        headers: Sent with every request, as the cookie of a session.
        desktop: With Lighthouse's settings for a desktop; else its default, a slow phone on a slow
            network, both simulated.

    Raises:
        LighthouseMissing: It ended without a report.
    """
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
            *(["--preset=desktop"] if desktop else []),
        ]
        environment = os.environ | {"CHROME_PATH": _chromium()}
        done = subprocess.run(
            command,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=_AUDIT_SECONDS,
        )
        if not report.exists():
            raise LighthouseMissing(f"Lighthouse ended without a report on {url}: {_last(done)}")
        document: dict[str, Any] = json.loads(report.read_text())
    if document.get("runtimeError"):
        raise LighthouseMissing(f"{url}: {document['runtimeError']['message']}")
    return document


def _chromium() -> str:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise LighthouseMissing(f"none of {', '.join(NAMES)} is on the PATH")
    return found


def _last(done: subprocess.CompletedProcess[str]) -> str:
    said = (done.stderr or done.stdout).strip().splitlines()
    return said[-1] if said else f"it ended with {done.returncode}"
