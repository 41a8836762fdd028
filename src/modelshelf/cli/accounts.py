"""`user` and `token`: accounts and API tokens, for whoever may use this machine's data folder."""

import getpass
import sys
from datetime import datetime, timedelta
from uuid import UUID

from rich.markup import escape

from modelshelf.accounts import tokens, users
from modelshelf.accounts.models import Role, Scope, User
from modelshelf.accounts.repository import Member
from modelshelf.accounts.schemas import MemberOut, TokenOut
from modelshelf.cli import figures, tables
from modelshelf.cli.console import Terminal
from modelshelf.cli.run import print_json
from modelshelf.cli.session import open_shelf, run, who
from modelshelf.kit.clock import now
from modelshelf.kit.errors import Invalid

console = Terminal()


class PasswordsDiffer(Invalid):
    code = "passwords_differ"
    title = "Not the same password"


def read_password(*, from_stdin: bool) -> str:
    """From a person twice, unseen; or one line of standard input. Never from the command line,
    which every user of the machine can read."""
    if from_stdin or not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != password:
        raise PasswordsDiffer("The two passwords are not the same. Nothing was changed.")
    return password


def add_user(username: str, role: Role, password: str) -> None:
    user = run(_add_user(username, role, password))
    console.print(f"{escape(user.username)} can sign in, as {user.role}.")


async def _add_user(username: str, role: Role, password: str) -> User:
    async with open_shelf() as shelf:
        return await users.create(
            shelf.database, username=username, role=role, password=password, by=who()
        )


def list_users(*, as_json: bool) -> None:
    found = run(_list_users())
    if as_json:
        print_json([MemberOut.of_member(member).model_dump(mode="json") for member in found])
        return
    if not found:
        console.print("There is no account yet: `modelshelf user add NAME`.")
        return
    rows = [
        (
            escape(member.user.username),
            member.user.role,
            "[yellow]disabled[/]" if member.user.disabled else "",
            str(member.sessions),
            str(member.tokens),
            _when(member.last_seen_at),
        )
        for member in found
    ]
    headings = ("NAME", "ROLE", "STATE", "SESSIONS", "TOKENS", "LAST SEEN")
    tables.show(console, headings, rows, right=("SESSIONS", "TOKENS"))


def _when(moment: datetime | None) -> str:
    return figures.moment(moment) if moment else "never"


async def _list_users() -> list[Member]:
    async with open_shelf() as shelf, shelf.database.read() as session:
        return list(await users.listed(session))


def change_user(
    username: str,
    *,
    role: Role | None = None,
    disabled: bool | None = None,
    password: str | None = None,
) -> None:
    user = run(_change_user(username, role, disabled, password))
    state = ", disabled" if user.disabled else ""
    ended = " All sessions of the account have ended." if disabled or password else ""
    console.print(f"{escape(user.username)} is {user.role}{state}.{ended}")


async def _change_user(
    username: str, role: Role | None, disabled: bool | None, password: str | None
) -> User:
    async with open_shelf() as shelf:
        async with shelf.database.read() as session:
            user = await users.find(session, username)
        return await users.change(
            shelf.database, user.id, role=role, disabled=disabled, password=password, by=who()
        )


def remove_user(username: str) -> None:
    run(_remove_user(username))
    console.print(f"The account {escape(username)} is removed.")


async def _remove_user(username: str) -> None:
    async with open_shelf() as shelf:
        async with shelf.database.read() as session:
            user = await users.find(session, username)
        await users.remove(shelf.database, user.id, by=who())


def create_token(
    username: str, name: str, scopes: list[Scope], days: int | None, *, as_json: bool
) -> None:
    new = run(_create_token(username, name, scopes, days))
    if as_json:
        print_json(TokenOut.of(new.row, username).model_dump(mode="json") | {"token": new.token})
        return
    # By itself on standard output, so that it can be piped to where it is kept.
    print(new.token)
    until = (
        f"until {figures.moment(new.row.expires_at)}" if new.row.expires_at else "without an end"
    )
    Terminal(stderr=True).print(
        f"This token of {escape(username)} is shown this once: {', '.join(new.row.scopes)}, "
        f"{until}."
    )


async def _create_token(
    username: str, name: str, scopes: list[Scope], days: int | None
) -> tokens.NewToken:
    expires_at = now() + timedelta(days=days) if days else None
    async with open_shelf() as shelf, shelf.database.write() as session:
        user = await users.find(session, username)
        return await tokens.create(
            session, user.id, name=name, scopes=scopes, expires_at=expires_at, by=who()
        )


def list_tokens(username: str | None, *, as_json: bool) -> None:
    found = run(_list_tokens(username))
    if as_json:
        print_json([token.model_dump(mode="json") for token in found])
        return
    if not found:
        console.print("There is no token.")
        return
    rows = [
        (
            str(token.id),
            escape(token.name),
            escape(token.username),
            ", ".join(token.scopes),
            _end(token),
            _when(token.last_used_at),
        )
        for token in found
    ]
    tables.show(console, ("ID", "NAME", "OF", "SCOPES", "ENDS", "LAST USED"), rows)


def _end(token: TokenOut) -> str:
    if token.expires_at is None:
        return "never"
    day = figures.moment(token.expires_at)
    return f"[yellow]{day}, over[/]" if token.expired else day


async def _list_tokens(username: str | None) -> list[TokenOut]:
    async with open_shelf() as shelf, shelf.database.read() as session:
        owner = await users.find(session, username) if username is not None else None
        found = await tokens.listed(session, owner.id if owner else None)
        return [TokenOut.of(token, name) for token, name in found]


def revoke_token(token_id: UUID) -> None:
    run(_revoke_token(token_id))
    console.print("The token is revoked: it is refused from now on.")


async def _revoke_token(token_id: UUID) -> None:
    async with open_shelf() as shelf, shelf.database.write() as session:
        await tokens.revoke(session, token_id, owner_id=None, by=who())
