"""Each fault of a Hub, met in the middle of a transfer."""

import time
from dataclasses import replace

import pytest

from modelshelf.hub.errors import (
    ChecksumMismatch,
    FileNotOnHub,
    HubUnreachable,
    ModelGated,
    ModelNotFound,
    RevisionNotFound,
    TokenInvalid,
    TransferStalled,
)
from modelshelf.hub.transfer.held import HeldFolder
from modelshelf.hub.transfer.partial import vouched
from modelshelf.hub.transfer.progress import Progress
from modelshelf.kit.errors import Problem
from tests.hub import (
    ChangedEtag,
    Delay,
    Drop,
    EndEarly,
    Hang,
    IgnoreRange,
    Options,
    Pattern,
    Rate,
    RedirectLoop,
    Reset,
    Rule,
    Stall,
    Status,
    WrongByte,
    WrongContentRange,
)
from tests.hub.faults import Action
from tests.transfer.conftest import MakeShelf
from tests.transfer.shelf import BRIEF, HASTY, WEIGHTS, WEIGHTS_BYTES, Shelf

_PASSING = [
    Reset(after_bytes=300_000),
    EndEarly(after_bytes=300_000),
    Stall(after_bytes=300_000),
    Drop(),
    Hang(),
    Delay(0.2),
    RedirectLoop(),
    Status(500),
    Status(502),
    Status(503, retry_after="0"),
    Status(429, retry_after="0.2"),
    Status(429, retry_after="Wed, 21 Oct 2015 07:28:00 GMT"),
    Status(408),
    Status(425),
    WrongContentRange(),
]
_SERIOUS = [Reset(300_000), EndEarly(300_000), Stall(300_000), Drop(), Status(500)]


def _name(action: Action) -> str:
    return repr(action)


@pytest.mark.parametrize("action", _PASSING, ids=_name)
def test_a_passing_fault_of_a_large_file(shelf: Shelf, action: Action) -> None:
    shelf.server.faults.set(Rule(action, path=WEIGHTS, times=3))

    shelf.run()

    shelf.check_installed()
    assert shelf.server.faults.hits == [3]


@pytest.mark.parametrize("action", _PASSING, ids=_name)
def test_a_passing_fault_of_a_small_file(shelf: Shelf, action: Action) -> None:
    shelf.server.faults.set(Rule(action, path="config.json", times=3))

    shelf.run()

    shelf.check_installed()


@pytest.mark.parametrize("action", _SERIOUS, ids=_name)
def test_a_fault_in_every_third_answer(shelf: Shelf, action: Action) -> None:
    shelf.server.faults.set(Rule(action, probability=0.33, seed=7))

    shelf.run()

    shelf.check_installed()


def test_what_arrived_before_a_fault_is_not_fetched_again(shelf: Shelf) -> None:
    cut_bytes, cuts = 1_500_000, 5
    shelf.server.faults.set(Rule(EndEarly(cut_bytes), path=WEIGHTS, times=cuts))

    shelf.run()

    # What waits in a connection's buffer when it breaks is lost; the rest is on disk.
    assert shelf.body_bytes(WEIGHTS) < WEIGHTS_BYTES + cuts * cut_bytes / 2


def test_a_server_without_ranges(shelf: Shelf) -> None:
    shelf.server.faults.set(Rule(IgnoreRange(), path=WEIGHTS))

    shelf.run()

    shelf.check_installed()
    assert shelf.body_bytes(WEIGHTS) == WEIGHTS_BYTES


def test_a_server_without_ranges_that_breaks_off(shelf: Shelf) -> None:
    shelf.server.faults.set(
        Rule(IgnoreRange(), path=WEIGHTS), Rule(EndEarly(5_000_000), path=WEIGHTS, times=2)
    )

    shelf.run()

    shelf.check_installed()


def test_a_server_that_ceases_to_answer_ranges(shelf: Shelf) -> None:
    shelf.server.faults.set(Rule(IgnoreRange(), path=WEIGHTS, skip=2))

    shelf.run()

    shelf.check_installed()


@pytest.mark.parametrize("path", [WEIGHTS, "1_Pooling"])
def test_wrong_bytes_are_fetched_anew_once(shelf: Shelf, path: str) -> None:
    shelf.server.faults.set(Rule(WrongByte(after_bytes=10), path=path, times=1))

    shelf.run()

    shelf.check_installed()
    (note,) = shelf.notes
    assert path in note
    assert "anew" in note


@pytest.mark.parametrize("path", [WEIGHTS, "1_Pooling"])
def test_wrong_bytes_again_fail_and_leave_the_other_files_alone(shelf: Shelf, path: str) -> None:
    shelf.server.faults.set(Rule(WrongByte(after_bytes=10), path=path))

    with pytest.raises(ChecksumMismatch, match=path):
        shelf.run()

    assert not shelf.folder.snapshots.exists()
    assert not shelf.folder.refs.exists()
    shelf.server.faults.clear()
    shelf.run()
    shelf.check_installed()


@pytest.mark.parametrize("path", [WEIGHTS, "1_Pooling"])
def test_a_file_that_changed_begins_anew_and_says_so(shelf: Shelf, path: str) -> None:
    shelf.server.faults.set(Rule(ChangedEtag(), path=path, times=1))

    shelf.run()

    shelf.check_installed()
    (note,) = shelf.notes
    assert "ETag" in note


def test_a_file_that_stays_changed_fails(shelf: Shelf) -> None:
    shelf.server.faults.set(Rule(ChangedEtag(), path=WEIGHTS))

    with pytest.raises(ChecksumMismatch, match="ETag"):
        shelf.run()


def test_expired_addresses_are_asked_for_again(make_shelf: MakeShelf) -> None:
    options = Options(second_origin=True, link_seconds=0.4, connection_bytes_per_second=4e6)
    shelf = make_shelf(options=options)
    shelf.connections = 2  # So that some segments are asked for late.

    shelf.run()

    shelf.check_installed()
    assert len(shelf.server.stats.requests("GET", WEIGHTS, "hub")) > 1


@pytest.mark.parametrize("status", [400, 403, 410])
def test_refusals_of_the_second_origin_are_asked_about_again(
    make_shelf: MakeShelf, status: int
) -> None:
    shelf = make_shelf(options=Options(second_origin=True))
    shelf.server.faults.set(Rule(Status(status), origin="cdn", times=3))

    shelf.run()

    shelf.check_installed()


def test_the_token_goes_to_the_hub_and_nowhere_else(make_shelf: MakeShelf) -> None:
    shelf = make_shelf(options=Options(second_origin=True))
    shelf.token = "hf_secret"
    shelf.server.hub.give_token("hf_secret")

    shelf.run()

    seen = {(request.origin, request.token) for request in shelf.server.stats.seen}
    assert seen == {("hub", "hf_secret"), ("cdn", None)}


_REFUSALS = [
    (Status(401, error_code="GatedRepo"), ModelGated),
    (Status(403, error_code="GatedRepo"), ModelGated),
    (Status(401), TokenInvalid),
    (Status(403), TokenInvalid),
    (Status(401, error_code="RepoNotFound"), ModelNotFound),
    (Status(404, error_code="RepoNotFound"), ModelNotFound),
    (Status(404, error_code="RevisionNotFound"), RevisionNotFound),
    (Status(404, error_code="EntryNotFound"), FileNotOnHub),
    (Status(404), FileNotOnHub),
]


@pytest.mark.parametrize(("status", "problem"), _REFUSALS)
def test_a_refusal_is_told_at_once(shelf: Shelf, status: Status, problem: type[Problem]) -> None:
    shelf.server.faults.set(Rule(status))
    began = time.monotonic()

    with pytest.raises(problem):
        shelf.run()

    assert time.monotonic() - began < shelf.patience.give_up_seconds


def test_a_lost_connection_is_told_and_tried_again(shelf: Shelf) -> None:
    shelf.patience = replace(BRIEF, hiccup_seconds=0.2)
    shelf.server.faults.set(Rule(Drop(), path=r"model\.safetensors$"))

    def mend(told: Progress) -> None:
        if not told.connected:
            shelf.server.faults.clear()

    shelf.on_report = mend
    shelf.run()

    assert False in {told.connected for told in shelf.told}
    assert shelf.told[-1].connected
    shelf.check_installed()


@pytest.mark.parametrize("action", [Hang(), Stall(0), Status(503), RedirectLoop()], ids=_name)
def test_silence_is_given_up_after_a_while(shelf: Shelf, action: Action) -> None:
    shelf.patience = HASTY
    shelf.server.faults.set(Rule(action))

    with pytest.raises(TransferStalled, match="retry the download"):
        shelf.run()


def test_a_hub_that_is_not_there(shelf: Shelf) -> None:
    shelf.patience = HASTY
    shelf.endpoint = "http://127.0.0.1:9"

    with pytest.raises(HubUnreachable, match=shelf.endpoint):
        shelf.run()


def test_a_name_that_does_not_resolve(shelf: Shelf) -> None:
    shelf.patience = HASTY
    shelf.endpoint = "http://no-such-host.invalid"

    with pytest.raises(HubUnreachable, match=r"no-such-host\.invalid"):
        shelf.run()


def test_a_server_that_asks_for_patience_is_left_alone_by_all_connections(
    make_shelf: MakeShelf,
) -> None:
    shelf = make_shelf({WEIGHTS: Pattern(WEIGHTS_BYTES)})
    shelf.server.faults.set(Rule(Status(429, retry_after="0.7"), times=1))

    shelf.run()

    shelf.check_installed()
    refused, *later = [seen.came_at for seen in shelf.server.stats.seen]
    assert min(later) - refused >= 0.7


def test_a_file_that_is_wrong_twice_leaves_nothing_that_a_later_try_would_trust(
    shelf: Shelf,
) -> None:
    shelf.server.faults.set(Rule(WrongByte(after_bytes=10), path=WEIGHTS))
    with pytest.raises(ChecksumMismatch):
        shelf.run()

    (weights,) = (file for file in shelf.files if file.path == WEIGHTS)
    with HeldFolder.at(shelf.folder.blobs) as blobs:
        assert vouched(blobs, weights).present.total_bytes == 0
    # So a later try has its own second chance.
    shelf.server.faults.set(Rule(WrongByte(after_bytes=10), path=WEIGHTS, times=1))
    shelf.run()
    shelf.check_installed()


def test_a_crawling_connection_does_not_hold_up_the_end(make_shelf: MakeShelf) -> None:
    shelf = make_shelf()
    shelf.patience = replace(BRIEF, steal_seconds=0.3)
    # One segment of two mebibytes would take four minutes at this rate.
    shelf.server.faults.set(Rule(Rate(8_000), path=WEIGHTS, skip=1, times=1))

    shelf.run()

    shelf.check_installed()
