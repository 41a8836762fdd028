"""The command group `collection`: names, options and help."""

from typing import Annotated

import typer

from modelshelf.cli.options import Json
from modelshelf.cli.run import command

collection = typer.Typer(
    help="Search indexes and other programs that cannot do without their models.",
    no_args_is_help=True,
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The collection's name.")]
Owner = Annotated[
    str | None, typer.Option("--as", help="Whose collection; default: the only administrator's.")
]
Embedding = Annotated[str | None, typer.Option(help="Its embedding model.")]
Reranker = Annotated[str | None, typer.Option(help="Its reranker; '' takes it away.")]
Splade = Annotated[str | None, typer.Option(help="Its SPLADE model; '' takes it away.")]
Llm = Annotated[str | None, typer.Option(help="Its language model; '' takes it away.")]


@collection.command("list")
@command
def list_collections(
    owner: Annotated[str | None, typer.Option("--as", help="Only this user's.")] = None,
    as_json: Json = False,
) -> None:
    """List the collections, their models, and which need re-indexing."""
    from modelshelf.cli import collections

    collections.list_collections(owner, as_json=as_json)


@collection.command("add")
@command
def add(
    name: Name,
    embedding: Annotated[str, typer.Option(help="Its embedding model.")],
    reranker: Reranker = None,
    splade: Splade = None,
    llm: Llm = None,
    owner: Owner = None,
    as_json: Json = False,
) -> None:
    """Note a collection, so that nobody deletes its models.

    The installed revision of each is noted as the one that it was built on."""
    from modelshelf.cli import collections

    models = {"embedding": embedding, "reranker": reranker, "splade": splade, "llm": llm}
    collections.add(name, models, owner, as_json=as_json)


@collection.command("change")
@command
def change(
    name: Name,
    new_name: Annotated[str | None, typer.Option("--name", help="Another name for it.")] = None,
    embedding: Embedding = None,
    reranker: Reranker = None,
    splade: Splade = None,
    llm: Llm = None,
    owner: Owner = None,
    as_json: Json = False,
) -> None:
    """Change a collection's name or models; what is not named stays."""
    from modelshelf.cli import collections

    models = {"embedding": embedding, "reranker": reranker, "splade": splade, "llm": llm}
    collections.change(name, new_name, models, owner, as_json=as_json)


@collection.command("reindexed")
@command
def reindexed(name: Name, owner: Owner = None, as_json: Json = False) -> None:
    """Say that a collection was built anew: with the revisions that are installed now."""
    from modelshelf.cli import collections

    collections.reindexed(name, owner, as_json=as_json)


@collection.command("remove")
@command
def remove(name: Name, owner: Owner = None) -> None:
    """Forget a collection: its models are no longer protected by it."""
    from modelshelf.cli import collections

    collections.remove(name, owner)
