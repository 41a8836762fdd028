"""How routers reach the Hub, who looks at its models, and who keeps those that people add."""

from typing import Annotated

from fastapi import Depends

from modelshelf.hub.door import Hub
from modelshelf.hub.remote import RemoteHub
from modelshelf.kit.web import PartOf
from modelshelf.registry.inspection import Inspector
from modelshelf.registry.service import CustomModels

HubOf = Annotated[Hub, Depends(PartOf(RemoteHub))]
CustomModelsOf = Annotated[CustomModels, Depends(PartOf(CustomModels))]
InspectorOf = Annotated[Inspector, Depends(PartOf(Inspector))]
