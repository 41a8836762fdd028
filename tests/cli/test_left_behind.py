"""What a command that was cut off, or a server that is gone, left is finished by the next."""

import json
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from modelshelf.cache.removing.note import Note
from modelshelf.cache.removing.remove import remove
from modelshelf.cache.removing.trash import entries
from modelshelf.hub.layout import trash_dir
from modelshelf.kit.clock import now
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind, Status
from modelshelf.operations.owner import Owner
from tests.hub import HubServer, Repo
from tests.support.models import add_model, assert_verified, served_bytes
from tests.support.product import Product


def test_pull_brings_back_what_a_killed_rm_took_away(product: Product, hub: HubServer) -> None:
    repo = _removed_by_half(product, hub)

    pulled = product.run("pull", repo.id, "--yes")

    assert pulled.returncode == 0, pulled.stderr
    assert_verified(hub, repo, product.cache_dir)
    (waiting,) = json.loads(product.run("trash", "--json").stdout)
    assert (waiting["model_id"], waiting["place_taken"]) == (repo.id, True)


def test_rm_finishes_what_a_killed_rm_began(product: Product, hub: HubServer) -> None:
    repo = _removed_by_half(product, hub)

    preview = product.run("rm", repo.id, "--dry-run")
    assert preview.returncode == 1
    again = product.run("rm", repo.id, "--yes")

    assert "[not_installed]" in again.stderr
    assert len(entries(product.cache_dir)) == 1
    listed = json.loads(product.run("ls", "--all", "--json").stdout)
    assert [model["id"] for model in listed if model["operation"]] == []


def test_what_a_killed_rm_took_away_can_be_restored(product: Product, hub: HubServer) -> None:
    repo = _removed_by_half(product, hub)
    # It is for the next that changes something to see that the deletion is through.
    product.run("rm", repo.id, "--yes")

    restored = product.run("restore", repo.id)

    assert restored.returncode == 0, restored.stderr
    assert_verified(hub, repo, product.cache_dir)


def test_the_next_command_empties_the_trash_when_the_time_is_over(
    product: Product, hub: HubServer
) -> None:
    repo = add_model(hub)
    product.run("pull", repo.id, "--yes")
    product.run("rm", repo.id, "--yes")
    assert len(entries(product.cache_dir)) == 1

    product.run("rm", repo.id, "--yes", MODELSHELF_UNDO_WINDOW="0")

    assert list(trash_dir(product.cache_dir).iterdir()) == []


def test_a_download_cancelled_while_no_worker_runs_can_be_pulled(
    product: Product, hub: HubServer
) -> None:
    repo = add_model(hub)
    with product.serving("--no-worker") as server:
        task_id = server.api.start(repo.id)
        server.api.post(f"/models/download/{task_id}/cancel")

    pulled = product.run("pull", repo.id, "--yes")

    assert pulled.returncode == 0, pulled.stderr
    assert_verified(hub, repo, product.cache_dir)


def test_downloads_that_nobody_takes_up_do_not_hold_a_pull_up(
    product: Product, hub: HubServer
) -> None:
    product.settings["MAX_DOWNLOADS"] = "1"
    first, second = add_model(hub), add_model(hub)
    with product.serving("--no-worker") as server:
        server.api.start(first.id)

    pulled = product.run("pull", second.id, "--yes")

    assert pulled.returncode == 0, pulled.stderr
    assert served_bytes(hub, first) == 0


def _removed_by_half(product: Product, hub: HubServer) -> Repo:
    """An installed model whose `rm` was killed after the rename, before anything was unlinked."""
    repo = add_model(hub)
    product.run("pull", repo.id, "--yes")
    operation_id = uuid4()
    engine = create_engine(f"sqlite:///{product.data_dir / 'modelshelf.db'}")
    with Session(engine) as session, session.begin():
        session.add(
            Operation(
                id=operation_id,
                node="local",
                model_id=repo.id,
                kind=Kind.DELETE,
                status=Status.RUNNING,
                requested_by="ada",
                owner=str(_somebody_dead()),
                leased_until=now() + timedelta(minutes=1),
            )
        )
    engine.dispose()
    remove(product.cache_dir, Note(repo.id, operation_id, "ada"))
    return repo


def _somebody_dead() -> Owner:
    """A process of this machine that is gone: its pid is ours, but it began at another time."""
    us = Owner.this_process()
    return Owner(us.host, us.pid, us.started - 60_000)
