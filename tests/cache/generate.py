"""Caches as the real client makes them, without a Hub: one repository, or thousands.

python -m tests.cache.generate FOLDER COUNT
"""

import hashlib
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

# The weights have a hole in place of their content: right in size, and no load on the disk.
REPO_FILES: Mapping[str, int] = {
    "README.md": 7_000,
    "config.json": 600,
    "config_sentence_transformers.json": 120,
    "model.safetensors": 90_000_000,
    "modules.json": 350,
    "sentence_bert_config.json": 50,
    "special_tokens_map.json": 110,
    "tokenizer.json": 400_000,
    "tokenizer_config.json": 350,
    "vocab.txt": 230_000,
    "1_Pooling/config.json": 190,
    "LICENSE": 11_000,
}


@dataclass(frozen=True)
class MadeRepo:
    """A repository folder that was made, and the commit in it."""

    root: Path
    sha: str

    @property
    def snapshot(self) -> Path:
        return self.root / "snapshots" / self.sha

    def blob_of(self, path: str) -> Path:
        """The blob behind a file of the snapshot."""
        return Path(
            os.path.normpath(self.snapshot / path / ".." / (self.snapshot / path).readlink())
        )


def make_repo(
    cache_dir: Path,
    model_id: str = "acme/minilm",
    files: Mapping[str, bytes | int] | None = None,
    *,
    kind: str = "models",
    ref: str | None = "main",
    listed: bool = True,
    version: str = "1",
) -> MadeRepo:
    """Add a commit to a repository, as a finished download leaves it.

    Args:
        files: Content of each file by its path, or the size of a hole; default: one small model.
        ref: The branch that points to the commit.
        listed: Whether the client kept the listing of the commit, as it does from version 2 on.
        version: Another version of the same files is another commit.
    """
    files = {"config.json": b"{}", "model.safetensors": 1000} if files is None else files
    root = cache_dir / f"{kind}--{model_id.replace('/', '--')}"
    sha = hashlib.sha1(f"{model_id} {version} {sorted(files)}".encode()).hexdigest()
    made = MadeRepo(root, sha)
    tree: dict[str, dict[str, object]] = {}
    (root / "blobs").mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        size = content if isinstance(content, int) else len(content)
        seed = f"{model_id} {path} {size}".encode() if isinstance(content, int) else content
        blob = hashlib.sha256(seed).hexdigest()
        with (root / "blobs" / blob).open("wb") as stored:
            stored.truncate(content) if isinstance(content, int) else stored.write(content)
        link = made.snapshot / path
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to("../" * (path.count("/") + 2) + f"blobs/{blob}")
        tree[path] = {"size": size, "blob_id": blob, "lfs_sha256": blob, "lfs_size": size}
    if listed:
        (root / "trees").mkdir(exist_ok=True)
        (root / "trees" / f"{sha}.json").write_text(
            json.dumps({"format_version": 1, "files": tree}, indent=1)
        )
    if ref is not None:
        (root / "refs" / ref).parent.mkdir(parents=True, exist_ok=True)
        (root / "refs" / ref).write_text(sha)
    return made


def make_cache(cache_dir: Path, count: int) -> None:
    """A cache of `count` models of twelve files."""
    for number in range(count):
        make_repo(cache_dir, f"org-{number % 97}/model-{number}", REPO_FILES)


def make_alike(cache_dir: Path, numbers: range) -> None:
    """Models like those of `make_cache`, but all of one content: their files are hard links.

    Many file systems allow some 65,000 of them to one file (ext4). By strings and not by `Path`,
    since 20,000 of them are half a million names.
    """
    pattern = make_repo(cache_dir.with_name("pattern"), f"acme/pattern-{numbers.start}", REPO_FILES)
    root, sha = str(pattern.root), pattern.sha
    blobs = os.listdir(f"{root}/blobs")  # noqa: PTH208 (60,000 files are made quicker without a Path)
    links = [(path, str((pattern.snapshot / path).readlink())) for path in REPO_FILES]
    within = {os.path.dirname(path) for path in REPO_FILES}  # noqa: PTH120 (60,000 files are made quicker without a Path)
    for number in numbers:
        made = f"{cache_dir}/models--org-{number % 97}--model-{number}"
        for folder in ("blobs", "refs", "trees", *(f"snapshots/{sha}/{name}" for name in within)):
            os.makedirs(f"{made}/{folder}", exist_ok=True)  # noqa: PTH103 (60,000 files are made quicker without a Path)
        for file in ("refs/main", f"trees/{sha}.json", *(f"blobs/{blob}" for blob in blobs)):
            os.link(f"{root}/{file}", f"{made}/{file}")
        for path, target in links:
            os.symlink(target, f"{made}/snapshots/{sha}/{path}")  # noqa: PTH211 (60,000 files are made quicker without a Path)


if __name__ == "__main__":
    make_cache(Path(sys.argv[1]), int(sys.argv[2]))
