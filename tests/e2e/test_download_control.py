"""Hold a download, go on, leave and come back, call it off; and two who do so at once."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import CustomModel, Visit, name_of
from tests.e2e.visitor import Visitor
from tests.hub import HubServer, Repo
from tests.support.models import slowly
from tests.support.product import Server
from tests.support.wait import wait_for

SIZE_BYTES = 12_000_000
RATE_BYTES_PER_SECOND = 1_000_000


@pytest.fixture
def slow_model(hub: HubServer, custom_model: CustomModel) -> Repo:
    """A model that takes about twelve seconds."""
    repo = custom_model(SIZE_BYTES)
    slowly(hub, repo, RATE_BYTES_PER_SECOND)
    return repo


def test_a_paused_download_goes_on_where_it_was(
    server: Server, hub: HubServer, slow_model: Repo, visit: Visit
) -> None:
    visitor = visit(server)
    visitor.open_models(slow_model.id)
    card = visitor.card(name_of(slow_model))
    visitor.start_download(card, name_of(slow_model))
    visitor.wait_for_percent(slow_model.id, 10)

    visitor.page.reload()
    visitor.note_progress(slow_model.id)
    visitor.wait_for_percent(slow_model.id, 15)
    card.get_by_role("button", name=re.compile("^Pause")).click()
    resume = card.get_by_role("button", name=re.compile("^Resume"))
    expect(resume).to_be_visible()
    expect(card).to_contain_text(re.compile(r"Paused at [\d.]+ MB\. It goes on from there\."))
    before = visitor.noted_progress()
    visitor.page.reload()
    expect(resume).to_be_visible()
    visitor.note_progress(slow_model.id)
    resume.click()
    visitor.wait_for_percent(slow_model.id, before[-1] + 5)
    hub.faults.clear()
    expect(card.get_by_text("Installed", exact=True)).to_be_visible()
    # What was still on its way when it was paused may count; nothing is lost.
    shown = before + visitor.noted_progress()
    assert shown == sorted(shown)


def test_the_line_of_the_speed_is_the_same_after_a_reload_and_for_others(
    server: Server, slow_model: Repo, visit: Visit
) -> None:
    server.api.wait_for_bytes(server.api.start(slow_model.id), 1)
    first, second = visit(server), visit(server)
    first.open_models(slow_model.id)
    points = [_points_drawn_first(first, at_least=4)]
    first.page.reload()
    points.append(_points_drawn_first(first))
    second.open_models(slow_model.id)
    points.append(_points_drawn_first(second))
    assert points == sorted(points)


def test_a_cancelled_download_leaves_the_model_to_be_had_again(
    server: Server, slow_model: Repo, visit: Visit
) -> None:
    visitor = visit(server)
    visitor.open_models(slow_model.id)
    card = visitor.card(name_of(slow_model))
    visitor.start_download(card, name_of(slow_model))
    visitor.wait_for_percent(slow_model.id, 5)

    card.get_by_role("button", name=re.compile("^Cancel")).click()

    expect(visitor.message(f"{slow_model.id}: cancelled.")).to_be_visible()
    expect(visitor.progress(slow_model.id)).to_be_hidden()
    expect(card.get_by_role("button", name=re.compile("^Download"))).to_be_visible()
    expect(card.get_by_text("Installed", exact=True)).to_be_hidden()


def test_two_browsers_see_one_and_the_same(
    server: Server, hub: HubServer, slow_model: Repo, visit: Visit
) -> None:
    first, second = visit(server), visit(server)
    for visitor in (first, second):
        visitor.open_models(slow_model.id)
    name = name_of(slow_model)
    first.start_download(first.card(name), name)

    for visitor in (first, second):
        visitor.wait_for_percent(slow_model.id, 10)
    first.card(name).get_by_role("button", name=re.compile("^Pause")).click()
    expect(second.card(name).get_by_role("button", name=re.compile("^Resume"))).to_be_visible()
    wait_for(lambda: _shown(first, slow_model) == _shown(second, slow_model), "both show the same")

    hub.faults.clear()
    second.card(name).get_by_role("button", name=re.compile("^Resume")).click()
    for visitor in (first, second):
        expect(visitor.card(name).get_by_text("Installed", exact=True)).to_be_visible()

    second.card(name).get_by_role("button", name=re.compile("^Delete")).click()
    second.dialog(f"Delete {name}").get_by_role("button", name=re.compile("^Delete")).click()
    expect(first.card(name).get_by_role("button", name=re.compile("^Download"))).to_be_visible()


def _shown(visitor: Visitor, repo: Repo) -> str | None:
    return visitor.progress(repo.id).get_attribute("aria-valuenow")


def _points_drawn_first(visitor: Visitor, at_least: int = 2) -> int:
    """How many seconds the line of the speed has as soon as it has so many."""
    chart = visitor.page.get_by_role("img", name=re.compile("^Speed of the last minute"))
    line = chart.locator("polyline")
    expect(line).to_have_attribute("points", re.compile(rf"(\S+ ){{{at_least - 1}}}"))
    return len((line.get_attribute("points") or "").split())
