"""A small site of real routers on a real database, and people who use it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import httpx2
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse

from modelshelf.accounts.attempts import SignInAttempts
from modelshelf.accounts.models import Role, User
from modelshelf.accounts.passwords import hash_password
from modelshelf.accounts.router import router as auth
from modelshelf.accounts.setup_code import SetupCode
from modelshelf.accounts.tokens_router import router as tokens
from modelshelf.accounts.users_router import router as users
from modelshelf.kit.database import Database
from modelshelf.kit.errors import Problem
from modelshelf.kit.throttle import Throttle
from modelshelf.kit.web import Parts

PASSWORD = "correct horse battery"


class Site:
    """The routers in one application, reached without a network."""

    def __init__(
        self, database: Database, *routers: APIRouter, parts: Sequence[object] = ()
    ) -> None:
        self.database = database
        self.setup_code = SetupCode()
        self.app = FastAPI()
        throttle = Throttle(None)
        Parts(self.app, database, self.setup_code, throttle, SignInAttempts(throttle), *parts)
        for router in (auth, users, tokens, *routers):
            self.app.include_router(router)
        self.app.add_exception_handler(Problem, _render)

    @asynccontextmanager
    async def browser(self, origin: str = "http://shelf.test") -> AsyncIterator[httpx2.AsyncClient]:
        """A client that keeps cookies."""
        transport = httpx2.ASGITransport(app=self.app)
        async with httpx2.AsyncClient(transport=transport, base_url=origin) as client:
            yield client

    @asynccontextmanager
    async def signed_in(self, username: str, role: Role) -> AsyncIterator[httpx2.AsyncClient]:
        """A browser in which a new account has signed in."""
        await add_user(self.database, username, role)
        async with self.browser() as client:
            answer = await client.post(
                "/auth/login", json={"username": username, "password": PASSWORD}
            )
            assert answer.status_code == 200, answer.text
            yield client


async def add_user(
    database: Database, username: str, role: Role, *, disabled: bool = False
) -> User:
    user = User(
        username=username,
        username_folded=username.casefold(),
        role=role,
        disabled=disabled,
        password_hash=await _password_hash(),
    )
    async with database.write() as session:
        session.add(user)
    return user


_hashes: list[str] = []


async def _password_hash() -> str:
    if not _hashes:  # Hashing is slow on purpose: once a run will do.
        _hashes.append(await hash_password(PASSWORD))
    return _hashes[0]


async def _render(_request: Request, problem: Exception) -> JSONResponse:
    assert isinstance(problem, Problem)
    return JSONResponse(problem.document(), problem.status)
