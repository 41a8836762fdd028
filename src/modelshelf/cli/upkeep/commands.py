"""Commands that look after what is on the disk: names, options and help."""

from typing import Annotated

import typer

from modelshelf.cli.options import Json
from modelshelf.cli.run import command

app = typer.Typer()


@app.command()
@command
def verify(
    model_id: Annotated[
        str | None, typer.Argument(metavar="[MODEL]", help="Default: every model on the disk.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Read a model, or all of them, and compare every file with its checksum.

    Exit code 1 when a file is wrong. Ctrl-C cancels (exit code 130)."""
    from modelshelf.cli.upkeep import verification

    verification.verify(model_id, as_json=as_json)


@app.command()
@command
def repair(
    model_id: Annotated[
        str | None,
        typer.Argument(metavar="[MODEL]", help="Default: every partial or damaged model."),
    ] = None,
    revision: Annotated[
        str | None, typer.Option(help="A commit on the disk; default: the one programs load.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Take the risks of its files.")] = False,
) -> None:
    """Fetch what is missing or wrong of a model, and nothing else."""
    from modelshelf.cli.upkeep import repair as repairing

    repairing.repair(model_id, revision, yes=yes)


@app.command()
@command
def reclaim(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID…]", help="Default: whatever is suggested."),
    ] = None,
    kinds: Annotated[
        list[str] | None,
        typer.Option(
            "--kind", help="All of partial, revision, blob, shared_blob, lock or trash; repeatable."
        ),
    ] = None,
    model_ids: Annotated[
        list[str] | None,
        typer.Option(
            "--model",
            help="Only of this model, or of a dataset as `datasets/org/name`; repeatable.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be freed.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Free what nothing needs: rests of downloads, old revisions, files of no revision.

    What waits in the trash is shown, and goes only when it is named (`--kind trash`)."""
    from modelshelf.cli.upkeep import reclaim as reclaiming

    reclaiming.reclaim(
        ids or [], kinds or [], model_ids or [], dry_run=dry_run, ask=not yes, as_json=as_json
    )


@app.command()
@command
def free(
    model_ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[MODEL…]", help="Default: what the storage budget proposes."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be deleted.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Delete several models together, into the trash: those that were not used for longest, as many
    as it takes to keep the storage budget. `restore` takes all of it back."""
    from modelshelf.cli.upkeep import free as freeing

    freeing.free(model_ids or [], dry_run=dry_run, ask=not yes, as_json=as_json)


@app.command()
@command
def updates(
    model_id: Annotated[
        str | None, typer.Argument(metavar="[MODEL]", help="Default: every model on the disk.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Say which models have a newer revision at the Hub, and what would change.

    Asks about each model at most once an hour; offline it shows what is known."""
    from modelshelf.cli.upkeep import updates as looking

    looking.updates(model_id, as_json=as_json)


@app.command()
@command
def pin(model_id: Annotated[str, typer.Argument(metavar="MODEL")]) -> None:
    """Hold a model at the revision that is here: no update, and `pull` fetches that one."""
    from modelshelf.cli.upkeep import updates as looking

    looking.pin(model_id)


@app.command()
@command
def unpin(model_id: Annotated[str, typer.Argument(metavar="MODEL")]) -> None:
    """Let a pinned model move again."""
    from modelshelf.cli.upkeep import updates as looking

    looking.unpin(model_id)
