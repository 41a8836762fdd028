"""Commands about the models that are there, or were: names, options and help."""

from pathlib import Path
from typing import Annotated

import typer

from modelshelf.cli.options import Json, ModelId
from modelshelf.cli.run import command

app = typer.Typer()


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


@app.command("try")
@command
def try_model(model_id: ModelId, as_json: Json = False) -> None:
    """Load an installed model once, within limits, and say what came out and what it took."""
    from modelshelf.cli import trying

    trying.try_model(model_id, as_json=as_json)


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
