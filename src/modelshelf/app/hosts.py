"""Under which names we answer.

Any name can be pointed at this machine by whoever owns it, and a page under that name then counts
as ours to the browser ("DNS rebinding"). So a name that is not known to be ours is refused. An
address cannot be pointed elsewhere, and is always good.
"""

import ipaddress
import re
import socket

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from modelshelf.app.problems import render
from modelshelf.kit.errors import Problem
from modelshelf.kit.setting_forms import split
from modelshelf.kit.settings import Settings

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?")


class HostNotAllowed(Problem):
    status = 421
    code = "host_not_allowed"
    title = "Not under this name"


class Names:
    """The names that are ours.

    Args:
        allowed: Names, `*.` and a name for all below it, or `*`; empty: this machine's own name.
    """

    def __init__(self, allowed: list[str]) -> None:
        own = socket.gethostname().lower()
        names = [name.lower() for name in allowed] or [own, f"{own}.local"]
        self._any = "*" in names
        self._exact = {name for name in names if not name.startswith("*.")} | {"localhost"}
        self._below = tuple(name[1:] for name in names if name.startswith("*."))

    def include(self, host: str) -> bool:
        """Whether a `Host` header names us."""
        match = _HOST.fullmatch(host)
        if match is None:
            return False
        name = match[1].lower().rstrip(".")
        return (
            self._any
            or _is_address(name.strip("[]"))
            or name in self._exact
            or name.endswith((".localhost", *self._below))
        )


class _Guard:
    def __init__(self, app: ASGIApp, names: Names) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            hosts = Headers(scope=scope).getlist("host")
            if len(hosts) != 1 or not self._names.include(hosts[0]):
                refusal = HostNotAllowed(
                    "This server does not answer under that name. Whoever runs it can allow the "
                    "name with the setting MODELSHELF_ALLOWED_HOSTS."
                )
                await render(refusal)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def install(app: FastAPI, settings: Settings) -> None:
    app.add_middleware(_Guard, names=Names(split(settings.allowed_hosts)))


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
