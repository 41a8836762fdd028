"""Memory on the wire: what a model needs, and whether it fits here."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from modelshelf.accounts.access import Viewer
from modelshelf.kit.web import PartOf
from modelshelf.memory.schemas import EstimateOut
from modelshelf.memory.service import Estimator
from modelshelf.registry.kinds import ModelType
from modelshelf.sizing.formula import Precision

router = APIRouter(prefix="/models", tags=["models"])


EstimatorOf = Annotated[Estimator, Depends(PartOf(Estimator))]


@router.get("/memory")
async def memory(
    model_id: str,
    viewer: Viewer,
    estimator: EstimatorOf,
    context: Annotated[int | None, Query(ge=1, le=100_000_000, description="Tokens.")] = None,
    batch: Annotated[int | None, Query(ge=1, le=100_000)] = None,
    precision: Precision | None = None,
    model_type: Annotated[
        ModelType | None, Query(description="To take it for, where it is not known.")
    ] = None,
) -> EstimateOut:
    """Memory for a model and some work. What is not asked for is what is usual for its type."""
    estimate = await estimator.estimate(
        model_id, owner_id=viewer.id, tokens=context, batch=batch, model_type=model_type
    )
    return EstimateOut.of(estimate, precision)
