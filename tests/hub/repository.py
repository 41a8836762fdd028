"""The repositories of a local Hub: commits, branches, tags, and who may read them."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, Literal, TypeAlias

from tests.hub.content import Content, Inline, OnDisk

Source: TypeAlias = bytes | str | Path | Content
Gated: TypeAlias = Literal["auto", "manual"]

LFS_SIZE_BYTES = 10 * 1024 * 1024
LFS_SUFFIXES = frozenset(
    (".bin", ".gguf", ".h5", ".model", ".msgpack", ".onnx", ".ot", ".pt", ".pth", ".safetensors")
)
_FIRST_COMMIT = datetime(2025, 1, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class File:
    """One file of a commit."""

    path: str
    content: Content

    @property
    def size_bytes(self) -> int:
        return self.content.size_bytes

    @cached_property
    def is_lfs(self) -> bool:
        suffix = PurePosixPath(self.path).suffix.lower()
        return suffix in LFS_SUFFIXES or self.size_bytes >= LFS_SIZE_BYTES

    @cached_property
    def pointer(self) -> bytes:
        """What git itself stores in place of an LFS file."""
        lines = (
            "version https://git-lfs.github.com/spec/v1",
            f"oid sha256:{self.content.sha256}",
            f"size {self.size_bytes}",
        )
        return "".join(f"{line}\n" for line in lines).encode()

    @cached_property
    def git_oid(self) -> str:
        return Inline(self.pointer).git_sha1 if self.is_lfs else self.content.git_sha1

    @property
    def etag(self) -> str:
        """The blob's name in the cache: sha256 of an LFS file, git sha1 of any other."""
        return self.content.sha256 if self.is_lfs else self.git_oid


@dataclass(frozen=True)
class Commit:
    sha: str
    title: str
    made_at: datetime
    files: Mapping[str, File]
    parent: "Commit | None" = None

    @cached_property
    def folders(self) -> frozenset[str]:
        parents = (str(parent) for path in self.files for parent in PurePosixPath(path).parents)
        return frozenset(parent for parent in parents if parent != ".")


@dataclass
class Repo:
    """A model repository. Its branches may move while it is being served.

    Attributes:
        told: What the API says of it in place of what follows from its files, by the API's names.
    """

    id: str
    gated: Gated | None = None
    private: bool = False
    downloads: int = 0
    likes: int = 0
    told: dict[str, Any] = field(default_factory=dict)
    commits: dict[str, Commit] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    def commit(
        self,
        changes: Mapping[str, Source],
        *,
        remove: Collection[str] = (),
        branch: str = "main",
        title: str = "Update the model",
    ) -> str:
        """Commit on top of a branch (a new branch starts at `main`), and move it there.

        Args:
            changes: Path in the repository → bytes, text, a file on disk, or a Content.
            remove: Paths that the commit deletes.

        Returns:
            The commit's sha: the same history gives the same sha.
        """
        parent = self.find(branch) or self.find("main")
        files = dict(parent.files) if parent else {}
        for path in remove:
            del files[path]
        files |= {path: File(path, _content(source)) for path, source in changes.items()}
        made_at = parent.made_at + timedelta(days=1) if parent else _FIRST_COMMIT
        sha = self._sha_of(files, parent, title)
        self.commits[sha] = Commit(sha, title, made_at, files, parent)
        self.branches[branch] = sha
        return sha

    def find(self, revision: str) -> Commit | None:
        """The commit that a branch, a tag or a sha stands for."""
        sha = self.branches.get(revision) or self.tags.get(revision) or revision
        return self.commits.get(sha)

    def _sha_of(self, files: Mapping[str, File], parent: Commit | None, title: str) -> str:
        lines = [self.id, title, parent.sha if parent else ""]
        lines += [f"{file.etag} {path}" for path, file in sorted(files.items())]
        return hashlib.sha1("\n".join(lines).encode()).hexdigest()


@dataclass(frozen=True)
class User:
    """Whom a token belongs to, and which gated or private repositories it opens.

    Attributes:
        awaiting, rejected: Gated repositories whose authors have not decided yet, or said no.
        narrow: The token is fine-grained and may not read gated repositories.
    """

    name: str
    may_read: frozenset[str] = frozenset()
    awaiting: frozenset[str] = frozenset()
    rejected: frozenset[str] = frozenset()
    narrow: bool = False


@dataclass
class LocalHub:
    """All that one local Hub knows.

    Attributes:
        repos: By id.
        users: By token. A token that is not in here is refused everywhere.
        renamed: Ids by the names that they had before; the API redirects.
    """

    repos: dict[str, Repo] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)

    def add(
        self,
        repo_id: str,
        files: Mapping[str, Source],
        *,
        gated: Gated | None = None,
        private: bool = False,
        downloads: int = 0,
        likes: int = 0,
        told: Mapping[str, Any] | None = None,
    ) -> Repo:
        """A new repository with one commit on `main`."""
        repo = Repo(repo_id, gated, private, downloads, likes, dict(told or {}))
        repo.commit(files, title="Add the model")
        self.repos[repo_id] = repo
        return repo

    def give_token(
        self,
        token: str,
        name: str = "ada",
        may_read: Collection[str] = (),
        *,
        awaiting: Collection[str] = (),
        rejected: Collection[str] = (),
        narrow: bool = False,
    ) -> None:
        self.users[token] = User(
            name, frozenset(may_read), frozenset(awaiting), frozenset(rejected), narrow
        )

    def find_blob(self, etag: str) -> File | None:
        """Any file of any commit with this content."""
        commits = (commit for repo in self.repos.values() for commit in repo.commits.values())
        files = (file for commit in commits for file in commit.files.values())
        return next((file for file in files if file.etag == etag), None)


def _content(source: Source) -> Content:
    match source:
        case bytes():
            return Inline(source)
        case str():
            return Inline(source.encode())
        case Path():
            return OnDisk(source)
        case _:
            return source
