"""Strange caches: our sizes are the library's, and where they are not, here is why.

Each is made twice, from what the real client downloaded and from what the generator made: a model
of two revisions that share their weights, and whatever has then happened to it.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import pytest
from huggingface_hub import scan_cache_dir, snapshot_download
from huggingface_hub.utils._shared_blobs import publish_blob_to_shared_store

from modelshelf.cache.reading.read import read_repo
from modelshelf.cache.reading.repo import RepoOnDisk
from modelshelf.cache.reading.survey import shared_store_bytes, survey
from tests.cache.generate import make_repo
from tests.hub.repository import LocalHub
from tests.hub.server import running_hub
from tests.support.permissions import permissions_hold

MODEL = "acme/minilm"
OLD, NEW = b"{}", b'{"new": 1}'
WEIGHTS = 5000
WHOLE = WEIGHTS + len(OLD) + len(NEW)
OURS_ONLY = None  # The library lists no such repository.


@pytest.fixture(scope="module")
def downloaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the real client makes of both revisions."""
    cache_dir = tmp_path_factory.mktemp("downloaded")
    hub = LocalHub()
    hub.add(MODEL, {"config.json": OLD, "model.safetensors": b"w" * WEIGHTS})
    with running_hub(hub) as server:
        snapshot_download(MODEL, cache_dir=cache_dir, endpoint=server.url)
        hub.repos[MODEL].commit({"config.json": NEW})
        snapshot_download(MODEL, cache_dir=cache_dir, endpoint=server.url)
    return cache_dir


@pytest.fixture(params=["downloaded", "generated"])
def cache(request: pytest.FixtureRequest, downloaded: Path, tmp_path: Path) -> "Iterator[Cache]":
    cache_dir = tmp_path / "hub"
    if request.param == "downloaded":
        shutil.copytree(downloaded, cache_dir, symlinks=True)
    else:
        for version, config in (("1", OLD), ("2", NEW)):
            files = {"config.json": config, "model.safetensors": b"w" * WEIGHTS}
            make_repo(cache_dir, MODEL, files, version=version)
    yield Cache(cache_dir)
    for folder in cache_dir.rglob("*"):
        if folder.is_dir() and not folder.is_symlink():
            folder.chmod(0o755)


@dataclass(frozen=True)
class Cache:
    folder: Path

    @property
    def repo(self) -> Path:
        return self.folder / "models--acme--minilm"

    @property
    def snapshots(self) -> list[Path]:
        return sorted((self.repo / "snapshots").iterdir())

    @property
    def current(self) -> Path:
        return self.repo / "snapshots" / (self.repo / "refs" / "main").read_text()

    def write(self, *where: str, content: bytes = b"12345") -> None:
        place = self.repo.joinpath(*where)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)

    def copy_in_place_of_links(self) -> None:
        for snapshot in self.snapshots:
            for link in snapshot.iterdir():
                content = link.read_bytes()
                link.unlink()
                link.write_bytes(content)
        shutil.rmtree(self.repo / "blobs")

    def share(self) -> None:
        """Its weights lie in the store, where another repository refers to them as well."""
        other = make_repo(self.folder, "acme/other", {"model.safetensors": b"w" * WEIGHTS})
        for link in (self.current / "model.safetensors", other.snapshot / "model.safetensors"):
            blob = (link.parent / link.readlink()).resolve().as_posix()
            assert publish_blob_to_shared_store(
                blob_path=blob, xet_hash="ab" * 32, cache_dir=self.folder, expected_size=WEIGHTS
            )


@dataclass(frozen=True)
class Case:
    """What happens to the cache, and the sizes that are then told, by id.

    Attributes:
        why: Where ours and the library's differ: the reason.
    """

    happens: Callable[[Cache], object]
    ours: dict[str, int]
    theirs: dict[str, int | None] | None = None
    why: str = ""


FOREIGN_FOLDERS = ("notes", "models", "models--", "gguf--acme--minilm")


def link_out(cache: Cache) -> None:
    (cache.folder / "elsewhere").write_bytes(b"e" * 70)
    (cache.current / "more.bin").symlink_to(cache.folder / "elsewhere")


def empty(cache: Cache) -> None:
    shutil.rmtree(cache.repo)
    cache.repo.mkdir()


CASES: dict[str, Case] = {
    "two revisions that share their weights": Case(lambda _: None, {MODEL: WHOLE}),
    "one of two revisions is gone": Case(
        lambda cache: list(map(shutil.rmtree, {*cache.snapshots} - {cache.current})),
        {MODEL: WHOLE},
        {MODEL: WHOLE - len(OLD)},
        "The library counts what a snapshot leads to. The blob that none leads to any more takes "
        "its space all the same, and comes back only when it is deleted or reclaimed.",
    ),
    "a link to nothing": Case(
        lambda cache: (cache.current / "config.json").resolve().unlink(),
        {MODEL: WHOLE - len(NEW)},
        {MODEL: OURS_ONLY},
        "The library leaves out the whole repository for one broken link; the rest is still there.",
    ),
    "no snapshots": Case(
        lambda cache: shutil.rmtree(cache.repo / "snapshots"),
        {MODEL: WHOLE},
        {MODEL: OURS_ONLY},
        "The library leaves out a repository without snapshots; its blobs are still there.",
    ),
    "a branch of which nothing is here": Case(
        lambda cache: cache.write("refs", "dev", content=b"0" * 40),
        {MODEL: WHOLE},
        {MODEL: OURS_ONLY},
        "The library leaves out a repository with a branch that leads to no snapshot.",
    ),
    "a branch with slashes in its name": Case(
        lambda cache: cache.write("refs", "refs/pr/1", content=cache.current.name.encode()),
        {MODEL: WHOLE},
    ),
    "a foreign file beside the snapshots' folders": Case(
        lambda cache: cache.write("snapshots", "notes.txt"),
        {MODEL: WHOLE},
        {MODEL: OURS_ONLY},
        "The library leaves out a repository with a file among its snapshots.",
    ),
    "a foreign file in a snapshot": Case(
        lambda cache: cache.write("snapshots", cache.current.name, "notes.txt"), {MODEL: WHOLE + 5}
    ),
    "what a desktop leaves in a snapshot": Case(
        lambda cache: cache.write("snapshots", cache.current.name, ".DS_Store"),
        {MODEL: WHOLE},
        {MODEL: WHOLE + 5},
        "The library passes over such files beside snapshots, but counts them within.",
    ),
    "a foreign file in the repository": Case(
        lambda cache: cache.write("notes.txt"), {MODEL: WHOLE}
    ),
    "foreign files in the cache": Case(
        lambda cache: list(
            map(Path.mkdir, (cache.folder / name for name in FOREIGN_FOLDERS)),
        ),
        {MODEL: WHOLE},
    ),
    "a file with a repository's name": Case(
        lambda cache: (cache.folder / "models--acme--file").write_text("no folder"), {MODEL: WHOLE}
    ),
    "copies in place of links": Case(
        Cache.copy_in_place_of_links,
        {MODEL: 2 * WEIGHTS + len(OLD) + len(NEW)},
    ),
    "a link out of the repository": Case(
        link_out,
        {MODEL: WHOLE},
        {MODEL: WHOLE + 70},
        "The library counts the file behind it. It is no part of the cache, and to delete the "
        "model would not free it.",
    ),
    "an unfinished file": Case(
        lambda cache: cache.write("blobs", "ab.incomplete", content=b"x" * 100), {MODEL: WHOLE}
    ),
    "a blob that no snapshot leads to": Case(
        lambda cache: cache.write("blobs", "c" * 64, content=b"x" * 100),
        {MODEL: WHOLE + 100},
        {MODEL: WHOLE},
        "As with a revision that is gone: it takes its space all the same.",
    ),
    "blobs that repositories share": Case(Cache.share, {MODEL: WHOLE, "acme/other": WEIGHTS}),
    "odd names": Case(
        lambda cache: [
            make_repo(cache.folder, name, {f"{odd} file.bin": b"12345"})
            for name in (
                "bare",
                "acme/ with space",
                "acme/模型",
                "acme/a.b_c%2F",
                "acme/a--b",
                "acme/[x]*?",
            )
            for odd in ("", "\n", "模型", "[a]*?", "%2F", "'\"")
        ],
        {
            MODEL: WHOLE,
            **dict.fromkeys(
                (
                    "bare",
                    "acme/ with space",
                    "acme/模型",
                    "acme/a.b_c%2F",
                    "acme/a/b",
                    "acme/[x]*?",
                ),
                5,
            ),
        },
    ),
    "a dataset and a space of the same name": Case(
        lambda cache: [
            make_repo(cache.folder, "acme/more", {"data.bin": b"1" * size}, kind=kind)
            for kind, size in (("datasets", 11), ("spaces", 12), ("models", 13))
        ],
        {MODEL: WHOLE, "dataset acme/more": 11, "space acme/more": 12, "acme/more": 13},
    ),
    "a repository of which nothing is left": Case(
        empty,
        {MODEL: 0},
        {MODEL: OURS_ONLY},
        "The library leaves out a repository without snapshots.",
    ),
    "a repository that is a link to nothing": Case(
        lambda cache: (cache.folder / "models--acme--link").symlink_to("nowhere"), {MODEL: WHOLE}
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_sizes_are_the_librarys_or_the_difference_is_explained(cache: Cache, case: Case) -> None:
    case.happens(cache)

    ours = {_name(repo.kind, repo.model_id): repo.size_bytes for repo in _ours(cache)}
    theirs = _theirs(cache)

    assert ours == case.ours
    expected = case.ours | (case.theirs or {})
    assert theirs == {name: size for name, size in expected.items() if size is not None}
    assert bool(case.why) == (theirs != ours), "a difference is explained, and nothing else"


def test_what_repositories_share_is_on_the_disk_once(cache: Cache) -> None:
    cache.share()

    ours = sum(repo.size_bytes - repo.shared_bytes for repo in _ours(cache))

    assert ours + shared_store_bytes(cache.folder) == scan_cache_dir(cache.folder).size_on_disk


@pytest.mark.parametrize("place", ["", "blobs", "snapshots", "refs"])
def test_what_may_not_be_read_is_told_and_the_rest_is_listed(cache: Cache, place: str) -> None:
    """The library ends with an error, and lists nothing at all, or tells of no branches."""
    make_repo(cache.folder, "acme/other", {"model.safetensors": b"12345"})
    (cache.repo / place).chmod(0)

    with permissions_hold():
        repos = {repo.model_id: repo for repo in _ours(cache)}
        with nullcontext() if place == "refs" else pytest.raises(PermissionError):
            scan_cache_dir(cache.folder)

    assert repos["acme/other"].size_bytes == 5
    assert repos[MODEL].unreadable
    assert all(f"models--acme--minilm/{place}" in told for told in repos[MODEL].unreadable)


def _ours(cache: Cache) -> list[RepoOnDisk]:
    read = [read_repo(cache.folder, folder) for folder in survey(cache.folder, {}).folders]
    return [repo for repo in read if repo is not None]


def _theirs(cache: Cache) -> dict[str, int]:
    repos = scan_cache_dir(cache.folder).repos
    return {_name(repo.repo_type, repo.repo_id): repo.size_on_disk for repo in repos}


def _name(kind: str, repo_id: str) -> str:
    return repo_id if kind == "model" else f"{kind} {repo_id}"
