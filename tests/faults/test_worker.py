"""Each fault of a Hub, met by the real worker: what passes is got over, what stays is told by code.

All downloads run at once, since most of them wait for something; then each is looked at.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from modelshelf.hub.layout import RepoFolder
from tests.hub import (
    ChangedEtag,
    Drop,
    EndEarly,
    Hang,
    HubServer,
    IgnoreRange,
    LocalHub,
    Options,
    RedirectLoop,
    Repo,
    Reset,
    Rule,
    Stall,
    Status,
    WrongByte,
    WrongContentRange,
    running_hub,
)
from tests.hub.faults import Action, RedirectTo
from tests.hub.stats import Origin
from tests.support.models import WEIGHTS, add_model, assert_verified, served_bytes
from tests.support.product import Product

TOKEN = "hf_secret"
SIZE_BYTES = 2_500_000
STALL_SECONDS, GIVE_UP_SECONDS = 1.0, 15.0
HUB: Origin = "hub"
STORAGE: Origin = "cdn"


@dataclass(frozen=True)
class Fault:
    """What goes wrong with the weights of one model, at which origin and how often."""

    action: Action
    origin: Origin = STORAGE
    times: int | None = None
    skip: int = 0


PASSING = {
    "reset": Fault(Reset(300_000), times=3),
    "ends early": Fault(EndEarly(300_000), times=3),
    "stands still": Fault(Stall(300_000), times=2),
    "closed without an answer": Fault(Drop(), times=3),
    "no answer": Fault(Hang(), times=1),
    "sent in circles": Fault(RedirectLoop(), HUB, times=1),
    "408": Fault(Status(408), HUB, times=2),
    "429, wait a second": Fault(Status(429, retry_after="1"), HUB, times=1),
    "429, wait until a date": Fault(
        Status(429, retry_after="Wed, 21 Oct 2015 07:28:00 GMT"), HUB, times=1
    ),
    "500": Fault(Status(500), HUB, times=2),
    "503": Fault(Status(503, retry_after="0"), HUB, times=2),
    "502 of the storage": Fault(Status(502), times=2),
    "the address expired": Fault(Status(403), times=2, skip=1),
    "no ranges": Fault(IgnoreRange()),
    "another range": Fault(WrongContentRange(), times=2),
    "wrong bytes once": Fault(WrongByte(1000), times=1),
    "changed at the Hub": Fault(ChangedEtag(), HUB, times=1),
}
STAYING = {
    "stands still": (Fault(Stall(0)), "stalled"),
    "no answer": (Fault(Hang()), "stalled"),
    "503": (Fault(Status(503)), "stalled"),
    "a name that does not resolve": (
        Fault(RedirectTo("http://no-such-host.invalid/x"), HUB),
        "hub_unreachable",
    ),
    "nobody listens": (Fault(RedirectTo("http://127.0.0.1:9/x"), HUB), "hub_unreachable"),
    "gated": (Fault(Status(403, error_code="GatedRepo"), HUB), "model_gated"),
    "the token is refused": (Fault(Status(401), HUB), "token_invalid"),
    "the file is gone": (Fault(Status(404, error_code="EntryNotFound"), HUB), "not_found"),
    "the model is gone": (Fault(Status(404, error_code="RepoNotFound"), HUB), "model_not_found"),
    "the revision is gone": (
        Fault(Status(404, error_code="RevisionNotFound"), HUB),
        "revision_not_found",
    ),
    "wrong bytes": (Fault(WrongByte(1000)), "checksum_mismatch"),
    "another file": (Fault(ChangedEtag(), HUB), "checksum_mismatch"),
}


@dataclass
class Outcome:
    repo: Repo
    operation: dict[str, Any]


@dataclass
class Outcomes:
    """How all downloads ended."""

    hub: HubServer
    cache_dir: Path
    passing: dict[str, Outcome]
    staying: dict[str, Outcome]
    unwritable: Outcome


@pytest.fixture(scope="module")
def outcomes() -> Iterator[Outcomes]:
    hub = LocalHub()
    hub.give_token(TOKEN)
    with (
        running_hub(hub, Options(second_origin=True)) as server,
        tempfile.TemporaryDirectory(prefix="shelf-") as folder,
    ):
        settings = {
            "MAX_DOWNLOADS": "64",
            "CONNECTIONS": "4",
            "STALL_SECONDS": str(STALL_SECONDS),
            "GIVE_UP_SECONDS": str(GIVE_UP_SECONDS),
        }
        product = Product(Path(folder), server.url, settings)
        with product.serving(HF_TOKEN=TOKEN) as shelf:
            shelf.wait_until_ready()

            def begin(fault: Fault) -> tuple[Repo, str]:
                repo = add_model(server, SIZE_BYTES)
                commit = repo.find("main")
                assert commit is not None
                path = f"{repo.id}/.*{WEIGHTS}|{commit.files[WEIGHTS].etag}"
                rule = Rule(fault.action, path, None, fault.origin, fault.skip, fault.times)
                server.faults.add(rule)
                return repo, shelf.api.start(repo.id)

            def ended(begun: tuple[Repo, str]) -> Outcome:
                return Outcome(begun[0], shelf.api.wait_until(begun[1], "completed", "failed"))

            blocked = add_model(server, SIZE_BYTES)
            in_the_way = RepoFolder(product.cache_dir, blocked.id).blobs
            in_the_way.parent.mkdir(parents=True)
            in_the_way.write_text("a file where a folder should be")
            unwritable = blocked, shelf.api.start(blocked.id)
            passing = {name: begin(fault) for name, fault in PASSING.items()}
            staying = {name: begin(fault) for name, (fault, _) in STAYING.items()}
            yield Outcomes(
                server,
                product.cache_dir,
                {name: ended(begun) for name, begun in passing.items()},
                {name: ended(begun) for name, begun in staying.items()},
                ended(unwritable),
            )


@pytest.mark.parametrize("name", PASSING)
def test_what_passes_is_got_over(outcomes: Outcomes, name: str) -> None:
    outcome = outcomes.passing[name]

    assert outcome.operation["status"] == "completed", outcome.operation["error"]
    assert_verified(outcomes.hub, outcome.repo, outcomes.cache_dir)


@pytest.mark.parametrize("name", STAYING)
def test_what_stays_is_told_by_its_code(outcomes: Outcomes, name: str) -> None:
    outcome, code = outcomes.staying[name], STAYING[name][1]

    assert outcome.operation["status"] == "failed"
    assert outcome.operation["error_code"] == code
    assert outcome.operation["error"].endswith(".")
    # Only the weights failed: the rest is kept for the next try, and nothing looks installed.
    folder = RepoFolder(outcomes.cache_dir, outcome.repo.id)
    assert not folder.snapshots.exists()
    done = {file["path"]: file["phase"] for file in outcome.operation["files"]}
    assert done[WEIGHTS] == "waiting"


@pytest.mark.parametrize("name", ["wrong bytes once", "changed at the Hub"])
def test_what_began_anew_says_so(outcomes: Outcomes, name: str) -> None:
    assert "began anew" in outcomes.passing[name].operation["notes"][0]


def test_a_cache_that_cannot_be_written_is_told(outcomes: Outcomes) -> None:
    assert outcomes.unwritable.operation["error_code"] == "cache_read_only"


@pytest.mark.usefixtures("outcomes")
def test_the_token_is_shown_to_the_hub_alone(outcomes: Outcomes) -> None:
    shown = {
        (seen.origin, seen.token) for seen in outcomes.hub.stats.seen if "/blobs/" in seen.path
    }
    assert shown == {(STORAGE, None)}
    asked = {seen.token for seen in outcomes.hub.stats.requests("GET", "/resolve/", HUB)}
    assert asked == {TOKEN}


def test_the_proxy_of_the_environment_is_asked(product: Product, hub: HubServer) -> None:
    repo = add_model(hub)

    pulled = product.run(
        *("pull", repo.id, "--yes"),
        http_proxy=hub.url,
        no_proxy="",
        MODELSHELF_HUB_ENDPOINT="http://hub.invalid",
    )

    assert pulled.returncode == 0, pulled.stderr
    assert_verified(hub, repo, product.cache_dir)


def test_a_hub_of_ipv6_is_reached(product: Product) -> None:
    with running_hub(LocalHub(), Options(ipv6=True)) as hub:
        repo = add_model(hub)
        port = hub.url.rsplit(":", 1)[1]

        pulled = product.run(
            "pull", repo.id, "--yes", MODELSHELF_HUB_ENDPOINT=f"http://[::1]:{port}"
        )

        assert pulled.returncode == 0, pulled.stderr
        assert_verified(hub, repo, product.cache_dir)


def test_told_to_use_xet_it_does(product: Product) -> None:
    with running_hub(LocalHub(), Options(xet=True)) as hub:
        repo = add_model(hub, SIZE_BYTES)

        pulled = product.run(
            *("pull", repo.id, "--yes"),
            MODELSHELF_HUB_ENDPOINT=hub.url,
            MODELSHELF_TRANSFER="xet",
        )

        assert pulled.returncode == 0, pulled.stderr
        assert_verified(hub, repo, product.cache_dir)
        assert served_bytes(hub, repo) < SIZE_BYTES
        by_xet = [count for path, count in hub.stats.body_bytes.items() if "/xorbs/" in path]
        assert sum(by_xet) >= SIZE_BYTES
