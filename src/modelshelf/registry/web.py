"""How routers reach the Hub, who looks at its models, and who keeps those that people add."""

from typing import Annotated, cast

from fastapi import Depends, Request

from modelshelf.hub.door import Hub
from modelshelf.kit.web import state_of
from modelshelf.registry.inspection import Inspector
from modelshelf.registry.service import CustomModels


async def _hub(request: Request) -> Hub:
    return cast(Hub, state_of(request).hub)


async def _custom_models(request: Request) -> CustomModels:
    return cast(CustomModels, state_of(request).custom_models)


async def _inspector(request: Request) -> Inspector:
    return cast(Inspector, state_of(request).inspector)


HubOf = Annotated[Hub, Depends(_hub)]
CustomModelsOf = Annotated[CustomModels, Depends(_custom_models)]
InspectorOf = Annotated[Inspector, Depends(_inspector)]
