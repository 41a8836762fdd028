"""Commands of whoever runs the installation: names, options and help."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from modelshelf.cli.options import Json
from modelshelf.cli.run import command, one_of

app = typer.Typer()
db = typer.Typer(help="The database.", no_args_is_help=True)
registry = typer.Typer(help="The list of models that ships.", no_args_is_help=True)


@app.command()
@command
def doctor(as_json: Json = False) -> None:
    """Say what is configured, reachable and writable, with advice."""
    from modelshelf.cli import doctor as examination

    examination.doctor(as_json=as_json)


@app.command()
@command
def openapi() -> None:
    """Print the OpenAPI document of the API."""
    from modelshelf.cli import documents

    documents.openapi()


@db.command()
@command
def upgrade() -> None:
    """Bring the database to the newest version."""
    from modelshelf.cli import documents

    documents.upgrade_database()


@app.command()
@command
def audit(
    actor: Annotated[str | None, typer.Option(help="Only what this user did.")] = None,
    deed: Annotated[
        list[str] | None,
        typer.Option(help="Only this deed (download.start) or group (download); repeatable."),
    ] = None,
    about: Annotated[
        str | None, typer.Option(help="Only what was done to this model, user or collection.")
    ] = None,
    outcome: Annotated[str | None, typer.Option(help="done, found, refused or failed.")] = None,
    since: Annotated[datetime | None, typer.Option(help="Not before this time.")] = None,
    until: Annotated[datetime | None, typer.Option(help="Before this time.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 50,
    as_json: Json = False,
) -> None:
    """Show who did what, when, from where, and with what outcome."""
    from modelshelf.audit.deeds import Outcome
    from modelshelf.cli import audit as record

    record.show(
        actor=actor,
        deeds=deed or [],
        about=about,
        outcome=one_of(Outcome, outcome, "--outcome"),
        since=since,
        until=until,
        limit=limit,
        as_json=as_json,
    )


@registry.command("check")
@command
def registry_check(
    file: Annotated[Path | None, typer.Option(help="Another file of the same form.")] = None,
    as_json: Json = False,
) -> None:
    """Compare every entry with the Hub and print the differences as a patch. Exit code 1: some."""
    from modelshelf.cli import registry as checking

    checking.registry_check(file, as_json=as_json)
