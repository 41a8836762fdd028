"""`/auth/oidc`: to the provider and back. A browser comes here, so answers lead to the page."""

import json
import secrets
import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel
from starlette.responses import RedirectResponse, Response

from modelshelf.accounts.access import Browser, ClientOf, Presented, comes_from_us
from modelshelf.accounts.errors import NotSignedIn
from modelshelf.accounts.oidc import service
from modelshelf.accounts.oidc.errors import AnswerNotOurs, OidcOff, ProviderRefused
from modelshelf.accounts.oidc.provider import Attempt, Provider
from modelshelf.accounts.service import recognise
from modelshelf.kit.errors import Problem
from modelshelf.kit.seal import Unreadable, seal, unseal
from modelshelf.kit.web import DatabaseOf, SettingsOf, parts_of

router = APIRouter(prefix="/auth", tags=["auth"])

COOKIE = "modelshelf_oidc"
PURPOSE = "oidc attempt 2"  # Another number when what is kept changes: an old one is none then.
ATTEMPT_SECONDS = 600
SIGN_IN_PAGE = "/sign-in"


class OidcMethod(BaseModel):
    name: str
    start_url: str


class SignInMethods(BaseModel):
    """The ways to sign in; `oidc` is null unless a provider is set up."""

    password: bool = True
    oidc: OidcMethod | None


async def _provider(request: Request) -> Provider:
    provider = parts_of(request).find(Provider)
    if provider is None:
        raise OidcOff("No OpenID Connect provider is set up here. Sign in with a password.")
    return provider


ProviderOf = Annotated[Provider, Depends(_provider)]


@router.get("/methods")
async def sign_in_methods(request: Request, settings: SettingsOf) -> SignInMethods:
    if parts_of(request).find(Provider) is None:
        return SignInMethods(oidc=None)
    start = request.url_for("start_oidc").path
    return SignInMethods(oidc=OidcMethod(name=settings.oidc_name, start_url=start))


@router.get("/oidc/start", status_code=302, response_class=RedirectResponse)
async def start_oidc(
    request: Request,
    provider: ProviderOf,
    database: DatabaseOf,
    settings: SettingsOf,
    credential: Presented,
    link: Annotated[
        bool, Query(description="Link the provider's account to the one that is signed in.")
    ] = False,
) -> Response:
    """To the provider."""
    link_in: uuid.UUID | None = None
    if link:
        # A neighbour under the same domain can send a browser here, and the cookie comes along.
        if not comes_from_us(request):
            return _to_page(AnswerNotOurs.code)
        if credential is None or not credential.by_cookie:
            return _to_page(NotSignedIn.code)
        link_in = (await recognise(database, credential.token)).account.credential_id
    attempt = Attempt(*(secrets.token_urlsafe(48) for _ in range(3)))
    try:
        address = await provider.address_to_sign_in(attempt, _callback(request))
    except Problem as problem:
        return _to_page(problem.code)
    kept = {
        "state": attempt.state,
        "nonce": attempt.nonce,
        "verifier": attempt.verifier,
        "link_in": link_in and str(link_in),
    }
    answer = RedirectResponse(address, status_code=302)
    # Lax, since the provider sends the browser back; nobody else can read or change it.
    answer.set_cookie(
        COOKIE,
        seal(settings, PURPOSE, json.dumps(kept)),
        max_age=ATTEMPT_SECONDS,
        **_flags(request),
    )
    return answer


@router.get("/oidc/callback", status_code=302, response_class=RedirectResponse)
async def finish_oidc(
    request: Request,
    provider: ProviderOf,
    database: DatabaseOf,
    settings: SettingsOf,
    client: ClientOf,
    code: Annotated[str | None, Query(max_length=4000)] = None,
    state: Annotated[str | None, Query(max_length=200)] = None,
    iss: Annotated[str | None, Query(max_length=255)] = None,
) -> Response:
    """Back from the provider: to the page, signed in, or to its sign-in with the problem's code."""
    try:
        kept = _kept(request, settings)
        if state != kept["state"] or (iss is not None and iss.rstrip("/") != provider.issuer):
            raise AnswerNotOurs("This sign-in was not begun in this browser. Begin again.")
        if code is None:
            raise ProviderRefused("The provider did not sign you in.")
        attempt = Attempt(kept["state"], kept["nonce"], kept["verifier"])
        claims = await provider.redeem(code, attempt, _callback(request))
        link_in = uuid.UUID(kept["link_in"]) if kept["link_in"] else None
        signed_in = await service.enter(
            database, settings, provider.issuer, claims, client, link_in
        )
    except Problem as problem:
        answer = _to_page(problem.code)
    else:
        answer = RedirectResponse("/", status_code=302)
        Browser(request, answer).remember(signed_in.token)
    answer.delete_cookie(COOKIE, **_flags(request))
    return answer


def _kept(request: Request, settings: Any) -> dict[str, Any]:
    """What `start` kept in this browser. Raises: AnswerNotOurs."""
    try:
        sealed = request.cookies.get(COOKIE, "")
        kept: dict[str, Any] = json.loads(unseal(settings, PURPOSE, sealed, ATTEMPT_SECONDS))
    except Unreadable as error:
        raise AnswerNotOurs(
            "This sign-in was not begun in this browser, or too long ago. Begin again."
        ) from error
    return kept


def _to_page(code: str) -> RedirectResponse:
    return RedirectResponse(f"{SIGN_IN_PAGE}?problem={code}", status_code=302)


def _callback(request: Request) -> str:
    return str(request.url_for("finish_oidc"))


def _flags(request: Request) -> dict[str, Any]:
    return {
        "path": request.url_for("finish_oidc").path.rpartition("/")[0],
        "httponly": True,
        "samesite": "lax",
        "secure": request.url.scheme == "https",
    }
