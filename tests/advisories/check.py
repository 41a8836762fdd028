"""Are there security advisories for what our two locks install?

Asks OSV, which knows PyPI and npm (google.github.io/osv.dev/post-v1-querybatch): neither pip nor
every npm registry has an advisory service of its own.
"""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import Any, NamedTuple

CHECKOUT = Path(__file__).resolve().parents[2]
SERVICE = "https://api.osv.dev"
SECONDS = 10.0
MOST_AT_ONCE = 1000

# Advisories that do not concern us, each with the reason.
ACCEPTED: dict[str, str] = {}

_PYTHON = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


class Verdict(IntEnum):
    CLEAN = 0
    VULNERABLE = 1
    NOT_CHECKED = 2


class Package(NamedTuple):
    ecosystem: str
    name: str
    version: str


class NotReachable(Exception):
    """The service does not answer, or not as it should."""


def locked(checkout: Path = CHECKOUT) -> list[Package]:
    """Everything that the locks name, for all platforms."""
    python = _PYTHON.findall((checkout / "requirements.lock").read_text())
    npm = json.loads((checkout / "web/package-lock.json").read_text())["packages"]
    packages = {Package("PyPI", name, version) for name, version in python}
    packages |= {
        Package("npm", entry.get("name") or path.rpartition("node_modules/")[2], entry["version"])
        for path, entry in npm.items()
        if path and "version" in entry
    }
    return sorted(packages)


def advisories(packages: Sequence[Package], service: str = SERVICE) -> dict[Package, list[str]]:
    """The ids of the advisories for each package that has any. Raises: NotReachable."""
    found: dict[Package, list[str]] = {}
    for begin in range(0, len(packages), MOST_AT_ONCE):
        asked = packages[begin : begin + MOST_AT_ONCE]
        queries = [
            {"package": {"ecosystem": p.ecosystem, "name": p.name}, "version": p.version}
            for p in asked
        ]
        try:
            results = _post(f"{service}/v1/querybatch", {"queries": queries})["results"]
            for package, result in zip(asked, results, strict=True):
                ids = [known["id"] for known in result.get("vulns", [])]
                if ids := [one for one in ids if one not in ACCEPTED]:
                    found[package] = ids
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotReachable(f"{service}: {error}") from error
    return found


def check(service: str = SERVICE, *, required: bool = False) -> Verdict:
    """Say what was found.

    Args:
        required: Not to be able to ask is a failure, too.
    """
    packages = locked()
    try:
        found = advisories(packages, service)
    except NotReachable as error:
        print(f"ADVISORIES NOT CHECKED: {len(packages)} packages, no answer from {error}.")
        return Verdict.NOT_CHECKED if required else Verdict.CLEAN
    for package, ids in found.items():
        print(f"{package.name} {package.version} ({package.ecosystem}): {', '.join(ids)}")
    if found:
        print(f"{len(found)} of {len(packages)} packages have advisories. See https://osv.dev/ID.")
        return Verdict.VULNERABLE
    print(f"No advisory for any of {len(packages)} packages.")
    return Verdict.CLEAN


def _post(url: str, body: Any) -> Any:
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        return json.load(answer)
