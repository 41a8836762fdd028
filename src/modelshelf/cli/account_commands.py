"""The command groups `user` and `token`: names, options and help."""

from typing import Annotated
from uuid import UUID

import typer

from modelshelf.cli.options import Json
from modelshelf.cli.run import command, one_of

user = typer.Typer(help="Accounts: who may do what.", no_args_is_help=True)
token = typer.Typer(help="API tokens, for programs.", no_args_is_help=True)

Username = Annotated[str, typer.Argument(metavar="NAME", help="The username.")]
RoleName = Annotated[str, typer.Option("--role", help="viewer, member or admin.")]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]


@user.command("add")
@command
def add_user(
    username: Username, role: RoleName = "member", password_stdin: FromStdin = False
) -> None:
    """Make an account. The password is asked for, or read from standard input."""
    from modelshelf.accounts.models import Role
    from modelshelf.cli import accounts

    given = one_of(Role, role, "--role") or Role.MEMBER
    accounts.add_user(username, given, accounts.read_password(from_stdin=password_stdin))


@user.command("list")
@command
def list_users(as_json: Json = False) -> None:
    """List the accounts."""
    from modelshelf.cli import accounts

    accounts.list_users(as_json=as_json)


@user.command()
@command
def passwd(username: Username, password_stdin: FromStdin = False) -> None:
    """Give an account a new password. All of its sessions end; its API tokens stay."""
    from modelshelf.cli import accounts

    accounts.change_user(username, password=accounts.read_password(from_stdin=password_stdin))


@user.command()
@command
def role(
    username: Username,
    new_role: Annotated[str, typer.Argument(metavar="ROLE", help="viewer, member or admin.")],
) -> None:
    """Change what an account may do; it holds at once."""
    from modelshelf.accounts.models import Role
    from modelshelf.cli import accounts

    accounts.change_user(username, role=one_of(Role, new_role, "ROLE"))


@user.command()
@command
def disable(username: Username) -> None:
    """Keep an account from signing in: its sessions end, its tokens are refused."""
    from modelshelf.cli import accounts

    accounts.change_user(username, disabled=True)


@user.command()
@command
def enable(username: Username) -> None:
    """Let a disabled account sign in again."""
    from modelshelf.cli import accounts

    accounts.change_user(username, disabled=False)


@user.command("remove")
@command
def remove_user(username: Username) -> None:
    """Remove an account that owns no collections, with its tokens and custom models."""
    from modelshelf.cli import accounts

    accounts.remove_user(username)


@token.command("create")
@command
def create_token(
    username: Annotated[str, typer.Option("--user", help="Whose token it is.")],
    name: Annotated[str, typer.Option(help="What it is for.")],
    scope: Annotated[
        list[str] | None,
        typer.Option(help="read, download or manage; each holds those before it. Default: read."),
    ] = None,
    days: Annotated[
        int, typer.Option(min=0, max=3650, help="Days until it ends; 0: it does not.")
    ] = 90,
    as_json: Json = False,
) -> None:
    """Make an API token and print it, this once."""
    from modelshelf.accounts.models import Scope
    from modelshelf.cli import accounts

    scopes = [one_of(Scope, given, "--scope") or Scope.READ for given in scope or ["read"]]
    accounts.create_token(username, name, scopes, days or None, as_json=as_json)


@token.command("list")
@command
def list_tokens(
    username: Annotated[str | None, typer.Option("--user", help="Only this user's.")] = None,
    as_json: Json = False,
) -> None:
    """List the tokens; what they are is not to be seen again."""
    from modelshelf.cli import accounts

    accounts.list_tokens(username, as_json=as_json)


@token.command()
@command
def revoke(token_id: Annotated[UUID, typer.Argument(metavar="ID", help="As in the list.")]) -> None:
    """Refuse a token from now on."""
    from modelshelf.cli import accounts

    accounts.revoke_token(token_id)
