"""The command line: names, options and help. What a command does is imported when it runs."""

from typing import Annotated

import typer

from modelshelf.cli import (
    account_commands,
    collection_commands,
    custom_commands,
    discovery_commands,
    download_commands,
    hub_commands,
    operator_commands,
    shelf_commands,
)
from modelshelf.cli.run import command
from modelshelf.cli.upkeep.commands import app as upkeep

app = typer.Typer(
    help="A shelf for the models in the Hugging Face cache.",
    no_args_is_help=True,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    # Boxes in the help would take longer to import than all the rest.
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(download_commands.app)
app.add_typer(shelf_commands.app)
app.add_typer(upkeep)
app.add_typer(discovery_commands.app)
app.add_typer(custom_commands.app)
app.add_typer(custom_commands.custom, name="custom")
app.add_typer(collection_commands.collection, name="collection")
app.add_typer(account_commands.user, name="user")
app.add_typer(account_commands.token, name="token")
app.add_typer(hub_commands.hub, name="hub")
app.add_typer(operator_commands.app)
app.add_typer(operator_commands.db, name="db")
app.add_typer(operator_commands.registry, name="registry")


@app.callback()
def modelshelf(
    version: Annotated[
        bool, typer.Option("--version", help="Say which version this is.", is_eager=True)
    ] = False,
) -> None:
    if version:
        from modelshelf import __version__

        typer.echo(f"modelshelf {__version__}")
        raise typer.Exit


@app.command()
@command
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="Run no worker; start one with `worker`.")
    ] = False,
) -> None:
    """Serve the page and the API, with a worker and a private Valkey unless told otherwise."""
    from modelshelf.cli import processes

    processes.serve(host, port, with_worker=not no_worker)


@app.command()
@command
def worker(
    node: Annotated[str | None, typer.Option(help="Name of this machine.")] = None,
    concurrency: Annotated[int | None, typer.Option(help="Downloads at once.")] = None,
) -> None:
    """Work for one node: run its operations and keep the list of its cache true."""
    from modelshelf.cli import processes

    processes.worker(node, concurrency)
