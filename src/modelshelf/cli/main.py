"""The command line: names, options and help. What a command does is imported when it runs."""

from pathlib import Path
from typing import Annotated

import typer

from modelshelf.cli import (
    account_commands,
    collection_commands,
    custom_commands,
    discovery_commands,
    hub_commands,
    operator_commands,
)
from modelshelf.cli.options import Json, ModelId
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
app.add_typer(account_commands.user, name="user")
app.add_typer(account_commands.token, name="token")
app.add_typer(collection_commands.collection, name="collection")
app.add_typer(upkeep)
app.add_typer(discovery_commands.app)
app.add_typer(custom_commands.app)
app.add_typer(custom_commands.custom, name="custom")
app.add_typer(hub_commands.hub, name="hub")
app.add_typer(operator_commands.app)
app.add_typer(operator_commands.db, name="db")
app.add_typer(operator_commands.registry, name="registry")

Models = Annotated[
    list[str] | None, typer.Argument(metavar="MODEL…", help="organisation/name; several may be.")
]
All = Annotated[bool, typer.Option("--all", help="All that this can be done to.")]
Revision = Annotated[str | None, typer.Option(help="Branch, tag or commit; default: main.")]
AllFiles = Annotated[bool, typer.Option("--all-files", help="Every file, duplicates too.")]
Include = Annotated[
    list[str] | None, typer.Option(help="Only files that match this pattern; repeatable.")
]
Exclude = Annotated[
    list[str] | None, typer.Option(help="No files that match this pattern; repeatable.")
]


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


@app.command()
@command
def ls(
    model_type: Annotated[
        str | None, typer.Option("--type", help="embedding, llm, reranker, splade or other.")
    ] = None,
    installed: Annotated[bool, typer.Option("--installed", help="Only what is installed.")] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what is offered and not on the disk.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List the models: status, size, and who uses them."""
    from modelshelf.cli import listing

    listing.ls(model_type, installed=installed, everything=everything, as_json=as_json)


@app.command()
@command
def plan(
    model_id: ModelId,
    revision: Revision = None,
    all_files: AllFiles = False,
    include: Include = None,
    exclude: Exclude = None,
    as_json: Json = False,
) -> None:
    """Show what a download would fetch, and what it would leave out."""
    from modelshelf.cli import plan as planning

    selection = planning.selection(all_files, include, exclude)
    planning.show_plan(model_id, revision, selection, as_json=as_json)


@app.command()
@command
def memory(
    model_id: ModelId,
    context: Annotated[
        int | None, typer.Option(min=1, help="Tokens of each text; of an LLM the whole context.")
    ] = None,
    batch: Annotated[int | None, typer.Option(min=1, help="Texts side by side.")] = None,
    precision: Annotated[
        str | None, typer.Option(help="float32, float16, int8 or int4; default: all.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Say how much memory a model needs, and whether it fits here."""
    from modelshelf.cli import memory as sizing

    sizing.memory(model_id, context=context, batch=batch, precision=precision, as_json=as_json)


@app.command()
@command
def pull(
    model_id: ModelId,
    revision: Revision = None,
    all_files: AllFiles = False,
    include: Include = None,
    exclude: Exclude = None,
    now: Annotated[
        bool, typer.Option("--now", help="Do not wait for the hours of big downloads.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Download a model. Ctrl-C pauses (exit code 130); the same command goes on."""
    from modelshelf.cli import plan as planning
    from modelshelf.cli import pull as pulling

    selection = planning.selection(all_files, include, exclude)
    pulling.pull(model_id, revision, selection, ask=not yes, hurry=now)


@app.command("try")
@command
def try_model(model_id: ModelId, as_json: Json = False) -> None:
    """Load an installed model once, within limits, and say what came out and what it took."""
    from modelshelf.cli import trying

    trying.try_model(model_id, as_json=as_json)


@app.command()
@command
def downloads(
    everything: Annotated[bool, typer.Option("--all", help="Also those that have ended.")] = False,
    as_json: Json = False,
) -> None:
    """List the downloads: how far they are, how fast, and what they wait for."""
    from modelshelf.cli import control

    control.downloads(everything=everything, as_json=as_json)


@app.command()
@command
def pause(models: Models = None, everything: All = False, as_json: Json = False) -> None:
    """Pause downloads, whoever does them. What has arrived is kept."""
    from modelshelf.cli import control

    control.act(control.Verb.PAUSE, models or [], everything=everything, as_json=as_json)


@app.command()
@command
def resume(
    models: Models = None,
    everything: All = False,
    now: Annotated[
        bool, typer.Option("--now", help="Also start what waits for the hours of big downloads.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Let paused downloads go on from where they were."""
    from modelshelf.cli import control

    verb = control.Verb.START_NOW if now else control.Verb.RESUME
    control.act(verb, models or [], everything=everything, as_json=as_json)


@app.command()
@command
def cancel(models: Models = None, as_json: Json = False) -> None:
    """Cancel downloads and remove what has arrived of them."""
    from modelshelf.cli import control

    control.act(control.Verb.CANCEL, models or [], as_json=as_json)


@app.command()
@command
def retry(models: Models = None, as_json: Json = False) -> None:
    """Try failed or cancelled downloads again; what is on the disk is kept."""
    from modelshelf.cli import control

    control.act(control.Verb.RETRY, models or [], as_json=as_json)


@app.command()
@command
def rm(
    model_id: ModelId,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be freed.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Even though a program has it open; asks for its name.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Delete a model that nobody uses."""
    from modelshelf.cli import removal

    removal.rm(model_id, dry_run=dry_run, ask=not yes, force=force, as_json=as_json)


@app.command()
@command
def export(
    model_ids: Annotated[list[str], typer.Argument(metavar="MODEL…", help="Installed models.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")],
) -> None:
    """Pack models into one file, for a machine without a network."""
    from modelshelf.cli import exchange

    exchange.export(model_ids, output)


@app.command(name="import")
@command
def import_(
    source: Annotated[str, typer.Argument(help="What `export` wrote (- for stdin), or a folder.")],
    as_id: Annotated[
        str | None, typer.Option("--as", help="Name for the model that a folder is made.")
    ] = None,
    link: Annotated[
        bool, typer.Option("--link", help="Link a folder's files and do not copy: never edit them.")
    ] = False,
    trust: Annotated[
        str | None, typer.Option(help="Fingerprint that `export` said on the other machine.")
    ] = None,
) -> None:
    """Take in what `export` packed, or make a model of a folder of model files."""
    from modelshelf.cli import exchange

    exchange.take_in(source, as_id, link=link, trust=trust)


@app.command()
@command
def trash(as_json: Json = False) -> None:
    """List the deleted models that can be brought back."""
    from modelshelf.cli import trash as waste

    waste.trash(as_json=as_json)


@app.command()
@command
def restore(
    model_ids: Annotated[
        list[str], typer.Argument(metavar="MODEL…", help="organisation/name; several may be.")
    ],
    as_json: Json = False,
) -> None:
    """Bring deleted models back from the trash, as they were."""
    from modelshelf.cli import trash as waste

    waste.restore(model_ids, as_json=as_json)
