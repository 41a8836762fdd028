"""Options that many commands have."""

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
ModelId = Annotated[str, typer.Argument(metavar="MODEL", help="organisation/name at the Hub.")]
