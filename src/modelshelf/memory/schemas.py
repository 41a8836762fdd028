"""How much memory a model needs, on the wire. A page shows it without arithmetic of its own."""

from dataclasses import fields
from typing import Any, Self

from pydantic import BaseModel, Field

from modelshelf.machine.report import Machine
from modelshelf.memory.facts import Facts, FactsFrom
from modelshelf.memory.places import Place, PlaceKind
from modelshelf.memory.service import Estimate
from modelshelf.registry.kinds import ModelType
from modelshelf.sizing.architecture import Architecture
from modelshelf.sizing.fit import Fit, best
from modelshelf.sizing.formula import Precision, Task
from modelshelf.sizing.layers import LayerKind


class ArchitectureOut(BaseModel):
    """How the model is built; null where its configuration does not say."""

    name: str | None
    hidden_size: int | None
    layer_count: int | None
    attention_heads: int | None
    kv_heads: int | None
    head_size: int | None
    intermediate_size: int | None
    vocabulary_size: int | None
    sliding_window: int | None
    max_positions: int | None
    latent_size: int | None
    layers: dict[LayerKind, int] = Field(description="How many layers there are of each kind.")
    found: dict[str, str] = Field(description="The key of `config.json` or of GGUF for each.")

    @classmethod
    def of(cls, built: Architecture) -> Self:
        kinds = {kind: built.count(kind) for kind in LayerKind if built.count(kind)}
        said: dict[str, Any] = {
            f.name: getattr(built, f.name) for f in fields(built) if f.name in cls.model_fields
        }
        return cls(**said | {"layers": kinds, "found": dict(built.found)})


class PlaceOut(BaseModel):
    """One place where the model could run."""

    kind: PlaceKind
    name: str
    need_bytes: int
    free_bytes: int
    total_bytes: int
    fit: Fit

    @classmethod
    def of(cls, place: Place) -> Self:
        return cls.model_validate(place, from_attributes=True)


class NeedOut(BaseModel):
    """What it needs in one precision; docs/memory.md explains each part."""

    precision: Precision
    weights_bytes: int
    loading_bytes: int
    kv_cache_bytes: int | None
    activation_bytes: int | None
    runtime_bytes: int = Field(description="Of the program in main memory.")
    total_bytes: int = Field(description="In main memory, where the model runs there.")
    accelerator_bytes: int = Field(description="On an accelerator, where it runs there.")
    fit: Fit = Field(description="In the place that suits best.")
    places: list[PlaceOut]

    @classmethod
    def of(cls, estimate: Estimate, precision: Precision) -> Self:
        need, where = estimate.needs[precision], estimate.places(precision)
        return cls(
            precision=precision,
            weights_bytes=need.weights_bytes,
            loading_bytes=need.loading_bytes,
            kv_cache_bytes=need.kv_cache_bytes,
            activation_bytes=need.activation_bytes,
            runtime_bytes=need.runtime_bytes,
            total_bytes=need.total_bytes,
            accelerator_bytes=need.accelerator_bytes,
            fit=best(place.fit for place in where),
            places=[PlaceOut.of(place) for place in where],
        )


class MachineOut(BaseModel):
    memory_available_bytes: int
    memory_total_bytes: int
    accelerators: list[str]

    @classmethod
    def of(cls, machine: Machine) -> Self:
        return cls(
            memory_available_bytes=machine.memory.available_bytes,
            memory_total_bytes=machine.memory.total_bytes,
            accelerators=[each.name for each in machine.accelerators],
        )


class EstimateOut(BaseModel):
    """Memory for one model and some work, in each precision."""

    model_id: str
    model_type: ModelType | None = Field(description="As listed, else as its files tell.")
    task: Task
    facts_from: FactsFrom = Field(description="Where they were read.")
    parameters: int | None
    parameters_approximate: bool = Field(description="As rounded, or by the size of the files.")
    stored: dict[str, int] = Field(description="Weights by the dtype that they are stored as.")
    architecture: ArchitectureOut
    missing: list[str] = Field(description="Facts that are not known; what needs them is null.")
    warnings: list[str] = Field(description="Why something is not known, such as a licence.")
    batch: int
    tokens: int = Field(description="Of each text; for an LLM those of the whole context.")
    most_tokens: int | None = Field(description="That the model takes, where it is known.")
    needs: list[NeedOut] = Field(description="Empty where the size is not known.")
    machine: MachineOut

    @classmethod
    def of(cls, estimate: Estimate, precision: Precision | None = None) -> Self:
        facts: Facts = estimate.facts
        wanted = [p for p in estimate.needs if precision in (None, p)]
        return cls(
            model_id=estimate.model_id,
            model_type=facts.model_type,
            task=facts.task,
            facts_from=facts.facts_from,
            parameters=facts.parameters,
            parameters_approximate=facts.parameters_approximate,
            stored=dict(facts.weights),
            architecture=ArchitectureOut.of(facts.architecture),
            missing=list(facts.missing),
            warnings=list(facts.warnings),
            batch=estimate.workload.batch,
            tokens=estimate.workload.tokens,
            most_tokens=facts.most_tokens,
            needs=[NeedOut.of(estimate, each) for each in wanted],
            machine=MachineOut.of(estimate.machine),
        )
