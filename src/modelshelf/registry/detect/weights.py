"""The weights: how they are built, how many there are, how they are stored."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from modelshelf.registry.detect.facts import Confidence, Evidence, Finding
from modelshelf.registry.detect.sources import Sources, shown

_SAFE = "safetensors"
_FORMATS = {
    ".safetensors": _SAFE, ".gguf": "gguf", ".onnx": "onnx", ".bin": "pytorch", ".pt": "pytorch",
    ".pth": "pytorch", ".ckpt": "pytorch", ".h5": "tensorflow", ".msgpack": "flax", ".ot": "rust",
}  # fmt: skip
_NOT_WEIGHTS = ("training_args.bin", "optimizer.pt", "scheduler.pt", "rng_state.pth", "scaler.pt")
_FEW = 0.01
# Stored as plain numbers: what a weight is.
PLAIN_DTYPES = {
    "F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16",
    "F8_E4M3": "float8", "F8_E5M2": "float8",
}  # fmt: skip


def weight_facts(sources: Sources) -> Iterator[tuple[str, Finding]]:
    """Architecture, number and storage of the weights, the formats at hand."""
    if sources.architectures():
        value = sources.architectures()[0]
        yield "architecture", Finding(value, Confidence.CERTAIN, (sources.architecture_evidence(),))
    elif sources.told is not None and sources.told.gguf and sources.told.gguf.architecture:
        name = sources.told.gguf.architecture
        evidence = Evidence("Hub", "gguf.architecture", name)
        yield "architecture", Finding(name, Confidence.CERTAIN, (evidence,))
    yield from _count(sources)
    yield from _quantization(sources)
    if formats := _formats(sources):
        evidence = Evidence("file names", "", ", ".join(formats))
        yield "formats", Finding(formats, Confidence.CERTAIN, (evidence,))


def _count(sources: Sources) -> Iterator[tuple[str, Finding]]:
    counts, evidence = sources.parameters()
    if counts:
        if (total := total_parameters(counts)) is not None:
            yield "parameters", Finding(total, Confidence.CERTAIN, (evidence,))
        main = max(counts, key=lambda dtype: counts[dtype])
        name = PLAIN_DTYPES.get(main, main.lower())
        yield "dtype", Finding(name, Confidence.CERTAIN, (evidence,), _mixed(counts))
        return
    gguf = sources.told.gguf if sources.told else None
    if gguf is not None and gguf.parameters:
        told = Evidence("Hub", "gguf.total", f"{gguf.parameters:,}")
        yield "parameters", Finding(gguf.parameters, Confidence.CERTAIN, (told,))
        return
    stored = sources.field("config.json", "dtype", "torch_dtype")
    if stored is not None and isinstance(stored.value, str):
        yield "dtype", stored.likely("What it was saved with; the weights were not looked at.")


def total_parameters(counts: Mapping[str, int]) -> int | None:
    """Number of weights; None where packed integers (GPTQ, AWQ) hold several in one.

    A few plain integers beside many weights are no packing, but positions that were stored along;
    the Hub counts them in.
    """
    total = sum(counts.values())
    weights = sum(count for dtype, count in counts.items() if dtype in PLAIN_DTYPES)
    return total if total and total - weights <= total * _FEW else None


def _mixed(counts: Mapping[str, int]) -> str | None:
    if len(counts) == 1:
        return None
    parts = ", ".join(f"{n:,} {PLAIN_DTYPES.get(d, d)}" for d, n in counts.items())
    return f"Several are mixed: {parts}."


def _quantization(sources: Sources) -> Iterator[tuple[str, Finding]]:
    settings = sources.object("config.json").get("quantization_config")
    method = settings.get("quant_method") if isinstance(settings, dict) else None
    if isinstance(method, str):
        evidence = Evidence("config.json", "quantization_config.quant_method", shown(method))
        yield "quantization", Finding(method, Confidence.CERTAIN, (evidence,))
    elif sources.config.quantization:
        value = sources.config.quantization
        evidence = Evidence("Hub", "config.quantization_config", shown(value))
        yield "quantization", Finding(value, Confidence.CERTAIN, (evidence,))


def _formats(sources: Sources) -> list[str]:
    names = (PurePosixPath(path) for path in sources.paths)
    found = {_FORMATS.get(name.suffix) for name in names if name.name not in _NOT_WEIGHTS}
    # The safe one first, then by name.
    return sorted((f for f in found if f is not None), key=lambda f: (f != _SAFE, f))
