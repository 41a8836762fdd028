"""Answers of a Hub that lies: each is read without harm, or is an odd answer and nothing worse."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from modelshelf.hub.answers import ODD_ANSWER, read_hits, read_repo
from modelshelf.hub.layout import UnsafePath

SHA = "a" * 40
DIGITS = 10**400  # More than a float can hold.


def _hit(**told: Any) -> bytes:
    return json.dumps([{"id": "lab/model", **told}]).encode()


@pytest.mark.parametrize("score", [DIGITS, -DIGITS, float("nan"), float("inf"), "1", True, None])
def test_a_score_that_is_no_number_of_ours_is_none(score: Any) -> None:
    (hit,) = read_hits(_hit(trendingScore=score))
    assert hit.trending_score is None


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("2026-01-02T03:04:05.000Z", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-01-02T03:04:05+02:00", datetime(2026, 1, 2, 1, 4, 5, tzinfo=UTC)),
        ("2026-01-02", datetime(2026, 1, 2, tzinfo=UTC)),
        # Before the first year, and after the last, by universal time: no database takes them.
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
    ],
)
def test_a_moment_is_by_universal_time_or_none(told: str, read: datetime | None) -> None:
    (hit,) = read_hits(_hit(lastModified=told, createdAt=told))
    assert hit.last_modified == hit.created_at == read
    assert read is None or hit.last_modified is None or hit.last_modified.tzinfo is UTC


@pytest.mark.parametrize("total", [2**63, 2**64])
def test_sizes_that_no_table_holds_are_odd(total: int) -> None:
    largest = 2**53 - 1
    count = total // largest + 1
    siblings = [{"rfilename": f"{n}", "size": largest, "blobId": SHA} for n in range(count)]
    with pytest.raises(ODD_ANSWER):
        read_repo("lab/model", json.dumps({"sha": SHA, "siblings": siblings}).encode())
    counts = {f"F{n}": largest for n in range(count)}
    with pytest.raises(ODD_ANSWER):
        read_hits(_hit(safetensors={"parameters": counts}))


@pytest.mark.parametrize(
    "odd", [{"tags": ["\ud800"]}, {"id": "a\0"}, {"siblings": [{}]}, {"createdAt": "soon"}, 5, None]
)
def test_one_odd_hit_takes_no_other_one_with_it(odd: Any) -> None:
    told = {"id": "lab/odd", **odd} if isinstance(odd, dict) else odd
    hits = read_hits(json.dumps([{"id": "lab/first"}, told, {"id": "lab/last"}]).encode())
    assert [hit.model_id for hit in hits] == ["lab/first", "lab/last"]
    with pytest.raises(ODD_ANSWER):
        read_hits(json.dumps([told]).encode())


@pytest.mark.parametrize("path", ["../outside", "onnx/../../../outside", "/outside", "a//b"])
def test_a_list_that_names_a_file_outside_is_refused_whatever_of_it_is_needed(path: str) -> None:
    siblings = [{"rfilename": name, "size": 2, "blobId": SHA} for name in ("config.json", path)]
    with pytest.raises(UnsafePath) as refused:
        read_repo("lab/model", json.dumps({"sha": SHA, "siblings": siblings}).encode())
    assert refused.value.code == "unsafe_path"
