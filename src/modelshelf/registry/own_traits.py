"""The traits of a model that somebody added: what they set wins over what was detected."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from modelshelf.registry.detect import examine
from modelshelf.registry.detect.facts import Confidence
from modelshelf.registry.finding_schemas import FindingOut
from modelshelf.registry.inspected import Inspection
from modelshelf.registry.kinds import ModelType, Pooling
from modelshelf.registry.models import CustomModel
from modelshelf.registry.traits import SHAPES, TRAIT_NAMES, Traits

_TYPE = "model_type"


def traits_of(model: CustomModel) -> Traits:
    """What holds: as set, else as detected for certain."""
    return set_traits(model).completed_by(_certain(model))


def set_traits(model: CustomModel) -> Traits:
    """As its owner set them; None for what is left open."""
    return _traits({name: getattr(model, name) for name in TRAIT_NAMES})


def findings_of(model: CustomModel) -> dict[str, FindingOut]:
    """What was detected, sure or not, by the name of the trait; its type as `model_type`."""
    return {n: FindingOut.model_validate(said) for n, said in (model.detected or {}).items()}


def detected_as(seen: Inspection, model_type: ModelType) -> dict[str, Any]:
    """What is kept of a look at a model that is taken for one of a type."""
    found = examine(seen.sources, as_type=model_type).findings
    names = sorted(SHAPES[model_type].model_fields.keys() & found.keys())
    kept = {n: found[n] for n in names if _possible(model_type, n, found[n].value)}
    if (type_seen := seen.detected.findings.get(_TYPE)) is not None:
        kept[_TYPE] = type_seen
    return {name: FindingOut.of(finding).model_dump(mode="json") for name, finding in kept.items()}


def _possible(model_type: ModelType, name: str, value: Any) -> bool:
    """Whether it could have been set: a repository may say anything."""
    try:
        SHAPES[model_type].model_validate({name: value})
    except ValidationError:
        return False
    return True


def _certain(model: CustomModel) -> Traits:
    names = SHAPES[ModelType(model.model_type)].model_fields
    return _traits(
        {
            name: finding.value
            for name, finding in findings_of(model).items()
            if name in names and finding.confidence is Confidence.CERTAIN
        }
    )


def _traits(values: Mapping[str, Any]) -> Traits:
    pooling = values.get("pooling_method")
    return Traits(**{**values, "pooling_method": Pooling(pooling) if pooling else None})
