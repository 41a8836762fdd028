"""How routers reach the Hub, who looks at its models, and the curated ones."""

from typing import Annotated, cast

from fastapi import Depends, Request

from modelshelf.hub.door import Hub
from modelshelf.kit.web import state_of
from modelshelf.registry.curated import Curated
from modelshelf.registry.inspection import Inspector


def _hub(request: Request) -> Hub:
    return cast(Hub, state_of(request).hub)


def _curated(request: Request) -> Curated:
    return cast(Curated, state_of(request).curated)


def _inspector(request: Request) -> Inspector:
    return cast(Inspector, state_of(request).inspector)


HubOf = Annotated[Hub, Depends(_hub)]
CuratedOf = Annotated[Curated, Depends(_curated)]
InspectorOf = Annotated[Inspector, Depends(_inspector)]
