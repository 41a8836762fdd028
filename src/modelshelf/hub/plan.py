"""Which files of a repository a download fetches, which it leaves out, and why.

A repository often holds the same weights several times over, in formats for different libraries.
What is needed is one of them and what goes with it: configuration, tokenizer, the folders of
sentence-transformers modules, licence and README.
"""

import fnmatch
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Literal, TypeAlias

from modelshelf.hub.door import HubFile, HubRepo
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
class Choice:
    """Whether one file is wanted; `reason` says why not."""

    file: HubFile
    wanted: bool
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """One file of a plan; `bytes_here` of it are on disk already."""

    file: HubFile
    action: Action
    reason: str | None
    bytes_here: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Exactly what a download would do.

    Attributes:
        elsewhere: Paths of files that are still to come and lie in another cache of the machine,
            from which they are copied: its folder.
        unreachable: Sentences about other caches that could not be asked.
    """

    repo: HubRepo
    files: tuple[PlannedFile, ...]
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    unreachable: tuple[str, ...] = ()

    @property
    def wanted_files(self) -> tuple[PlannedFile, ...]:
        return tuple(f for f in self.files if f.action is not Action.SKIP)

    @property
    def wanted(self) -> tuple[HubFile, ...]:
        return tuple(f.file for f in self.wanted_files)

    @property
    def total_bytes(self) -> int:
        return sum(f.size_bytes for f in self.wanted)

    @property
    def cached_bytes(self) -> int:
        return sum(f.bytes_here for f in self.wanted_files)

    @property
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


class VariantRequired(Invalid):
    code = "variant_required"
    title = "Choose one variant"


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
    return _choose_needed(files, model_id)


def is_pickle(path: str) -> bool:
    """Whether a file can run code when it is loaded."""
    return PurePosixPath(path).suffix in {".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt"}


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
        needed = _choose_needed(files, model_id)
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


# Weights by the library that reads them. The first format present is taken, in this order.
_FORMATS: dict[str, re.Pattern[str]] = {
    "safetensors": re.compile(r".*\.safetensors(\.index\.json)?"),
    "PyTorch": re.compile(r"(pytorch_model|adapter_model|model)[^/]*\.bin(\.index\.json)?"),
    "GGUF": re.compile(r".*\.gguf"),
    "ONNX": re.compile(r".*\.(onnx|onnx_data|onnx\.data)"),
    "TensorFlow": re.compile(r".*\.(h5|h5\.index\.json|tflite|pb)|tf_model.*"),
    "Flax": re.compile(r".*\.(msgpack|msgpack\.index\.json)"),
    "Rust": re.compile(r".*\.ot"),
    "Core ML": re.compile(r".*\.(mlmodel|mlpackage)"),
    "pickled": re.compile(r".*\.(bin|pt|pth|ckpt|pkl|pickle)"),
}
_LOADABLE = ("safetensors", "PyTorch", "pickled")
_VARIANTS = ("GGUF", "ONNX")
# Folders that hold a second copy of the weights in another format.
_COPIES = {
    "onnx": "ONNX", "openvino": "OpenVINO", "original": "the original format", "coreml": "Core ML",
    "tflite": "TensorFlow Lite", "gguf": "GGUF", "flax": "Flax", "tensorrt": "TensorRT",
    "metal": "Metal",
}  # fmt: skip
_TRAINING = re.compile(
    r"(optimizer|scheduler|scaler|rng_state|training_args|trainer_state)[^/]*|"
    r"events\.out\.tfevents.*|global_step.*"
)
_COMPANIONS = {
    ".json", ".txt", ".model", ".py", ".md", ".jinja", ".yaml", ".yml", ".tiktoken", ".bpe",
    ".vocab", ".spm", ".tokenizer",
}  # fmt: skip
_PAPERS = re.compile(r"(LICEN[CS]E|NOTICE|COPYING|USE_POLICY|README)([._-].*)?", re.IGNORECASE)
_MODULE_FOLDER = re.compile(r"\d+_\w+")
_MAIN_SAFETENSORS = re.compile(r"(model|adapter_model)(-\d+-of-\d+)?\.safetensors(\.index\.json)?")
_SHARD = re.compile(r"-\d{5}-of-\d{5}")


def _format_of(name: str) -> str | None:
    for label, pattern in _FORMATS.items():
        if pattern.fullmatch(name):
            return label
    return None


def _choose_needed(files: Sequence[HubFile], model_id: str) -> tuple[Choice, ...]:
    reasons = {file.path: _reason_by_place(file.path) for file in files}
    open_files = [f for f in files if reasons[f.path] is None]
    by_folder: dict[str, list[HubFile]] = defaultdict(list)
    for file in open_files:
        if _format_of(PurePosixPath(file.path).name):
            by_folder[str(PurePosixPath(file.path).parent)].append(file)
    root_loads = any(
        _format_of(f.path) in _LOADABLE and is_weights(f.path) for f in by_folder.get(".", ())
    )
    for folder, weights in by_folder.items():
        if root_loads and folder != "." and not _MODULE_FOLDER.fullmatch(folder):
            reasons.update((f.path, "weights in a folder of their own") for f in weights)
        else:
            reasons.update(_one_format(weights))
    choices = tuple(Choice(f, reasons[f.path] is None, reasons[f.path]) for f in files)
    if not any(c.wanted and is_weights(c.file.path) for c in choices):
        return _choose_variant(choices, model_id)
    return choices


def is_weights(path: str) -> bool:
    return _format_of(PurePosixPath(path).name) is not None and not path.endswith(".json")


def _reason_by_place(path: str) -> str | None:
    """Why a file is left out, as far as its name and folder tell; None for all others."""
    *folders, name = path.split("/")
    for folder in folders:
        if copy := _COPIES.get(folder.lower()):
            return f"the same weights for {copy}"
    if any(folder.startswith((".", "checkpoint-")) for folder in folders):
        return "not needed to load the model"
    if _TRAINING.fullmatch(name):
        return "left from training"
    if _format_of(name) or _PAPERS.fullmatch(name):
        return None
    if PurePosixPath(name).suffix.lower() in _COMPANIONS:
        return None
    return "not needed to load the model"


def _one_format(weights: Sequence[HubFile]) -> dict[str, str | None]:
    """Among the weights of one folder: keep one format, give a reason for the others."""
    named = {f.path: PurePosixPath(f.path).name for f in weights}
    formats = {path: _format_of(name) for path, name in named.items()}
    kept = next((label for label in _LOADABLE if label in formats.values()), None)
    reasons: dict[str, str | None] = {}
    for path, label in formats.items():
        if label == kept:
            reasons[path] = None
        elif label in ("PyTorch", "pickled") and kept:
            reasons[path] = f"duplicate weights: {kept} is here"
        else:
            reasons[path] = f"the same weights for {label}"
    if kept == "safetensors":
        main = [
            p for p, n in named.items() if formats[p] == kept and _MAIN_SAFETENSORS.fullmatch(n)
        ]
        if any(not p.endswith(".json") for p in main):
            for path, label in formats.items():
                if label == kept and path not in main:
                    reasons[path] = "another copy of the weights"
            reasons.update(_single_beats_shards(named, main))
    return reasons


def _single_beats_shards(named: Mapping[str, str], main: Sequence[str]) -> dict[str, str | None]:
    """Where `model.safetensors` stands beside shards, transformers loads the single file."""
    if "model.safetensors" not in (named[p] for p in main):
        return {}
    return {
        p: "another copy of the weights"
        for p in main
        if named[p].startswith("model-") or named[p] == "model.safetensors.index.json"
    }


def _choose_variant(choices: Sequence[Choice], model_id: str) -> tuple[Choice, ...]:
    """GGUF or ONNX files and nothing else: take the one variant; several are asked about."""
    for label in _VARIANTS:
        variants: dict[str, list[HubFile]] = defaultdict(list)
        for choice in choices:
            if _format_of(PurePosixPath(choice.file.path).name) == label:
                stem = re.sub(r"\.onnx[._]data$", ".onnx", choice.file.path)
                variants[_SHARD.sub("*", stem)].append(choice.file)
        if len(variants) > 1:
            raise VariantRequired(
                f"{model_id} holds {len(variants)} {label} variants and nothing else. "
                "Choose one by including its files.",
                variants=[
                    {"include": name + "*", "size_bytes": sum(f.size_bytes for f in group)}
                    for name, group in sorted(variants.items())
                ],
            )
        if variants:
            taken = {f.path for group in variants.values() for f in group}
            return tuple(
                Choice(c.file, wanted=True) if c.file.path in taken else c for c in choices
            )
    return tuple(choices)
