"""A shelf file holds what was packed, gives it back whole, and brings nothing else in."""

import hashlib
import io
import json
import os
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from huggingface_hub import scan_cache_dir, snapshot_download

from modelshelf.cache.errors import NotComplete, NotInstalled
from modelshelf.exchange import tar
from modelshelf.exchange.errors import ShelfDamaged, UntrustedShelf
from modelshelf.exchange.manifest import MANIFEST, SIGNATURE, Manifest, sign
from modelshelf.exchange.pack import describe, pack
from modelshelf.exchange.tar import Member
from modelshelf.exchange.unpack import ShelfFile
from tests.hub.repository import LocalHub
from tests.hub.server import HubServer, running_hub

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
MODEL = "acme/minilm"
WEIGHTS = b"w" * 3_000_001
FILES = {
    "config.json": b"{}",
    "model.safetensors": WEIGHTS,
    "1_Pooling/config.json": b'{"pooling": 1}',
    "copy.json": b"{}",
}


@pytest.fixture(scope="module")
def server() -> Iterator[HubServer]:
    hub = LocalHub()
    hub.add(MODEL, FILES)
    hub.add("bare", {"config.json": b"{}", "model.safetensors": b"b" * 10})
    with running_hub(hub) as server:
        yield server


@pytest.fixture
def filled(server: HubServer, cache_dir: Path) -> Path:
    """A cache that the real client filled."""
    for model_id in (MODEL, "bare"):
        snapshot_download(model_id, cache_dir=cache_dir, endpoint=server.url, max_workers=2)
    return cache_dir


def silent(_: int) -> None:
    """Nobody wants to know."""


def packed(cache_dir: Path, target: Path, *model_ids: str) -> bytes:
    models = [describe(cache_dir, model_id) for model_id in model_ids or (MODEL, "bare")]
    pack(cache_dir, models, target, KEY, silent)
    return target.read_bytes()


def unpack(content: bytes, cache_dir: Path) -> None:
    shelf = ShelfFile(io.BytesIO(content))
    shelf.check_origin(KEY, None)
    for model in shelf.manifest.models:
        shelf.take_in(cache_dir, model, silent)
    shelf.check_end()


def everything_in(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if not path.is_dir()}


def test_what_arrives_satisfies_the_real_client(filled: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    unpack(packed(filled, tmp_path / "shelf.tar"), there)

    scanned = scan_cache_dir(there)
    assert not scanned.warnings
    here = {repo.repo_id: repo.size_on_disk for repo in scan_cache_dir(filled).repos}
    assert {repo.repo_id: repo.size_on_disk for repo in scanned.repos} == here
    for model_id in (MODEL, "bare"):
        snapshot_download(model_id, cache_dir=there, local_files_only=True)
    loaded = Path(snapshot_download(MODEL, cache_dir=there, local_files_only=True))
    assert {p: (loaded / p).read_bytes() for p in FILES} == FILES


def test_other_tools_can_read_the_file(filled: Path, tmp_path: Path) -> None:
    target = tmp_path / "shelf.tar"
    packed(filled, target)
    with tarfile.open(target) as theirs:
        members = theirs.getmembers()
    assert [m.name for m in members][:2] == [MANIFEST, SIGNATURE]
    assert all(m.isreg() for m in members)
    subprocess.run(["tar", "tf", target], check=True, capture_output=True)


def test_a_size_that_needs_more_than_eleven_digits() -> None:
    member = Member("models--a--b/blobs/" + "f" * 64, 12 * 2**30)
    block = tar.header(member)
    assert tar.parse(block) == member
    assert tarfile.TarInfo.frombuf(block, "ascii", "strict").size == member.size_bytes


def test_what_is_here_already_is_checked_and_not_written_again(
    filled: Path, tmp_path: Path
) -> None:
    content, there = packed(filled, tmp_path / "shelf.tar"), tmp_path / "there"
    unpack(content, there)
    before = {path: path.stat().st_ino for path in everything_in(there)}
    unpack(content, there)
    after = {path: path.stat().st_ino for path in everything_in(there)}
    assert {p: i for p, i in after.items() if "blobs" in p.parts} == {
        p: i for p, i in before.items() if "blobs" in p.parts
    }


def test_every_cut_is_refused_and_leaves_nothing_visible(filled: Path, tmp_path: Path) -> None:
    content = packed(filled, tmp_path / "shelf.tar", MODEL)
    for number, length in enumerate(range(0, len(content) - 1024, 150_001)):
        there = tmp_path / f"there-{number}"
        with pytest.raises(ShelfDamaged):
            unpack(content[:length], there)
        assert not list(there.glob("*/snapshots/*"))
        assert not list(there.glob("*/blobs/*incomplete"))


def test_a_flipped_bit_is_refused(filled: Path, tmp_path: Path) -> None:
    content = bytearray(packed(filled, tmp_path / "shelf.tar", MODEL))
    content[content.index(b"wwwwww") + 1000] ^= 1
    with pytest.raises(ShelfDamaged, match="damaged or changed") as refused:
        unpack(bytes(content), tmp_path / "there")
    assert refused.value.code == "shelf_damaged"
    assert not list((tmp_path / "there").glob("*/snapshots/*"))


def forged(model: dict[str, object], members: list[tuple[str, bytes]]) -> bytes:
    """A file that is signed well and made by somebody who means ill."""
    manifest = {"format": "modelshelf", "version": 1, "created_at": "2026-01-01T00:00:00Z"}
    text = json.dumps({**manifest, "models": [model]}).encode()
    parts = [(MANIFEST, text), (SIGNATURE, sign(text, KEY)), *members]
    content = b""
    for name, data in parts:
        content += tar.header(Member(name, len(data))) + data + bytes(tar.padding(len(data)))
    return content + tar.END


BODY = b"evil"
BLOB = hashlib.sha256(BODY).hexdigest()


def evil(**changes: object) -> dict[str, object]:
    return {
        "model_id": MODEL,
        "sha": "a" * 40,
        "refs": ["main"],
        "files": [{"path": "config.json", "blob": BLOB}],
        "blobs": [{"name": BLOB, "size_bytes": 4, "sha256": BLOB}],
        **changes,
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"model_id": "../../etc"},
        {"model_id": "a/b/c"},
        {"sha": "../../../x"},
        {"refs": ["../../x"]},
        {"refs": ["/etc/passwd"]},
        {"files": [{"path": "/etc/passwd", "blob": BLOB}]},
        {"files": [{"path": "../config.json", "blob": BLOB}]},
        {"files": [{"path": "a//b", "blob": BLOB}]},
        {"files": [{"path": "x", "blob": BLOB}, {"path": "x", "blob": BLOB}]},
        {"files": [{"path": "x", "blob": BLOB}, {"path": "x/y", "blob": BLOB}]},
        {"files": [{"path": p, "blob": BLOB} for p in ("x/y/z", "x.y", "x/y", "x-y")]},
        {"files": [{"path": "a/" * 60 + "x", "blob": BLOB}]},
        {"files": [{"path": "x", "blob": "b" * 64}]},
        {"blobs": [{"name": "../x" * 3, "size_bytes": 4, "sha256": BLOB}]},
        {"blobs": [{"name": BLOB, "size_bytes": -1, "sha256": BLOB}]},
        {"extra": 1},
    ],
)
def test_a_list_of_contents_that_means_ill_is_refused(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    there = tmp_path / "there"
    name = f"models--acme--minilm/blobs/{BLOB}"
    with pytest.raises(ShelfDamaged):
        unpack(forged(evil(**changes), [(name, BODY)]), there)
    assert not there.exists()


def test_content_under_the_hash_of_something_else_is_refused(tmp_path: Path) -> None:
    wrong = "b" * 64
    model = evil(
        files=[{"path": "config.json", "blob": wrong}],
        blobs=[{"name": wrong, "size_bytes": 4, "sha256": BLOB}],
    )
    with pytest.raises(ShelfDamaged):
        unpack(forged(model, [(f"models--acme--minilm/blobs/{wrong}", BODY)]), tmp_path / "there")
    assert not everything_in(tmp_path / "there")


@pytest.mark.parametrize(
    "name",
    ["../../x", "/etc/x", "models--acme--minilm/refs/main", f"models--acme--other/blobs/{BLOB}"],
)
def test_what_the_list_does_not_name_is_never_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(ShelfDamaged):
        unpack(forged(evil(), [(name, BODY)]), tmp_path / "there")
    assert not everything_in(tmp_path / "there")


def test_more_than_the_list_names_is_told(tmp_path: Path) -> None:
    name = f"models--acme--minilm/blobs/{BLOB}"
    with pytest.raises(ShelfDamaged, match="holds more"):
        unpack(forged(evil(), [(name, BODY), ("../../x", BODY)]), tmp_path / "there")
    assert len(list((tmp_path / "there").glob("*/blobs/*"))) == 1


@pytest.mark.parametrize("kind", [b"1", b"2", b"3", b"4", b"5", b"6", b"L", b"S", b"x", b"g"])
def test_links_devices_and_extended_headers_are_refused(tmp_path: Path, kind: bytes) -> None:
    block = bytearray(tar.header(Member(MANIFEST, 10**12)))
    block[156:157] = kind
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    with pytest.raises(ShelfDamaged, match="no plain file"):
        ShelfFile(io.BytesIO(bytes(block) + bytes(1000)))


def test_a_list_of_contents_without_end_is_not_read(tmp_path: Path) -> None:
    del tmp_path
    with pytest.raises(ShelfDamaged):
        ShelfFile(io.BytesIO(tar.header(Member(MANIFEST, 10**12)) + bytes(1000)))


@pytest.mark.parametrize("size", [b"-1", b"+7", b"0o17", b"1_7"])
def test_a_size_that_is_no_number_of_a_tar_file_is_not_read(size: bytes) -> None:
    block = bytearray(tar.header(Member(MANIFEST, 7)))
    block[124:136] = size.ljust(12, b"\0")
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    stream = io.BytesIO(bytes(block) + bytes(10_000))
    with pytest.raises(ShelfDamaged):
        ShelfFile(stream)
    assert stream.tell() == tar.BLOCK


def test_nothing_is_written_through_a_link(filled: Path, tmp_path: Path) -> None:
    content, there = packed(filled, tmp_path / "shelf.tar", MODEL), tmp_path / "there"
    (tmp_path / "elsewhere").mkdir()
    there.mkdir()
    (there / "models--acme--minilm").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Exception, match="is a link"):
        unpack(content, there)
    assert not everything_in(tmp_path / "elsewhere")


def test_a_file_from_elsewhere_needs_somebody_who_vouches(filled: Path, tmp_path: Path) -> None:
    shelf = ShelfFile(io.BytesIO(packed(filled, tmp_path / "shelf.tar")))
    with pytest.raises(UntrustedShelf) as refusal:
        shelf.check_origin(OTHER_KEY, None)
    assert not hasattr(shelf, "manifest")
    with pytest.raises(UntrustedShelf):
        shelf.check_origin(KEY, "sha256:" + "0" * 64)
    shelf.check_origin(OTHER_KEY, refusal.value.fields["fingerprint"])


def test_a_changed_list_has_another_fingerprint_and_no_signature(
    filled: Path, tmp_path: Path
) -> None:
    content = packed(filled, tmp_path / "shelf.tar")
    shelf = ShelfFile(io.BytesIO(content))
    changed = ShelfFile(io.BytesIO(content.replace(b'"main"', b'"mine"', 1)))
    assert changed.fingerprint != shelf.fingerprint
    with pytest.raises(UntrustedShelf):
        changed.check_origin(KEY, None)


Spoil = Callable[[Path], object]


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda root: next((root / "blobs").iterdir()).unlink(), NotComplete),
        (lambda root: root.rename(root.with_name("aside")), NotInstalled),
    ],
)
def test_only_what_is_complete_is_packed(
    filled: Path, tmp_path: Path, spoil: Spoil, problem: type[Exception]
) -> None:
    spoil(filled / "models--acme--minilm")
    with pytest.raises(problem):
        packed(filled, tmp_path / "shelf.tar", MODEL)


def test_what_lies_under_no_hash_is_not_packed(filled: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("{}")
    root = filled / "models--acme--minilm"
    (root / "blobs" / "anything-at-all").symlink_to(secret)
    (snapshot,) = (root / "snapshots").iterdir()
    (snapshot / "config.json").unlink()
    (snapshot / "config.json").symlink_to("../../blobs/anything-at-all")
    with pytest.raises(NotComplete, match="no hash"):
        packed(filled, tmp_path / "shelf.tar", MODEL)


@pytest.mark.parametrize("what", ["a link out of the cache", "a link to a device", "a pipe"])
@pytest.mark.parametrize("path", ["config.json", "model.safetensors"])
def test_what_lies_under_a_hash_and_is_no_file_of_the_cache_is_not_packed(
    filled: Path, tmp_path: Path, what: str, path: str
) -> None:
    """Its content may be what its name says: still whoever put it there chose what is read."""
    root = filled / "models--acme--minilm"
    (snapshot,) = (root / "snapshots").iterdir()
    blob = (snapshot / path).resolve()
    match what:
        case "a pipe":
            blob.unlink()
            os.mkfifo(blob)
        case "a link to a device":
            blob.unlink()
            blob.symlink_to("/dev/zero")
        case _:
            blob.rename(tmp_path / "secret")
            blob.symlink_to(tmp_path / "secret")
    with pytest.raises(NotComplete):
        packed(filled, tmp_path / "shelf.tar", MODEL)
    assert not list(tmp_path.glob("*shelf.tar*"))


def test_what_the_cache_shares_between_models_is_packed(filled: Path, tmp_path: Path) -> None:
    before = packed(filled, tmp_path / "before.tar", MODEL)
    blob = filled / "models--acme--minilm" / "blobs" / hashlib.sha256(WEIGHTS).hexdigest()
    payload = filled / "blobs" / blob.name[:2] / blob.name
    payload.parent.mkdir(parents=True)
    blob.rename(payload)
    blob.symlink_to(f"../../blobs/{blob.name[:2]}/{blob.name}")
    assert len(packed(filled, tmp_path / "after.tar", MODEL)) == len(before)


def test_damage_is_found_while_packing_and_leaves_no_file(filled: Path, tmp_path: Path) -> None:
    blob = filled / "models--acme--minilm" / "blobs" / hashlib.sha256(WEIGHTS).hexdigest()
    blob.write_bytes(b"x" + WEIGHTS[1:])
    with pytest.raises(NotComplete, match="damaged"):
        packed(filled, tmp_path / "shelf.tar", MODEL)
    assert not list(tmp_path.glob("*shelf.tar*"))


def test_the_list_of_contents_names_each_model_once(filled: Path) -> None:
    model = describe(filled, MODEL)
    with pytest.raises(ValueError, match="twice"):
        Manifest.model_validate(
            {"created_at": "2026-01-01T00:00:00Z", "models": [model.model_dump()] * 2}
        )
