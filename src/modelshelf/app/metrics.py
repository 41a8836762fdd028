"""Figures for Prometheus."""

from fastapi import APIRouter
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    generate_latest,
)
from starlette.responses import Response

from modelshelf.accounts.passwords import checks_done
from modelshelf.cache.inventory import repository as inventory
from modelshelf.cache.inventory import sums
from modelshelf.kit.web import ReadSession, SettingsOf
from modelshelf.operations import repository
from modelshelf.operations.moves import Status

router = APIRouter(tags=["health"])


@router.get("/metrics")
async def metrics(session: ReadSession, settings: SettingsOf) -> Response:
    registry = CollectorRegistry()
    operations = Gauge(
        "modelshelf_operations", "Operations by state.", ["status"], registry=registry
    )
    by_status = await repository.count_by_status(session, settings.node)
    for status in Status:
        operations.labels(status=status.value).set(by_status.get(status, 0))
    totals = await sums.totals(session, settings.node)
    Gauge("modelshelf_cache_bytes", "Bytes in the cache.", registry=registry).set(
        totals.total_bytes
    )
    if (state := await inventory.get_state(session, settings.node)) is not None:
        Gauge("modelshelf_disk_free_bytes", "Free bytes on its disk.", registry=registry).set(
            state.disk.free_bytes
        )
    Counter(
        "modelshelf_password_checks", "Passwords compared by this server.", registry=registry
    ).inc(checks_done())
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
