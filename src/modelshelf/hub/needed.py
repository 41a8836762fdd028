"""Which files of a repository loading needs, and why each of the others is left out.

A repository often holds the same weights several times over, in formats for different libraries.
What is needed is one of them and what goes with it: configuration, tokenizer, the folders of
sentence-transformers modules, licence and README.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from modelshelf.hub.door import HubFile
from modelshelf.kit.errors import Invalid


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether one file is wanted; `reason` says why not."""

    file: HubFile
    wanted: bool
    reason: str | None = None


class VariantRequired(Invalid):
    code = "variant_required"
    title = "Choose one variant"


# Weights by the library that reads them. The first format present is taken, in this order.
_FORMATS = {
    "safetensors": r".*\.safetensors(?:\.index\.json)?",
    "PyTorch": r"(?:pytorch_model|adapter_model|model)[^/]*\.bin(?:\.index\.json)?",
    "GGUF": r".*\.gguf",
    "ONNX": r".*\.(?:onnx|onnx_data|onnx\.data)",
    "TensorFlow": r".*\.(?:h5|h5\.index\.json|tflite|pb)|tf_model.*",
    "Flax": r".*\.(?:msgpack|msgpack\.index\.json)",
    "Rust": r".*\.ot",
    "Core ML": r".*\.(?:mlmodel|mlpackage)",
    "pickled": r".*\.(?:bin|pt|pth|ckpt|pkl|pickle)",
}
# One expression, each format a group of it: a repository may have a hundred thousand files.
_ANY_FORMAT = re.compile("|".join(f"({pattern})" for pattern in _FORMATS.values()))
_LABELS = tuple(_FORMATS)
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
    found = _ANY_FORMAT.fullmatch(name)
    return _LABELS[found.lastindex - 1] if found is not None and found.lastindex else None


def _split(path: str) -> tuple[str, str]:
    """Folder and name; the folder of what lies at the top is empty."""
    folder, _, name = path.rpartition("/")
    return folder, name


def _suffix(name: str) -> str:
    """As `PurePath.suffix`, which takes ten times as long."""
    at = name.rfind(".")
    return name[at:] if 0 < at < len(name) - 1 else ""


def choose_needed(files: Sequence[HubFile], model_id: str) -> tuple[Choice, ...]:
    """Say of each file whether loading needs it. Raises: VariantRequired."""
    reasons = {file.path: _reason_by_place(file.path) for file in files}
    open_files = [f for f in files if reasons[f.path] is None]
    by_folder: dict[str, list[HubFile]] = defaultdict(list)
    for file in open_files:
        folder, name = _split(file.path)
        if _format_of(name):
            by_folder[folder].append(file)
    root_loads = any(
        _format_of(f.path) in _LOADABLE and is_weights(f.path) for f in by_folder.get("", ())
    )
    for folder, weights in by_folder.items():
        if root_loads and folder and not _MODULE_FOLDER.fullmatch(folder):
            reasons.update((f.path, "weights in a folder of their own") for f in weights)
        else:
            reasons.update(_one_format(weights))
    choices = tuple(Choice(f, reasons[f.path] is None, reasons[f.path]) for f in files)
    if not any(c.wanted and is_weights(c.file.path) for c in choices):
        return _choose_variant(choices, model_id)
    return choices


def is_pickle(path: str) -> bool:
    """Whether a file can run code when it is loaded."""
    return _suffix(_split(path)[1]) in {".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt"}


def is_weights(path: str) -> bool:
    return not path.endswith(".json") and _format_of(_split(path)[1]) is not None


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
    if _suffix(name).lower() in _COMPANIONS:
        return None
    return "not needed to load the model"


def _one_format(weights: Sequence[HubFile]) -> dict[str, str | None]:
    """Among the weights of one folder: keep one format, give a reason for the others."""
    named = {f.path: _split(f.path)[1] for f in weights}
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
        # Nobody says how many there are.
        main = {
            p for p, n in named.items() if formats[p] == kept and _MAIN_SAFETENSORS.fullmatch(n)
        }
        if any(not p.endswith(".json") for p in main):
            for path, label in formats.items():
                if label == kept and path not in main:
                    reasons[path] = "another copy of the weights"
            reasons.update(_single_beats_shards(named, main))
    return reasons


def _single_beats_shards(named: Mapping[str, str], main: Set[str]) -> dict[str, str | None]:
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
            if _format_of(_split(choice.file.path)[1]) == label:
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
