"""What can go wrong with the models that people add."""

import uuid
from collections.abc import Collection
from typing import Self

from modelshelf.kit.errors import Conflict, Invalid, NotFound
from modelshelf.registry.kinds import ModelType


class AlreadyRegistered(Conflict):
    code = "already_registered"
    title = "Already in the list"

    @classmethod
    def by_us(cls, model_id: str) -> Self:
        return cls(f"{model_id} is in the list that ships with Modelshelf; use it from there.")

    @classmethod
    def by_yourself(cls, model_id: str, custom_model_id: uuid.UUID | None = None) -> Self:
        fields = {} if custom_model_id is None else {"custom_model_id": str(custom_model_id)}
        return cls(f"You have added {model_id} already; change that entry instead.", **fields)


class CustomModelNotFound(NotFound):
    code = "custom_model_not_found"
    title = "No such custom model"

    @classmethod
    def of(cls, custom_model_id: uuid.UUID) -> Self:
        return cls(
            f"You have no custom model {custom_model_id}. It may have been removed already, or "
            "belong to somebody else."
        )

    @classmethod
    def named(cls, model_id: str, username: str) -> Self:
        return cls(
            f"{username} has not added {model_id}. `custom list` shows what was added; --as names "
            "another account."
        )


class TypeNotKnown(Invalid):
    code = "type_not_known"
    title = "The type is not known"


class TraitsDoNotApply(Invalid):
    code = "traits_do_not_apply"
    title = "Not for a model of this type"

    @classmethod
    def of(cls, names: Collection[str], model_type: ModelType) -> Self:
        listed = ", ".join(sorted(names))
        return cls(
            f"A model of the type {model_type} has no {listed}. Leave it out.",
            fields=sorted(names),
        )
