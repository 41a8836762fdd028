"""The command group `hub`: names, options and help."""

import typer

from modelshelf.cli.options import Json
from modelshelf.cli.run import command

hub = typer.Typer(help="The Hub's token, of the whole installation.", no_args_is_help=True)


@hub.command()
@command
def login() -> None:
    """Save a token of the Hub. It is asked for, or read from standard input."""
    from modelshelf.cli import hub

    hub.login()


@hub.command()
@command
def logout() -> None:
    """Forget the saved token."""
    from modelshelf.cli import hub

    hub.logout()


@hub.command()
@command
def status(as_json: Json = False) -> None:
    """Say which token is in use, and whose it is. The token is never shown."""
    from modelshelf.cli import hub

    hub.status(as_json=as_json)
