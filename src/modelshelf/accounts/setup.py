"""The first account: for whoever knows the one-time code, or from the settings."""

from modelshelf.accounts import passwords, repository, service
from modelshelf.accounts.account import Client
from modelshelf.accounts.errors import AlreadySetUp
from modelshelf.accounts.models import Role, User
from modelshelf.accounts.names import check_username, fold
from modelshelf.accounts.service import SignedIn
from modelshelf.accounts.setup_code import SetupCode
from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Actor, Channel, Deed, Outcome
from modelshelf.kit.database import Database
from modelshelf.kit.errors import Problem
from modelshelf.kit.settings import Settings
from modelshelf.kit.throttle import Throttle

WRONG_CODE_SECONDS = 60.0


async def set_up(
    database: Database,
    code: SetupCode | None,
    throttle: Throttle,
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
    await _check_code(database, code, throttle, given_code, client)
    founder = await _prepare_admin(username, password)
    async with database.write() as session:
        await repository.add_founder(session, founder)
        await audit.record(
            session, client.as_actor(founder), Deed.SET_UP, founder.username, about_id=founder.id
        )
        return await service.begin_session(session, founder, client)


async def _check_code(
    database: Database, code: SetupCode, throttle: Throttle, given_code: str, client: Client
) -> None:
    """A wrong one is recorded once a minute: the record only grows, and anybody may try."""
    try:
        code.check(given_code)
    except Problem as problem:
        if await throttle.is_first("modelshelf:refused:setup", WRONG_CODE_SECONDS):
            async with database.write() as session:
                await audit.record(
                    session,
                    client.as_actor(None),
                    Deed.SET_UP,
                    outcome=Outcome.REFUSED,
                    code=problem.code,
                )
        raise


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


async def _prepare_admin(username: str, password: str) -> User:
    username = check_username(username)
    passwords.check_strength(password)
    return User(
        username=username,
        username_folded=fold(username),
        role=Role.ADMIN,
        password_hash=await passwords.hash_password(password),
    )
