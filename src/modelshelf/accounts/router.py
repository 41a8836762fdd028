"""`/auth`: sign in, sign out, who am I, and the first start."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request

from modelshelf.accounts import service
from modelshelf.accounts.access import (
    BrowserOf,
    Presented,
    Viewer,
    address_of,
    refuse_cross_origin,
)
from modelshelf.accounts.attempts import SignInAttempts
from modelshelf.accounts.schemas import AccountOut, LoginIn, SetupIn, SignedInOut
from modelshelf.accounts.service import Client
from modelshelf.accounts.setup_code import SetupCode
from modelshelf.kit.web import DatabaseOf, WriteSession, state_of

router = APIRouter(prefix="/auth", tags=["auth"])


def _attempts(request: Request) -> SignInAttempts:
    return cast(SignInAttempts, state_of(request).sign_in_attempts)


def _setup_code(request: Request) -> SetupCode | None:
    return cast(SetupCode | None, state_of(request).setup_code)


def _client(request: Request) -> Client:
    agent = request.headers.get("user-agent")
    return Client(
        address=address_of(request),
        agent=agent[:200] if agent else None,
    )


ClientOf = Annotated[Client, Depends(_client)]


@router.post("/login", dependencies=[Depends(refuse_cross_origin)])
async def login(
    body: LoginIn,
    browser: BrowserOf,
    database: DatabaseOf,
    attempts: Annotated[SignInAttempts, Depends(_attempts)],
    client: ClientOf,
) -> SignedInOut:
    signed_in = await service.sign_in(database, attempts, body.username, body.password, client)
    browser.remember(signed_in.token)
    return SignedInOut.of_sign_in(signed_in)


@router.post("/setup", dependencies=[Depends(refuse_cross_origin)])
async def set_up(
    body: SetupIn,
    browser: BrowserOf,
    database: DatabaseOf,
    code: Annotated[SetupCode | None, Depends(_setup_code)],
    client: ClientOf,
) -> SignedInOut:
    signed_in = await service.set_up(
        database,
        code,
        given_code=body.code,
        username=body.username,
        password=body.password,
        client=client,
    )
    browser.remember(signed_in.token)
    return SignedInOut.of_sign_in(signed_in)


@router.post("/logout", status_code=204)
async def logout(
    browser: BrowserOf,
    account: Viewer,
    credential: Presented,
    session: WriteSession,
) -> None:
    if credential is not None:
        await service.sign_out(session, credential.token, by=account)
    browser.forget()


@router.get("/me")
async def me(account: Viewer) -> AccountOut:
    return AccountOut.of(account)
