"""The number of weights of a model that nobody has counted, by the size of its files."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from modelshelf.hub.door import HubFile
from modelshelf.hub.needed import VariantRequired, is_pickle, is_weights
from modelshelf.hub.plan import choose

_BYTES = {"float32": 4, "float16": 2, "bfloat16": 2}
# As exporters name what they have not made smaller; its tensors may lie in a file beside it.
_WHOLE_ONNX = ("model.onnx", "model.onnx_data", "model.onnx.data")


def parameters_by_size(sizes: Mapping[str, int], config: Mapping[str, Any]) -> int | None:
    """About how many weights there are; None where nothing tells.

    Pickled weights of PyTorch are the plain numbers one after the other, with less than a hundredth
    around them. Configurations say what they were saved as, or nothing where that is float32.

    Args:
        sizes: Bytes of each file by its path.
        config: Of its `config.json`.
    """
    if "quantization_config" in config or "adapter_config.json" in sizes:
        return None
    stored = config.get("dtype") or config.get("torch_dtype") or "float32"
    number_bytes = _BYTES.get(stored) if isinstance(stored, str) else None
    if number_bytes is None:
        return None
    pickled = sum(sizes[path] for path in _loaded(sizes) if is_pickle(path))
    if pickled:
        return pickled // number_bytes
    whole = sum(size for path, size in sizes.items() if PurePosixPath(path).name in _WHOLE_ONNX)
    return whole // _BYTES["float32"] or None


def _loaded(sizes: Mapping[str, int]) -> list[str]:
    files = [HubFile(path, size, "") for path, size in sizes.items()]
    try:
        wanted = (choice.file.path for choice in choose(files, "needed") if choice.wanted)
    except VariantRequired:
        return []
    return [path for path in wanted if is_weights(path)]
