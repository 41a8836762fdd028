"""The detector on recorded repositories: over HTTP, in at most four questions, without weights."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from modelshelf.hub.remote import RemoteHub
from modelshelf.registry.detect.facts import Confidence, Finding
from modelshelf.registry.inspection import QUESTIONS, Inspection, Inspector
from tests.hub import HubServer, LocalHub, running_hub
from tests.registry.recorded_hub import Recorded, add_recorded, all_recorded

RECORDED = all_recorded()
TOKEN = "hf_recorded"
# At least so many of the facts that somebody can know, of all repositories together.
LEAST_RIGHT = 0.95


@pytest.fixture(scope="module")
def hub() -> Iterator[HubServer]:
    local = LocalHub()
    local.give_token(TOKEN, may_read=[recorded.id for recorded in RECORDED])
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


async def test_score(
    hub: HubServer,
    door: RemoteHub,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    assert len(RECORDED) >= 30
    total: Counter[str] = Counter()
    lines = []
    for recorded in RECORDED:
        # Each time a new one, which has not read anything yet.
        found = await _inspect(hub, Inspector(door, tmp_path), recorded)
        answers = dict(judged(recorded.expect, found.detected.findings))
        wrong = {n: a for n, a in answers.items() if a != "right"}
        total.update(answers.values())
        told = ", ".join(f"{name}: {answer}" for name, answer in wrong.items())
        lines.append(f"{recorded.id:70} {found.questions} questions  {told}")
        assert "wrong and certain" not in answers.values(), f"{recorded.id}: {wrong}"
    share = total["right"] / total.total()
    lines.append(f"{len(RECORDED)} repositories, {total.total()} facts: {dict(total)}, {share:.1%}")
    record_property("score of the detector", "\n".join(lines))
    assert share >= LEAST_RIGHT


async def _inspect(hub: HubServer, inspector: Inspector, recorded: Recorded) -> Inspection:
    weights = add_recorded(hub.hub, recorded)
    hub.stats.clear()
    found = await inspector.inspect(recorded.id)
    assert len(hub.stats.requests()) == found.questions <= QUESTIONS, recorded.id
    assert not any(content.asked_for for content in weights.values()), recorded.id
    assert found.warnings == ()
    return found
