"""The detector on recorded repositories: over HTTP, in at most four questions, without weights."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from modelshelf.hub.remote import RemoteHub
from modelshelf.registry.detect.facts import Confidence, Finding
from modelshelf.registry.inspected import Inspection
from modelshelf.registry.inspection import QUESTIONS, Inspector
from tests.hub import HubServer, LocalHub, running_hub
from tests.registry.recorded_hub import (
    FOLDER,
    HELD_OUT,
    HELD_OUT_REAL,
    Recorded,
    add_recorded,
    all_recorded,
)

TOKEN = "hf_recorded"


@pytest.fixture(scope="module")
def hub() -> Iterator[HubServer]:
    local = LocalHub()
    folders = (FOLDER, HELD_OUT, HELD_OUT_REAL)
    local.give_token(
        TOKEN, may_read=[each.id for folder in folders for each in all_recorded(folder)]
    )
    with running_hub(local) as server:
        yield server


@pytest.fixture
async def door(hub: HubServer) -> AsyncIterator[RemoteHub]:
    async def token() -> SecretStr:
        return SecretStr(TOKEN)

    door = RemoteHub(hub.url, token)
    yield door
    await door.close()


def judged(expect: Mapping[str, Any], findings: Mapping[str, Finding]) -> Iterator[tuple[str, str]]:
    """For each fact: how the answer is, in a word."""
    for name, right in expect.items():
        finding = findings.get(name)
        if finding is None:
            yield name, "right" if right is None else "not known"
        elif finding.value == right:
            yield name, "right"
        else:
            sure = finding.confidence is Confidence.CERTAIN
            yield name, "wrong and certain" if sure else "wrong and likely"


@pytest.mark.parametrize(
    ("folder", "least", "least_right", "at_first"),
    # Of the facts that somebody can know, of all repositories of a set together.
    [
        (FOLDER, 30, 0.95, "the rules were made beside them"),
        (HELD_OUT, 8, 0.90, "52 of 59 right when first judged"),
        (HELD_OUT_REAL, 12, 0.90, "146 of 146 right when first judged"),
    ],
    ids=["recorded", "held-out", "held-out-real"],
)
async def test_score(
    hub: HubServer,
    door: RemoteHub,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
    folder: Path,
    least: int,
    least_right: float,
    at_first: str,
) -> None:
    """What each set is, and what the first score says, stands in its README."""
    all_of_them = all_recorded(folder)
    assert len(all_of_them) >= least
    total: Counter[str] = Counter()
    lines = []
    for recorded in all_of_them:
        # Each time a new one, which has not read anything yet.
        found = await _inspect(hub, Inspector(door, tmp_path), recorded)
        answers = dict(judged(recorded.expect, found.detected.findings))
        wrong = {n: a for n, a in answers.items() if a != "right"}
        total.update(answers.values())
        told = ", ".join(f"{name}: {answer}" for name, answer in wrong.items())
        lines.append(f"{recorded.id:70} {found.questions} questions  {told}")
        assert "wrong and certain" not in answers.values(), f"{recorded.id}: {wrong}"
    share = total["right"] / total.total()
    facts = f"{total.total()} facts: {dict(total)}, {share:.1%}"
    lines.append(f"{folder.name}: {len(all_of_them)} repositories, {facts} ({at_first})")
    record_property(f"score of the detector, {folder.name}", "\n".join(lines))
    assert share >= least_right


async def _inspect(hub: HubServer, inspector: Inspector, recorded: Recorded) -> Inspection:
    weights = add_recorded(hub.hub, recorded)
    hub.stats.clear()
    found = await inspector.inspect(recorded.id)
    assert len(hub.stats.requests()) == found.questions <= QUESTIONS, recorded.id
    assert not any(content.asked_for for content in weights.values()), recorded.id
    assert found.warnings == ()
    return found
