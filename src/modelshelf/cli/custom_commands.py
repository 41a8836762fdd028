"""`add`, `edit`, `remove` and the group `custom`: names, options and help."""

import functools
import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from modelshelf.cli.options import Json
from modelshelf.cli.run import command

app = typer.Typer()
custom = typer.Typer(help="The models that people have added.", no_args_is_help=True)

Model = Annotated[
    str, typer.Argument(metavar="MODEL", help="organisation/name, or its address at the Hub.")
]
Owner = Annotated[
    str | None, typer.Option("--as", help="Whose list; default: the only administrator's.")
]
TypeName = Annotated[str | None, typer.Option("--type", help="embedding, llm, reranker or splade.")]
Given: TypeAlias = Mapping[str, Any]
# What can be set of a model: an option each.
_TRAITS: dict[str, Any] = {
    "dimension": Annotated[int | None, typer.Option(min=1, help="Numbers in a vector.")],
    "max_sequence_length": Annotated[int | None, typer.Option(min=1, help="Tokens of one text.")],
    "context_window": Annotated[
        int | None, typer.Option(min=1, help="Tokens of an LLM's context.")
    ],
    "pooling_method": Annotated[
        str | None, typer.Option("--pooling-method", help="mean, cls or last_token.")
    ],
    "is_asymmetric": Annotated[
        bool | None,
        typer.Option("--asymmetric/--symmetric", help="Queries and documents differ, or not."),
    ],
    "query_prefix": Annotated[str | None, typer.Option(help="Put before a query, spaces and all.")],
    "document_prefix": Annotated[str | None, typer.Option(help="Put before a document.")],
    "default_query_instruction": Annotated[
        str | None,
        typer.Option("--default-query-instruction", help="The task that it is told."),
    ],
}


def takes_traits(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of all traits, where its parameter `given` stands for them."""

    @functools.wraps(function)
    def run(**options: Any) -> None:
        given = {name: options.pop(name) for name in _TRAITS}
        function(given=given, **options)

    traits = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=option)
        for name, option in _TRAITS.items()
    ]
    signature = inspect.signature(function)
    parameters: list[inspect.Parameter] = []
    for parameter in signature.parameters.values():
        parameters += traits if parameter.name == "given" else [parameter]
    run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined] # Read by inspect.
    return run


@app.command()
@command
@takes_traits
def add(
    *,
    model_id: Model,
    model_type: TypeName = None,
    given: Given,
    owner: Owner = None,
    as_json: Json = False,
) -> None:
    """Add a model of the Hub, or one on the disk, to the list. What is left out is detected."""
    from modelshelf.cli import custom as adding

    adding.add(model_id, model_type, given, owner, as_json=as_json)


@app.command()
@command
@takes_traits
def edit(
    *,
    model_id: Model,
    model_type: TypeName = None,
    given: Given,
    forget: Annotated[
        list[str] | None,
        typer.Option(help="What was set, such as dimension, is as detected again; repeatable."),
    ] = None,
    owner: Owner = None,
    as_json: Json = False,
) -> None:
    """Change what was set of an added model, or its type."""
    from modelshelf.cli import custom as adding

    adding.edit(model_id, model_type, given, forget or [], owner, as_json=as_json)


@app.command()
@command
def remove(model_id: Model, owner: Owner = None, as_json: Json = False) -> None:
    """Take an added model off the list. Its files on the disk stay; `rm` deletes those."""
    from modelshelf.cli import custom as adding

    adding.remove(model_id, owner, as_json=as_json)


@custom.command("list")
@command
def list_custom(
    owner: Annotated[str | None, typer.Option("--as", help="Only this account's.")] = None,
    as_json: Json = False,
) -> None:
    """List the added models, with what was set and what was detected."""
    from modelshelf.cli import custom as adding

    adding.list_custom(owner, as_json=as_json)


@custom.command("export")
@command
def export(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file to write; default: stdout.")
    ] = None,
    owner: Owner = None,
) -> None:
    """Write an account's added models as YAML: what was set of them."""
    from modelshelf.cli import custom as adding

    adding.export(output, owner)


@custom.command("import")
@command
def take_in(
    file: Annotated[str, typer.Argument(help="What `custom export` wrote; - for stdin.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Also what is in the list already.")
    ] = False,
    owner: Owner = None,
    as_json: Json = False,
) -> None:
    """Add the models of such a file. Exit code 1: some could not be added."""
    from modelshelf.cli import custom as adding

    adding.take_in(file, owner, replace=replace, as_json=as_json)
