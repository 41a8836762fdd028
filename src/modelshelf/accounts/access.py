"""Who may call a route, told by the type of one of its parameters.

    type         role at least   scope that an API token needs
    Viewer       viewer          read
    Downloader   member          download
    Member       member          manage
    Admin        admin           manage
    Oneself      viewer          manage      (one's own sessions and tokens)
    Visitor      nobody          -           (whoever asks, known or not)

A request is signed by a bearer token, or else by the session cookie. A session is for everything
that the role allows; an API token only for what it was made for.
"""

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from modelshelf.accounts import service
from modelshelf.accounts.account import Account, Client
from modelshelf.accounts.errors import (
    CrossOrigin,
    NotSignedIn,
    RoleTooLow,
    ScopeMissing,
    SetupRequired,
)
from modelshelf.accounts.models import Role, Scope
from modelshelf.accounts.service import SESSION_LIFETIME
from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Deed, Outcome
from modelshelf.kit.database import Database
from modelshelf.kit.errors import Unauthorized
from modelshelf.kit.throttle import Throttle
from modelshelf.kit.web import DatabaseOf, parts_of

COOKIE = "modelshelf_session"
# A browser takes a cookie of such a name over https only, from this very host, for all paths: no
# neighbour under the same domain can put its own in our cookie's place.
SECURE_COOKIE = f"__Host-{COOKIE}"
REFUSAL_SECONDS = 60.0
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}

_bearer = HTTPBearer(
    auto_error=False, description="The `access_token` of `auth/login`, or an API token."
)
_cookie = APIKeyCookie(
    name=COOKIE,
    auto_error=False,
    description=f"Set by `auth/login`; over https its name is `{SECURE_COOKIE}`. Where the address "
    "names a port, `_` and the port follow.",
)


def _cookie_name(request: Request) -> str:
    """A browser sends a host's cookies to all its ports (RFC 6265, section 8.5): two installations
    on one machine would sign each other's visitors out."""
    name = SECURE_COOKIE if request.url.scheme == "https" else COOKIE
    return name if request.url.port is None else f"{name}_{request.url.port}"


def refuse_cross_origin(request: Request) -> None:
    """Refuse what another site's page makes a browser send.

    A browser sends with every unsafe request at least one of `Sec-Fetch-Site` and `Origin`. A
    program that sends neither is no browser.

    Raises:
        CrossOrigin
    """
    if request.method not in _SAFE_METHODS and not comes_from_us(request):
        raise CrossOrigin(
            "The request came from another site's page. Open Modelshelf itself, or send the "
            "access token in an Authorization header."
        )


def comes_from_us(request: Request) -> bool:
    """Whether a page of ours, a person or a program sent it, as far as the browser tells."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        return site in ("same-origin", "none")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


async def _client(request: Request) -> Client:
    agent = request.headers.get("user-agent")
    return Client(
        address=request.client.host[:64] if request.client else None,
        agent=agent[:200] if agent else None,
    )


ClientOf = Annotated[Client, Depends(_client)]


class Browser:
    """Where the session is kept by a page: in a cookie that no script can read."""

    def __init__(self, request: Request, response: Response) -> None:
        self._cookies = response
        self._secure = request.url.scheme == "https"
        self._name = _cookie_name(request)

    def remember(self, token: str) -> None:
        self._cookies.set_cookie(
            self._name,
            token,
            max_age=int(SESSION_LIFETIME.total_seconds()),
            httponly=True,
            samesite="strict",
            secure=self._secure,
        )

    def forget(self) -> None:
        self._cookies.delete_cookie(
            self._name, httponly=True, samesite="strict", secure=self._secure
        )


async def _browser(request: Request, response: Response) -> Browser:
    return Browser(request, response)


BrowserOf = Annotated[Browser, Depends(_browser)]


@dataclass(frozen=True, slots=True)
class Credential:
    """A token as it was presented: sent by a program, or by a browser on its own accord."""

    token: str
    by_cookie: bool


async def _credential(
    request: Request,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    _described: Annotated[str | None, Depends(_cookie)],
) -> Credential | None:
    if bearer is not None:
        return Credential(bearer.credentials, by_cookie=False)
    cookie = request.cookies.get(_cookie_name(request))
    return Credential(cookie, by_cookie=True) if cookie else None


Presented = Annotated[Credential | None, Depends(_credential)]


async def _signed_in(
    request: Request,
    browser: BrowserOf,
    database: DatabaseOf,
    credential: Presented,
    client: ClientOf,
) -> Account:
    if credential is None:
        raise await service.stranger(database)
    if credential.by_cookie:
        refuse_cross_origin(request)
    recognised = await service.recognise(database, credential.token, client.address)
    if credential.by_cookie and recognised.extended:
        browser.remember(credential.token)
    return recognised.account


async def _visitor(
    request: Request,
    browser: BrowserOf,
    database: DatabaseOf,
    credential: Presented,
    client: ClientOf,
) -> Account | NotSignedIn | SetupRequired:
    try:
        return await _signed_in(request, browser, database, credential, client)
    except (NotSignedIn, SetupRequired) as stranger:
        return stranger


Visitor = Annotated[Account | NotSignedIn | SetupRequired, Depends(_visitor)]


async def still_valid(database: Database, credential: Credential) -> bool:
    """Whether a credential that was good some time ago still is."""
    try:
        await service.recognise(database, credential.token)
    except Unauthorized:
        return False
    return True


@dataclass(frozen=True)
class Access:
    """Lets through whoever has this role at least, with a credential that is for this scope."""

    role: Role
    scope: Scope

    async def __call__(
        self,
        request: Request,
        database: DatabaseOf,
        account: Annotated[Account, Depends(_signed_in)],
    ) -> Account:
        if not account.role.includes(self.role):
            problem: RoleTooLow | ScopeMissing = RoleTooLow.of(self.role, account.role)
        elif not any(scope.includes(self.scope) for scope in account.scopes):
            problem = ScopeMissing.of(self.scope)
        else:
            return account
        if request.method not in _SAFE_METHODS:
            await record_refusal(request, database, account, problem.code)
        raise problem


async def record_refusal(request: Request, database: Database, account: Account, code: str) -> None:
    """Once a minute for each account and route: the record only grows, and anybody may ask."""
    throttle = parts_of(request)[Throttle]
    route = f"{request.method} {request.scope['route'].path}"
    if not await throttle.is_first(f"modelshelf:refused:{account.id}:{route}", REFUSAL_SECONDS):
        return
    asked = f"{request.method} {request.url.path}"
    async with database.write() as session:
        await audit.record(
            session, account.actor, Deed.ACCESS, asked, outcome=Outcome.REFUSED, code=code
        )


def _for(role: Role, scope: Scope) -> Any:
    """Both stand in the OpenAPI document, as what the route's security asks for."""
    return Security(Access(role, scope), scopes=[role.value, scope.value])


Viewer = Annotated[Account, _for(Role.VIEWER, Scope.READ)]
Downloader = Annotated[Account, _for(Role.MEMBER, Scope.DOWNLOAD)]
Member = Annotated[Account, _for(Role.MEMBER, Scope.MANAGE)]
Admin = Annotated[Account, _for(Role.ADMIN, Scope.MANAGE)]
Oneself = Annotated[Account, _for(Role.VIEWER, Scope.MANAGE)]
