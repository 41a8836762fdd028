"""When a model counts as installed."""

import json
import os
import struct
from pathlib import Path

import pytest

from modelshelf.cache.reading.read import read_repo
from modelshelf.cache.reading.repo import RepoOnDisk, Status
from modelshelf.hub.door import HubFile
from tests.cache.generate import make_repo

WEIGHTS = "model.safetensors"


def read(cache_dir: Path, *planned: HubFile, sha: str = "") -> RepoOnDisk:
    repo = read_repo(cache_dir, "models--acme--minilm", {sha: planned} if planned else {})
    assert repo is not None
    return repo


def planned_file(path: str, size_bytes: int) -> HubFile:
    return HubFile(path, size_bytes, "0" * 40)


def safetensors(tensor_bytes: int) -> bytes:
    header = json.dumps(
        {"weight": {"dtype": "U8", "shape": [tensor_bytes], "data_offsets": [0, tensor_bytes]}}
    ).encode()
    return struct.pack("<Q", len(header)) + header + b"w" * tensor_bytes


def test_selected_files_with_their_listing_are_installed(cache_dir: Path) -> None:
    made = make_repo(cache_dir, files={"onnx/model.onnx": b"12345"})
    planned = planned_file("onnx/model.onnx", 5)
    assert read(cache_dir, planned, sha=made.sha).status is Status.INSTALLED


def test_a_download_without_weights_is_no_model(cache_dir: Path) -> None:
    made = make_repo(cache_dir, files={"config.json": b"{}"}, listed=False)
    repo = read(cache_dir, planned_file("config.json", 2), sha=made.sha)
    assert (repo.status, repo.problems) == (Status.PARTIAL, ("No weights are here.",))


def test_a_download_without_weights_beside_those_of_another_program_is_one(
    cache_dir: Path,
) -> None:
    made = make_repo(cache_dir)
    assert read(cache_dir, planned_file("config.json", 2), sha=made.sha).status is Status.INSTALLED


def test_a_planned_file_that_is_not_there_is_missing(cache_dir: Path) -> None:
    made = make_repo(cache_dir)
    plan = (planned_file("config.json", 2), planned_file("tokenizer.json", 7))
    repo = read(cache_dir, *plan, sha=made.sha)
    assert (repo.status, repo.missing) == (Status.PARTIAL, ("tokenizer.json",))


def test_a_cut_blob_is_damage(cache_dir: Path) -> None:
    made = make_repo(cache_dir)
    os.truncate(made.blob_of(WEIGHTS), 999)
    repo = read(cache_dir)
    assert repo.status is Status.DAMAGED
    assert repo.problems == ("model.safetensors has 999 bytes and should have 1000.",)


def test_the_plan_of_another_commit_says_nothing(cache_dir: Path) -> None:
    make_repo(cache_dir)
    assert read(cache_dir, planned_file("x", 1), sha="f" * 40).status is Status.INSTALLED


def test_a_clients_partial_snapshot_is_partial_by_its_listing(cache_dir: Path) -> None:
    """Trap: huggingface_hub itself calls this one installed."""
    made = make_repo(cache_dir)
    blob = made.blob_of(WEIGHTS)
    (made.snapshot / WEIGHTS).unlink()
    blob.unlink()
    repo = read(cache_dir)
    assert (repo.status, repo.missing) == (Status.PARTIAL, (WEIGHTS,))


def test_duplicate_formats_of_the_listing_are_not_needed(cache_dir: Path) -> None:
    files: dict[str, bytes | int] = {
        "config.json": b"{}",
        WEIGHTS: 1000,
        "tf_model.h5": 1000,
        "onnx/model.onnx": 1000,
    }
    made = make_repo(cache_dir, files=files)
    for extra in ("tf_model.h5", "onnx/model.onnx"):
        (made.snapshot / extra).unlink()
    assert read(cache_dir).status is Status.INSTALLED


@pytest.mark.parametrize("content", ["", "[]", '{"format_version": 2}', '{"format_version": 1}'])
def test_a_listing_that_cannot_be_used_is_overlooked(cache_dir: Path, content: str) -> None:
    made = make_repo(cache_dir)
    (made.root / "trees" / f"{made.sha}.json").write_text(content)
    assert read(cache_dir).status is Status.INSTALLED


class TestWithoutAnyListing:
    def status(self, cache_dir: Path, files: dict[str, bytes | int]) -> RepoOnDisk:
        make_repo(cache_dir, files=files, listed=False)
        return read(cache_dir)

    def test_configuration_and_weights_are_installed(self, cache_dir: Path) -> None:
        files: dict[str, bytes | int] = {"config.json": b"{}", WEIGHTS: safetensors(100)}
        assert self.status(cache_dir, files).status is Status.INSTALLED

    def test_all_shards_of_an_index_must_be_there(self, cache_dir: Path) -> None:
        index = json.dumps({"weight_map": {"a": "s-1.safetensors", "b": "s-2.safetensors"}})
        repo = self.status(
            cache_dir,
            {
                "config.json": b"{}",
                "model.safetensors.index.json": index.encode(),
                "s-1.safetensors": safetensors(10),
            },
        )
        assert (repo.status, repo.missing) == (Status.PARTIAL, ("s-2.safetensors",))

    def test_numbered_shards_must_be_complete_without_an_index(self, cache_dir: Path) -> None:
        repo = self.status(cache_dir, {"m-00001-of-00002.gguf": b"g" * 10})
        assert (repo.status, repo.missing) == (Status.PARTIAL, ("m-00002-of-00002.gguf",))

    def test_one_complete_format_is_enough(self, cache_dir: Path) -> None:
        index = json.dumps({"weight_map": {"a": "pytorch_model-1.bin"}}).encode()
        repo = self.status(
            cache_dir,
            {
                "config.json": b"{}",
                WEIGHTS: safetensors(10),
                "pytorch_model.bin.index.json": index,
            },
        )
        assert repo.status is Status.INSTALLED

    def test_cut_safetensors_are_damage(self, cache_dir: Path) -> None:
        repo = self.status(cache_dir, {"config.json": b"{}", WEIGHTS: safetensors(100)[:-1]})
        assert repo.status is Status.DAMAGED

    def test_empty_weights_are_damage(self, cache_dir: Path) -> None:
        repo = self.status(cache_dir, {"config.json": b"{}", "pytorch_model.bin": b""})
        assert repo.status is Status.DAMAGED

    def test_weights_without_configuration_are_partial(self, cache_dir: Path) -> None:
        repo = self.status(cache_dir, {WEIGHTS: safetensors(10)})
        assert (repo.status, repo.missing) == (Status.PARTIAL, ("config.json",))

    def test_what_is_left_from_training_is_no_model(self, cache_dir: Path) -> None:
        repo = self.status(cache_dir, {"config.json": b"{}", "training_args.bin": b"x"})
        assert repo.status is not Status.INSTALLED

    def test_a_gguf_file_needs_nothing_else(self, cache_dir: Path) -> None:
        assert self.status(cache_dir, {"q4.gguf": b"g"}).status is Status.INSTALLED
