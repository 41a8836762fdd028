"""Commands that plan, start and steer downloads: names, options and help."""

from typing import Annotated

import typer

from modelshelf.cli.options import Json, ModelId
from modelshelf.cli.run import command

app = typer.Typer()

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
