"""Who may call a route, told by the type of one of its parameters: `Viewer`, `Member` or `Admin`.

A request is signed by a bearer token, or else by the session cookie; both carry the same token.
"""

from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from modelshelf.accounts import service
from modelshelf.accounts.errors import CrossOrigin, RoleTooLow
from modelshelf.accounts.models import Role
from modelshelf.accounts.service import SESSION_LIFETIME, Account
from modelshelf.kit.database import Database
from modelshelf.kit.errors import Unauthorized
from modelshelf.kit.web import DatabaseOf

COOKIE = "modelshelf_session"
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}

_bearer = HTTPBearer(auto_error=False, description="The `access_token` of `auth/login`.")
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, description="Set by `auth/login`.")


def refuse_cross_origin(request: Request) -> None:
    """Refuse what another site's page makes a browser send.

    A browser sends a cookie whichever page asks for it, and with every unsafe request at least
    one of `Sec-Fetch-Site` and `Origin`. A program that sends neither is no browser.

    Raises:
        CrossOrigin
    """
    if request.method in _SAFE_METHODS:
        return
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        ours = site in ("same-origin", "none")
    elif origin is not None:
        ours = urlsplit(origin).netloc == request.headers.get("host")
    else:
        ours = True
    if not ours:
        raise CrossOrigin(
            "The request came from another site's page. Open Modelshelf itself, or send the "
            "access token in an Authorization header."
        )


def address_of(request: Request) -> str | None:
    """Where a request comes from, as far as the connection tells."""
    return request.client.host[:64] if request.client else None


class Browser:
    """Where the session is kept by a page: in a cookie that no script can read."""

    def __init__(self, request: Request, response: Response) -> None:
        self._cookies = response
        self._secure = request.url.scheme == "https"

    def remember(self, token: str) -> None:
        self._cookies.set_cookie(
            COOKIE,
            token,
            max_age=int(SESSION_LIFETIME.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=self._secure,
        )

    def forget(self) -> None:
        self._cookies.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=self._secure)


BrowserOf = Annotated[Browser, Depends()]


@dataclass(frozen=True, slots=True)
class Credential:
    """A token as it was presented: sent by a program, or by a browser on its own accord."""

    token: str
    by_cookie: bool


def _credential(
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    cookie: Annotated[str | None, Depends(_cookie)],
) -> Credential | None:
    if bearer is not None:
        return Credential(bearer.credentials, by_cookie=False)
    return Credential(cookie, by_cookie=True) if cookie else None


Presented = Annotated[Credential | None, Depends(_credential)]


async def _signed_in(
    request: Request, browser: BrowserOf, database: DatabaseOf, credential: Presented
) -> Account:
    if credential is None:
        raise await service.stranger(database)
    if credential.by_cookie:
        refuse_cross_origin(request)
    recognised = await service.recognise(database, credential.token)
    if credential.by_cookie and recognised.extended:
        browser.remember(credential.token)
    return replace(recognised.account, address=address_of(request))


async def still_valid(database: Database, credential: Credential) -> bool:
    """Whether a credential that was good some time ago still is."""
    try:
        await service.recognise(database, credential.token)
    except Unauthorized:
        return False
    return True


Viewer = Annotated[Account, Depends(_signed_in)]


def _member(account: Viewer) -> Account:
    return _require(Role.MEMBER, account)


def _admin(account: Viewer) -> Account:
    return _require(Role.ADMIN, account)


def _require(role: Role, account: Account) -> Account:
    if not account.role.includes(role):
        raise RoleTooLow.of(role, account.role)
    return account


Member = Annotated[Account, Depends(_member)]
Admin = Annotated[Account, Depends(_admin)]
