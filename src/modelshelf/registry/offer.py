"""What is offered to somebody: the curated models, and those that they added themselves."""

import uuid
from dataclasses import dataclass
from typing import Self

from modelshelf.policy.licences import commercial_use
from modelshelf.registry.curated import CuratedModel
from modelshelf.registry.kinds import ModelType, Origin
from modelshelf.registry.models import CustomModel
from modelshelf.registry.needs import TASKS, usual_workload
from modelshelf.registry.own_traits import traits_of
from modelshelf.registry.traits import Traits
from modelshelf.sizing.architecture import NOTHING_KNOWN, Architecture
from modelshelf.sizing.formula import Need, Precision, need

STORED_BYTES = {"float32": 4, "float16": 2, "bfloat16": 2}
"""Bytes of one weight in a file."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One model of the list, whether or not anything of it is on disk.

    Attributes:
        origin: `curated` or `custom`; never `unmanaged`, which only the disk knows of.
        weights_bytes: Size of the weights as they are stored, if it follows from known facts.
        architecture: As far as the list itself knows it.
        custom_model_id: The entry in the database, for a custom model.
        parameters: Number of weights, if known; `parameters_approximate`: known roughly.
        licence: As the Hub spells it, if known; `commercial_use`: whether it allows that.
        gated: Whether its authors want their terms accepted first, if known.
    """

    id: str
    name: str
    description: str | None
    model_type: ModelType
    origin: Origin
    traits: Traits
    parameters: int | None = None
    parameters_approximate: bool = False
    licence: str | None = None
    commercial_use: bool | None = None
    gated: bool | None = None
    weights_bytes: int | None = None
    custom_model_id: uuid.UUID | None = None
    architecture: Architecture = NOTHING_KNOWN

    @property
    def needs(self) -> dict[Precision, Need]:
        """Memory for its usual work in each precision; nothing where its size is not known."""
        if self.parameters is None:
            return {}
        most = self.traits.context_window or self.traits.max_sequence_length
        workload = usual_workload(self.model_type, most)
        task = TASKS[self.model_type]
        return {
            precision: need(self.parameters, precision, task, self.architecture, workload)
            for precision in Precision
        }

    @classmethod
    def of_curated(cls, model: CuratedModel) -> Self:
        return cls(
            id=model.id,
            name=model.name,
            description=model.description,
            model_type=model.type,
            origin=Origin.CURATED,
            traits=Traits.of(model),
            parameters=model.parameters,
            parameters_approximate=model.parameters_approximate,
            weights_bytes=model.parameters * STORED_BYTES[model.dtype],
            licence=model.licence,
            commercial_use=model.commercial_use,
            gated=model.gated,
            architecture=model.architecture.architecture() if model.architecture else NOTHING_KNOWN,
        )

    @classmethod
    def of_custom(cls, model: CustomModel) -> Self:
        return cls(
            id=model.model_id,
            name=model.model_id.rpartition("/")[2],
            description=None,
            model_type=ModelType(model.model_type),
            origin=Origin.CUSTOM,
            traits=traits_of(model),
            parameters=model.parameters,
            licence=model.licence,
            commercial_use=commercial_use(model.licence),
            gated=model.gated,
            custom_model_id=model.id,
        )
