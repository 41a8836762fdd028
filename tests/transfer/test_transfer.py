"""A transfer that nothing disturbs."""

import os
from pathlib import Path

import pytest
from huggingface_hub import HfApi, scan_cache_dir, snapshot_download

from modelshelf.hub.door import HubFile
from modelshelf.hub.layout import UnsafePath
from modelshelf.hub.transfer.progress import Phase
from tests.hub import Options, Pattern
from tests.transfer.conftest import MakeShelf
from tests.transfer.shelf import MODEL, WEIGHTS, WEIGHTS_BYTES, Shelf

_ODD_NAMES = {
    "empty.txt": b"",
    "a name with spaces.txt": b"spaces",
    "what?#100%25&+.txt": b"signs",
    "modèle-模型.json": b"{}",
    "deep/er/and/deeper.txt": b"deep",
    "twin-1.txt": b"the same",
    "twin-2.txt": b"the same",
}


def test_everything_is_installed(shelf: Shelf) -> None:
    shelf.run()

    shelf.check_installed()


def test_nothing_is_fetched_twice(shelf: Shelf) -> None:
    shelf.run()

    assert shelf.body_bytes() == sum(file.size_bytes for file in shelf.files)


def test_the_real_client_accepts_the_cache(shelf: Shelf) -> None:
    shelf.run()

    cache = shelf.cache_dir
    scan = scan_cache_dir(cache)
    assert not scan.warnings
    (repo,) = scan.repos
    assert repo.size_on_disk == sum(file.size_bytes for file in shelf.files)
    assert repo.refs.keys() == {"main"}
    expected = str(shelf.folder.snapshot(shelf.sha))
    assert snapshot_download(MODEL, cache_dir=cache, local_files_only=True) == expected
    some = snapshot_download(
        MODEL, cache_dir=cache, local_files_only=True, allow_patterns=["*.json"]
    )
    assert some == expected
    checked = HfApi(endpoint=shelf.server.url).verify_repo_checksums(MODEL, cache_dir=cache)
    assert (checked.checked_count, checked.mismatches) == (len(shelf.files), [])


def test_the_real_client_has_nothing_left_to_fetch(shelf: Shelf) -> None:
    shelf.run()
    sent = shelf.body_bytes()

    snapshot_download(MODEL, cache_dir=shelf.cache_dir, endpoint=shelf.server.url)

    assert shelf.body_bytes() == sent


def test_odd_names(make_shelf: MakeShelf) -> None:
    shelf = make_shelf(_ODD_NAMES)

    shelf.run()

    shelf.check_installed()
    assert shelf.body_bytes("empty") == 0


def test_through_a_second_origin(make_shelf: MakeShelf) -> None:
    shelf = make_shelf(options=Options(second_origin=True))

    shelf.run()

    shelf.check_installed()


def test_over_ipv6(make_shelf: MakeShelf) -> None:
    shelf = make_shelf(options=Options(ipv6=True))
    shelf.endpoint = shelf.server.url.replace("127.0.0.1", "[::1]")

    shelf.run()

    shelf.check_installed()


def test_with_one_connection(make_shelf: MakeShelf) -> None:
    shelf = make_shelf()
    shelf.connections = 1

    shelf.run()

    shelf.check_installed()
    assert shelf.server.stats.peak_connections == 1


def test_many_connections_share_one_file(make_shelf: MakeShelf) -> None:
    shelf = make_shelf(options=Options(connection_bytes_per_second=8e6))

    shelf.run()

    shelf.check_installed()
    assert 4 <= shelf.server.stats.peak_connections <= shelf.connections


def test_what_is_complete_needs_no_hub(shelf: Shelf) -> None:
    shelf.run()
    shelf.server.stats.seen.clear()

    shelf.run()

    assert not shelf.server.stats.seen
    assert shelf.told[-1].phase is Phase.DONE


def test_progress_rises_to_the_end_and_ends_with_done(make_shelf: MakeShelf) -> None:
    shelf = make_shelf(options=Options(connection_bytes_per_second=3e6))

    shelf.run()

    done = [progress.bytes_done for progress in shelf.told]
    assert len(done) >= 3
    assert done == sorted(done)
    assert done[0] == 0
    last = shelf.told[-1]
    assert last.phase is Phase.DONE
    assert last.bytes_done == last.bytes_total == sum(file.size_bytes for file in shelf.files)
    assert {file.phase for file in last.files} == {Phase.DONE}
    assert [file.path for file in last.files] == [file.path for file in shelf.files]
    assert shelf.told[0].phase is not Phase.DONE


def test_small_files_do_not_wait_for_large_ones(make_shelf: MakeShelf) -> None:
    small = {f"{n}.json": f"{{{n}}}".encode() for n in range(20)}
    shelf = make_shelf(
        {WEIGHTS: Pattern(WEIGHTS_BYTES), **small}, Options(connection_bytes_per_second=3e6)
    )

    shelf.run()

    early = next(progress for progress in shelf.told if progress.bytes_done > WEIGHTS_BYTES / 2)
    assert all(f.phase is Phase.DONE for f in early.files if f.path != WEIGHTS)


def test_blobs_that_the_real_client_fetched_are_used(shelf: Shelf) -> None:
    snapshot_download(
        MODEL, cache_dir=shelf.cache_dir, endpoint=shelf.server.url, allow_patterns=[WEIGHTS]
    )
    sent = shelf.body_bytes(WEIGHTS)

    shelf.run()

    assert shelf.body_bytes(WEIGHTS) == sent
    shelf.check_installed()


def test_blobs_of_another_revision_are_used(shelf: Shelf) -> None:
    shelf.run()
    before = shelf.sha
    sent = shelf.body_bytes(WEIGHTS)
    shelf.repo.commit({"config.json": '{"model_type": "roberta"}'})

    shelf.run()

    assert shelf.sha != before
    assert shelf.body_bytes(WEIGHTS) == sent
    shelf.check_installed()
    assert shelf.folder.snapshot(before).is_dir()


def test_a_damaged_snapshot_is_repaired(shelf: Shelf) -> None:
    shelf.run()
    snapshot = shelf.folder.snapshot(shelf.sha)
    weights = (snapshot / WEIGHTS).resolve()
    os.truncate(weights, 1000)
    (snapshot / "config.json").unlink()
    (snapshot / "1_Pooling" / "config.json").unlink()
    (snapshot / "1_Pooling" / "config.json").symlink_to("../nowhere")

    shelf.run()

    shelf.check_installed()


@pytest.mark.parametrize("path", ["../../evil", "/etc/evil", "a/../../evil", "a//b", "./a", "a\0b"])
def test_a_path_that_leads_out_of_the_folder_is_refused(shelf: Shelf, path: str) -> None:
    class Evil(Shelf):
        @property
        def files(self) -> tuple[HubFile, ...]:
            return (HubFile(path, 2, "b" * 40),)

    evil = Evil(shelf.server, shelf.repo, shelf.cache_dir)

    with pytest.raises(UnsafePath):
        evil.run()

    assert not shelf.cache_dir.exists()
    assert not (Path(shelf.cache_dir.parent) / "evil").exists()
