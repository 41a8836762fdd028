"""Which files of a repository a download fetches, which it leaves out, and why."""

import fnmatch
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Literal, TypeAlias

from modelshelf.hub.door import HubFile, HubRepo
from modelshelf.hub.needed import Choice, choose_needed
from modelshelf.kit.errors import Invalid


@dataclass(frozen=True, slots=True)
class Patterns:
    """Files named by shell patterns; `include` empty means every file."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paths:
    """Files named exactly, as far as the repository has them; with `needed` what a download
    fetches by default as well."""

    paths: frozenset[str]
    needed: bool = False


Selection: TypeAlias = Literal["needed", "all"] | Patterns | Paths


class Action(StrEnum):
    DOWNLOAD = "download"
    CACHED = "cached"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """One file of a plan; `bytes_here` of it are on disk already."""

    file: HubFile
    action: Action
    reason: str | None
    bytes_here: int


@dataclass(frozen=True)
class Plan:
    """Exactly what a download would do. What is added up is so once: files may be very many.

    Attributes:
        elsewhere: Paths of files that are still to come and lie in another cache of the machine,
            from which they are copied: its folder.
        unreachable: Sentences about other caches that could not be asked.
    """

    repo: HubRepo
    files: tuple[PlannedFile, ...]
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    unreachable: tuple[str, ...] = ()

    @cached_property
    def wanted_files(self) -> tuple[PlannedFile, ...]:
        return tuple(f for f in self.files if f.action is not Action.SKIP)

    @cached_property
    def wanted(self) -> tuple[HubFile, ...]:
        return tuple(f.file for f in self.wanted_files)

    @cached_property
    def missing(self) -> tuple[HubFile, ...]:
        """What is not, or not whole, on the disk."""
        return tuple(f.file for f in self.wanted_files if f.action is Action.DOWNLOAD)

    @property
    def total_bytes(self) -> int:
        return sum(f.size_bytes for f in self.wanted)

    @property
    def cached_bytes(self) -> int:
        return sum(f.bytes_here for f in self.wanted_files)

    @cached_property
    def download_bytes(self) -> int:
        """What is still to be fetched; two paths with one blob are fetched once."""
        return _bytes_to_come(self.wanted_files)

    @property
    def elsewhere_bytes(self) -> int:
        """What of it is copied from other caches of the machine, and not fetched from the Hub."""
        return _bytes_to_come(f for f in self.wanted_files if f.file.path in self.elsewhere)

    @property
    def skipped_bytes(self) -> int:
        return sum(f.file.size_bytes for f in self.files if f.action is Action.SKIP)


def _bytes_to_come(files: Iterable[PlannedFile]) -> int:
    return sum({f.file.blob: f.file.size_bytes - f.bytes_here for f in files}.values())


class NothingSelected(Invalid):
    code = "nothing_selected"
    title = "No file matches"


def make_plan(repo: HubRepo, selection: Selection, here: Mapping[str, int]) -> Plan:
    """The plan for a repository.

    Args:
        repo: What the Hub says of it.
        selection: `"needed"`, `"all"`, patterns, or exact paths.
        here: For each path how many of its bytes are on disk.

    Raises:
        NothingSelected: No file matches the patterns or paths.
        VariantRequired: The repository holds nothing but several GGUF or ONNX variants.
    """
    planned = []
    for choice in choose(repo.files, selection, repo.model_id):
        bytes_here = here.get(choice.file.path, 0)
        if not choice.wanted:
            action = Action.SKIP
        elif bytes_here == choice.file.size_bytes and choice.file.path in here:
            action = Action.CACHED
        else:
            action = Action.DOWNLOAD
        planned.append(PlannedFile(choice.file, action, choice.reason, bytes_here))
    return Plan(repo, tuple(planned))


def choose(
    files: Sequence[HubFile], selection: Selection, model_id: str = "the model"
) -> tuple[Choice, ...]:
    """Say of each file whether it is wanted. Raises as `make_plan` does."""
    if selection == "all":
        return tuple(Choice(f, wanted=True) for f in files)
    if isinstance(selection, Patterns):
        return _choose_by_patterns(files, selection, model_id)
    if isinstance(selection, Paths):
        return _choose_by_paths(files, selection, model_id)
    return choose_needed(files, model_id)


def _choose_by_patterns(
    files: Iterable[HubFile], patterns: Patterns, model_id: str
) -> tuple[Choice, ...]:
    choices = []
    for file in files:
        if patterns.include and not _matches(file.path, patterns.include):
            choices.append(Choice(file, False, "not included by your patterns"))
        elif _matches(file.path, patterns.exclude):
            choices.append(Choice(file, False, "excluded by your patterns"))
        else:
            choices.append(Choice(file, True))
    if not any(c.wanted for c in choices):
        raise NothingSelected(
            f"No file of {model_id} matches the patterns. Look at its plan for the files it has."
        )
    return tuple(choices)


def _choose_by_paths(
    files: Sequence[HubFile], selection: Paths, model_id: str
) -> tuple[Choice, ...]:
    wanted = selection.paths
    if selection.needed:
        needed = choose_needed(files, model_id)
        wanted |= {choice.file.path for choice in needed if choice.wanted}
    choices = tuple(
        Choice(file, wanted=True) if file.path in wanted else Choice(file, False, "not asked for")
        for file in files
    )
    if not any(choice.wanted for choice in choices):
        raise NothingSelected(f"{model_id} has none of these files at the Hub any more.")
    return choices


def _matches(path: str, patterns: Iterable[str]) -> bool:
    """As huggingface_hub does: the whole path, `*` crosses folders, `folder/` is all in it."""
    return any(fnmatch.fnmatchcase(path, p + "*" if p.endswith("/") else p) for p in patterns)
