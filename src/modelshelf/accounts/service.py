"""Signing in and out, and the first account.

Functions that take a `Database` hash passwords, and no transaction may be open meanwhile; they
open their own short ones. The others work within the transaction that they are given.
"""

import hashlib
import re
import secrets
import unicodedata
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.accounts import passwords, repository
from modelshelf.accounts.attempts import SignInAttempts
from modelshelf.accounts.errors import (
    AccountDisabled,
    AlreadySetUp,
    InvalidUsername,
    NotSignedIn,
    SetupRequired,
    WrongCredentials,
)
from modelshelf.accounts.models import Role, SignIn, User
from modelshelf.accounts.setup_code import SetupCode
from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Actor, Channel, Deed
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings

SESSION_LIFETIME = timedelta(days=30)
# A session's expiry moves with its use, but not at every request: each move is a write.
EXTEND_AFTER = timedelta(hours=1)
TOKEN_BYTES = 32

_USERNAME = re.compile(r"[\w.@+-]{1,64}")


@dataclass(frozen=True, slots=True)
class Account:
    """Who is asking, and from where."""

    id: uuid.UUID
    username: str
    role: Role
    address: str | None = None
    channel: Channel = Channel.SESSION

    @property
    def actor(self) -> Actor:
        """The same, as the record of deeds names people."""
        return Actor(self.username, self.channel, self.id, self.address)


@dataclass(frozen=True, slots=True)
class Client:
    """What somebody signs in from: an address and a program, as far as they are known."""

    address: str | None = None
    agent: str | None = None

    def as_actor(self, user: User | None) -> Actor:
        """Whoever signs in from here; somebody unknown where there is no such account."""
        if user is None:
            return Actor(None, Channel.SESSION, address=self.address)
        return Actor(user.username, Channel.SESSION, user.id, self.address)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session. The token is known to nobody but its holder."""

    account: Account
    token: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """The account behind a token, and whether its session has just been extended."""

    account: Account
    extended: bool


async def sign_in(
    database: Database, attempts: SignInAttempts, username: str, password: str, client: Client
) -> SignedIn:
    """Raises: WrongCredentials, AccountDisabled, TooManyAttempts, SetupRequired."""
    folded = _fold(username)
    attempts.begin(folded, client.address or "")
    async with database.read() as session:
        # What cannot be a username is not looked for: a database may even refuse to compare it.
        user = await repository.by_username(session, folded) if _is_username(folded) else None
        if user is None and not await repository.anyone(session):
            raise SetupRequired.now()
    # A name that nobody has is not written down: it may be a password in the wrong field.
    async with audit.refusals(
        database,
        client.as_actor(user),
        Deed.SIGN_IN,
        user.username if user else None,
        about_id=user.id if user else None,
    ):
        await _check_password(user, password)
    assert user is not None
    attempts.succeeded(folded, client.address or "")
    async with database.write() as session:
        await audit.record(
            session, client.as_actor(user), Deed.SIGN_IN, user.username, about_id=user.id
        )
        return await _begin_session(session, user, client)


async def set_up(
    database: Database,
    code: SetupCode | None,
    *,
    given_code: str,
    username: str,
    password: str,
    client: Client,
) -> SignedIn:
    """Create the first administrator, for whoever knows the one-time code.

    Raises:
        AlreadySetUp, WrongSetupCode, SetupCodeSpent, InvalidUsername, WeakPassword.
    """
    async with database.read() as session:
        if code is None or await repository.anyone(session):
            raise AlreadySetUp.now()
    code.check(given_code)
    founder = await _prepare_admin(username, password)
    async with database.write() as session:
        await repository.add_founder(session, founder)
        await audit.record(
            session, client.as_actor(founder), Deed.SET_UP, founder.username, about_id=founder.id
        )
        return await _begin_session(session, founder, client)


async def ensure_admin(database: Database, settings: Settings) -> bool:
    """Create the administrator of the settings while there is no account at all.

    Returns:
        Whether there is an account now; if not, the page needs a `SetupCode`.

    Raises:
        InvalidUsername, WeakPassword.
    """
    async with database.read() as session:
        if await repository.anyone(session):
            return True
    if settings.admin_username is None or settings.admin_password is None:
        return False
    founder = await _prepare_admin(
        settings.admin_username, settings.admin_password.get_secret_value()
    )
    try:
        async with database.write() as session:
            await repository.add_founder(session, founder)
            await audit.record(
                session,
                Actor(None, Channel.SETTINGS),
                Deed.SET_UP,
                founder.username,
                about_id=founder.id,
            )
    except AlreadySetUp:
        pass  # Another process of this installation starts at the same moment.
    return True


async def recognise(database: Database, token: str) -> Recognised:
    """Whose token this is; using a session keeps it alive.

    Raises:
        NotSignedIn: It is nobody's, or no longer.
        SetupRequired: The same, while there is no account at all.
    """
    moment, token_hash = now(), _hash_token(token)

    async def look_up() -> tuple[SignIn, User]:
        async with database.read() as session:
            found = await repository.live_sign_in(session, token_hash, moment)
        if found is None:
            raise await stranger(database)
        return found

    # Every request asks: what the last one found holds until somebody commits something.
    sign_in, user = await database.memo.get(("sign-in", token_hash), look_up)
    if sign_in.expires_at <= moment:
        raise await stranger(database)
    stale = moment - sign_in.last_used_at >= EXTEND_AFTER
    if stale:
        async with database.write() as session:
            await repository.extend(session, sign_in.id, moment, _expiry(moment))
    return Recognised(_account(user), extended=stale)


async def stranger(database: Database) -> NotSignedIn | SetupRequired:
    """What to tell somebody whom we do not know: to sign in, or that nobody can yet."""
    async with database.read() as session:
        return NotSignedIn.now() if await repository.anyone(session) else SetupRequired.now()


async def sign_out(session: AsyncSession, token: str, *, by: Account) -> None:
    """End the session of this token, at once and for every program that holds it."""
    await repository.end(session, _hash_token(token))
    await audit.record(session, by.actor, Deed.SIGN_OUT, by.username, about_id=by.id)


async def _check_password(user: User | None, password: str) -> None:
    """Raises: WrongCredentials, AccountDisabled."""
    if not await passwords.matches(password, user.password_hash if user else None) or user is None:
        raise WrongCredentials(
            "No account has this username and password. Check both; the password is case-sensitive."
        )
    if user.disabled:
        raise AccountDisabled("This account is disabled. Ask an administrator to enable it.")


async def _prepare_admin(username: str, password: str) -> User:
    username = _normalise(username)
    if not _is_username(username):
        raise InvalidUsername(
            "A username has 1 to 64 letters, digits and the characters . _ - @ + and no spaces."
        )
    passwords.check_strength(password)
    return User(
        username=username,
        username_folded=_fold(username),
        role=Role.ADMIN,
        password_hash=await passwords.hash_password(password),
    )


async def _begin_session(session: AsyncSession, user: User, client: Client) -> SignedIn:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    moment = now()
    await repository.add_sign_in(
        session,
        SignIn(
            user_id=user.id,
            token_hash=_hash_token(token),
            created_at=moment,
            last_used_at=moment,
            expires_at=_expiry(moment),
            address=client.address,
            agent=client.agent,
        ),
    )
    return SignedIn(_account(user), token)


def _account(user: User) -> Account:
    return Account(user.id, user.username, user.role)


def _expiry(moment: datetime) -> datetime:
    return moment + SESSION_LIFETIME


def _hash_token(token: str) -> str:
    # 256 random bits cannot be guessed from their hash: no salt and no slow hash is needed.
    return hashlib.sha256(token.encode()).hexdigest()


def _normalise(username: str) -> str:
    # One spelling for what looks the same: `ﬁ` and `fi`, or `é` in one character and in two.
    return unicodedata.normalize("NFKC", username)


def _fold(username: str) -> str:
    return _normalise(username).casefold()


def _is_username(username: str) -> bool:
    return _USERNAME.fullmatch(username) is not None
