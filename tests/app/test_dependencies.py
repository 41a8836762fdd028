"""What the routes' parameters are made by."""

import inspect
from collections.abc import Iterator
from pathlib import Path

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from modelshelf.accounts.access import refuse_cross_origin
from modelshelf.app.api import create_app
from modelshelf.app.shelf import Shelf
from modelshelf.kit.settings import Settings
from modelshelf.kit.web import PartOf, Parts

# They guard routes that hash passwords: a thread more or less is nothing to them.
MAY_TAKE_A_THREAD = {refuse_cross_origin}


def test_no_request_is_sent_through_a_thread_for_each_of_its_parameters(tmp_path: Path) -> None:
    calls = _all_calls(create_app(Shelf.open(Settings(data_dir=tmp_path))))

    assert len(calls) > 20
    in_threads = {call for call in calls - MAY_TAKE_A_THREAD if not _is_asynchronous(call)}
    assert not in_threads, "each of them costs every request two changes of thread: use async def"


def test_every_part_that_a_route_names_is_there(tmp_path: Path) -> None:
    app = create_app(Shelf.open(Settings(data_dir=tmp_path)))

    named = {call.kind for call in _all_calls(app) if isinstance(call, PartOf)}

    assert len(named) > 15
    assert {kind for kind in named if Parts.of(app).find(kind) is None} == set()


def _all_calls(app: FastAPI) -> set[object]:
    routes = [context.original_route for context in iter_route_contexts(app.routes)]
    return {
        call
        for route in routes
        if isinstance(route, APIRoute)
        for call in _calls(route.dependant.dependencies)
    }


def _calls(dependencies: list[Dependant]) -> Iterator[object]:
    for each in dependencies:
        yield each.call
        yield from _calls(each.dependencies)


def _is_asynchronous(call: object) -> bool:
    return any(
        inspect.iscoroutinefunction(it) or inspect.isasyncgenfunction(it)
        for it in (call, getattr(call, "__call__", None))  # noqa: B004 (the method itself is looked at)
    )
