"""`search` and `inspect`: names, options and help."""

from typing import Annotated

import typer

from modelshelf.cli.options import Json
from modelshelf.cli.run import command

app = typer.Typer()


@app.command()
@command
def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Words in the id.")] = "",
    model_type: Annotated[
        str | None, typer.Option("--type", help="embedding, llm, reranker or splade.")
    ] = None,
    author: Annotated[str | None, typer.Option(help="Organisation or user.")] = None,
    licence: Annotated[str | None, typer.Option(help="As the Hub spells it, such as mit.")] = None,
    min_parameters: Annotated[int | None, typer.Option(min=0, help="At least so many.")] = None,
    max_parameters: Annotated[int | None, typer.Option(min=0, help="At most so many.")] = None,
    sort: Annotated[str, typer.Option(help="downloads, likes, recent or trending.")] = "downloads",
    limit: Annotated[int, typer.Option(min=1, max=100, help="At most so many.")] = 20,
    cursor: Annotated[str | None, typer.Option(help="Where an earlier answer ended.")] = None,
    as_json: Json = False,
) -> None:
    """Search the Hub: what each model is, its size and licence, and whether it is here.

    A type with a question mark is likely, by a label alone; `inspect` looks closer.
    """
    from modelshelf.cli import discovery

    discovery.search(
        text=text,
        model_type=model_type,
        author=author,
        licence=licence,
        sizes=(min_parameters, max_parameters),
        sort=sort,
        limit=limit,
        cursor=cursor,
        as_json=as_json,
    )


@app.command()
@command
def inspect(
    model_id: Annotated[
        str, typer.Argument(metavar="MODEL", help="organisation/name, or its address at the Hub.")
    ],
    revision: Annotated[
        str | None, typer.Option(help="Branch, tag or commit; default: main.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Say what a model is, with evidence, without fetching its weights."""
    from modelshelf.cli import discovery

    discovery.inspect(model_id, revision, as_json=as_json)
