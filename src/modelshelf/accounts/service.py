"""Signing in and out, and recognising who asks.

Functions that take a `Database` hash passwords, and no transaction may be open meanwhile; they
open their own short ones. The others work within the transaction that they are given.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.accounts import passwords, repository, token_rows
from modelshelf.accounts.account import Account, Client
from modelshelf.accounts.attempts import SignInAttempts
from modelshelf.accounts.bearer import hash_token, is_api_token, new_session_token
from modelshelf.accounts.errors import (
    AccountDisabled,
    NotSignedIn,
    SetupRequired,
    WrongCredentials,
)
from modelshelf.accounts.models import ApiToken, Scope, SignIn, User
from modelshelf.accounts.names import can_be_username, fold
from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Channel, Deed
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database

SESSION_LIFETIME = timedelta(days=30)
# When a session or token was used last, and so the session's expiry, moves with its use, but not at
# every request: each move is a write.
NOTE_USE_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session. The token is known to nobody but its holder."""

    account: Account
    token: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """The account behind a token, and whether its session has just been extended."""

    account: Account
    extended: bool = False


async def sign_in(
    database: Database, attempts: SignInAttempts, username: str, password: str, client: Client
) -> SignedIn:
    """Raises: WrongCredentials, AccountDisabled, TooManyAttempts, SetupRequired."""
    folded = fold(username)
    attempt = await attempts.begin(folded, client.address)
    async with database.read() as session:
        # What cannot be a username is not looked for: a database may even refuse to compare it.
        known = can_be_username(username)
        user = await repository.by_username(session, folded) if known else None
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
        user = await _check_password(user, password)
        await attempts.succeeded(attempt)
        async with database.write() as session:
            # Asked again: whoever changed the password meanwhile has ended all sessions, and must
            # not find one more that began by the old one.
            if not await repository.hold_unchanged(session, user):
                raise WrongCredentials.now()
            await audit.record(
                session, client.as_actor(user), Deed.SIGN_IN, user.username, about_id=user.id
            )
            return await begin_session(session, user, client)


async def recognise(database: Database, token: str, address: str | None = None) -> Recognised:
    """Whose token this is; using a session keeps it alive.

    Raises:
        NotSignedIn: It is nobody's, or no longer.
        SetupRequired: The same, while there is no account at all.
    """
    if is_api_token(token):
        return await _recognise_token(database, token, address)
    return await _recognise_session(database, token, address)


async def stranger(database: Database) -> NotSignedIn | SetupRequired:
    """What to tell somebody whom we do not know: to sign in, or that nobody can yet."""
    async with database.read() as session:
        return NotSignedIn.now() if await repository.anyone(session) else SetupRequired.now()


async def sign_out(session: AsyncSession, *, by: Account) -> None:
    """End the session that is in use, at once and for every program that holds its token.

    An API token is not ended by this: it is revoked.
    """
    if by.credential_id is not None and not by.by_token:
        await repository.end(session, by.credential_id, by.id)
        await audit.record(session, by.actor, Deed.SIGN_OUT, by.username, about_id=by.id)


async def begin_session(session: AsyncSession, user: User, client: Client) -> SignedIn:
    token = new_session_token()
    moment = now()
    sign_in = SignIn(
        user_id=user.id,
        token_hash=hash_token(token),
        created_at=moment,
        last_used_at=moment,
        expires_at=_expiry(moment),
        address=client.address,
        agent=client.agent,
    )
    await repository.add_sign_in(session, sign_in)
    return SignedIn(_by_session(sign_in, user, client.address), token)


async def _check_password(user: User | None, password: str) -> User:
    """Raises: WrongCredentials, AccountDisabled."""
    if not await passwords.matches(password, user.password_hash if user else None) or user is None:
        raise WrongCredentials.now()
    if user.disabled:
        raise AccountDisabled("This account is disabled. Ask an administrator to enable it.")
    return user


async def _recognise_session(database: Database, token: str, address: str | None) -> Recognised:
    moment, token_hash = now(), hash_token(token)

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
    stale = moment - sign_in.last_used_at >= NOTE_USE_AFTER
    if stale:
        async with database.write() as session:
            await repository.extend(session, sign_in.id, moment, _expiry(moment))
    return Recognised(_by_session(sign_in, user, address), extended=stale)


async def _recognise_token(database: Database, token: str, address: str | None) -> Recognised:
    moment, token_hash = now(), hash_token(token)

    async def look_up() -> tuple[ApiToken, User]:
        async with database.read() as session:
            found = await token_rows.live(session, token_hash, moment)
        if found is None:
            raise await stranger(database)
        return found

    row, user = await database.memo.get(("api-token", token_hash), look_up)
    if row.expires_at is not None and row.expires_at <= moment:
        raise await stranger(database)
    if row.last_used_at is None or moment - row.last_used_at >= NOTE_USE_AFTER:
        async with database.write() as session:
            await token_rows.note_use(session, row.id, moment, address)
    return Recognised(
        Account(
            user.id,
            user.username,
            user.role,
            scopes=frozenset(Scope(scope) for scope in row.scopes),
            credential_id=row.id,
            valid_until=row.expires_at,
            address=address,
            channel=Channel.TOKEN,
        )
    )


def _by_session(sign_in: SignIn, user: User, address: str | None) -> Account:
    return Account(user.id, user.username, user.role, credential_id=sign_in.id, address=address)


def _expiry(moment: datetime) -> datetime:
    return moment + SESSION_LIFETIME
