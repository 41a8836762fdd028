"""What a model's weights need in memory, from the number of its parameters."""

import math
from dataclasses import dataclass

MIB = 1024**2

# Weights are not all that a model takes. One short batch's activations, the tensors of a layer
# that are converted or copied while it loads, and what an allocator loses to fragments come to
# about a tenth of the weights. Not in it: the runtime itself (interpreter, CUDA context), which
# every process pays once, and an LLM's KV cache, which grows with the context that is used.
OVERHEAD = 1.10


@dataclass(frozen=True, slots=True)
class MemoryMb:
    """Whole MiB per precision, rounded up."""

    float32: int
    float16: int
    int8: int
    int4: int


def memory_mb(parameters: int | None) -> MemoryMb | None:
    """Parameters × bytes per weight (4, 2, 1, 0.5) × OVERHEAD; None when their number is unknown.

    `float16` stands for bfloat16 as well.
    """
    if parameters is None:
        return None

    def need(bytes_per_weight: float) -> int:
        return math.ceil(parameters * bytes_per_weight * OVERHEAD / MIB)

    return MemoryMb(float32=need(4), float16=need(2), int8=need(1), int4=need(0.5))
