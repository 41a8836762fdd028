"""How routers reach the Hub and the curated models."""

from typing import Annotated, cast

from fastapi import Depends, Request

from modelshelf.hub.door import Hub
from modelshelf.kit.web import state_of
from modelshelf.registry.curated import Curated


def _hub(request: Request) -> Hub:
    return cast(Hub, state_of(request).hub)


def _curated(request: Request) -> Curated:
    return cast(Curated, state_of(request).curated)


HubOf = Annotated[Hub, Depends(_hub)]
CuratedOf = Annotated[Curated, Depends(_curated)]
