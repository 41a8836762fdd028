"""`/auth`: sign in, sign out, who am I, where am I signed in, and the first start."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Request

from modelshelf.accounts import service, sessions, setup, users
from modelshelf.accounts.access import (
    BrowserOf,
    ClientOf,
    Oneself,
    Viewer,
    Visitor,
    refuse_cross_origin,
)
from modelshelf.accounts.attempts import SignInAttempts
from modelshelf.accounts.schemas import (
    CurrentSessionOut,
    EndedOut,
    LoginIn,
    MeOut,
    PasswordIn,
    SessionOut,
    SessionsOut,
    SetupIn,
    SignedInOut,
)
from modelshelf.accounts.setup_code import SetupCode
from modelshelf.kit.throttle import Throttle
from modelshelf.kit.web import DatabaseOf, PartOf, ReadSession, WriteSession, parts_of

router = APIRouter(prefix="/auth", tags=["auth"])


async def _setup_code(request: Request) -> SetupCode | None:
    return parts_of(request).find(SetupCode)


AttemptsOf = Annotated[SignInAttempts, Depends(PartOf(SignInAttempts))]


@router.post("/login", dependencies=[Depends(refuse_cross_origin)])
async def login(
    body: LoginIn,
    browser: BrowserOf,
    database: DatabaseOf,
    attempts: AttemptsOf,
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
    throttle: Annotated[Throttle, Depends(PartOf(Throttle))],
    client: ClientOf,
) -> SignedInOut:
    signed_in = await setup.set_up(
        database,
        code,
        throttle,
        given_code=body.code,
        username=body.username,
        password=body.password,
        client=client,
    )
    browser.remember(signed_in.token)
    return SignedInOut.of_sign_in(signed_in)


@router.post("/logout", status_code=204)
async def logout(browser: BrowserOf, account: Viewer, session: WriteSession) -> None:
    """Ends the session in use. An API token is not ended by this: revoke it."""
    await service.sign_out(session, by=account)
    browser.forget()


@router.get("/me")
async def me(account: Viewer) -> MeOut:
    return MeOut.of(account)


@router.get("/session")
async def current_session(visitor: Visitor) -> CurrentSessionOut:
    """Who is signed in, if anybody.

    What `auth/me` refuses is an answer here: a page asks before it knows, and a browser holds each
    refusal against the page.
    """
    return CurrentSessionOut.of(visitor)


@router.post("/password")
async def change_password(
    body: PasswordIn,
    account: Oneself,
    browser: BrowserOf,
    database: DatabaseOf,
    attempts: AttemptsOf,
    client: ClientOf,
) -> SignedInOut:
    """All sessions end; the answer is a new one."""
    signed_in = await users.change_own_password(
        database,
        attempts,
        current=body.current_password,
        new=body.new_password,
        by=account,
        client=client,
    )
    browser.remember(signed_in.token)
    return SignedInOut.of_sign_in(signed_in)


@router.get("/sessions")
async def list_sessions(account: Oneself, session: ReadSession) -> SessionsOut:
    """Where one is signed in oneself."""
    found = await sessions.listed(session, account)
    return SessionsOut(sessions=[SessionOut.of(sign_in, account) for sign_in in found])


@router.delete("/sessions")
async def end_other_sessions(account: Oneself, session: WriteSession) -> EndedOut:
    """Ends all of one's sessions but the one in use."""
    return EndedOut(ended=await sessions.end_others(session, by=account))


@router.delete("/sessions/{session_id}", status_code=204)
async def end_session(session_id: uuid.UUID, account: Oneself, session: WriteSession) -> None:
    await sessions.end(session, session_id, by=account)
