"""How much memory a model needs: weights, KV cache, activations, runtime.

Each constant is explained, with its source and its error, in docs/memory.md.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from modelshelf.sizing.architecture import Architecture
from modelshelf.sizing.layers import LayerKind

MIB = 2**20


class Task(StrEnum):
    """What a model does, as far as memory is concerned.

    Attributes:
        ENCODE: Reads texts and gives vectors or scores.
        ENCODE_SPARSE: The same, with a score for each word of its vocabulary at every token.
        GENERATE: Writes, and keeps the keys and values of what it has read.
    """

    ENCODE = "encode"
    ENCODE_SPARSE = "encode_sparse"
    GENERATE = "generate"


class Precision(StrEnum):
    """What the weights are held as; `float16` stands for bfloat16 as well."""

    FLOAT32 = "float32"
    FLOAT16 = "float16"
    INT8 = "int8"
    INT4 = "int4"


# Quantised weights come in blocks with a scale of their own. Blocks of 32 with a scale in float16
# are llama.cpp's Q8_0 and Q4_0; blocks of 64 with one in float32 are NF4's: half a bit a weight in
# each case.
BITS = {Precision.FLOAT32: 32.0, Precision.FLOAT16: 16.0, Precision.INT8: 8.5, Precision.INT4: 4.5}

# Of the weights: buffers that are no parameters, the largest tensor while it is converted or
# copied, and what an allocator loses to rounding.
LOADING = 0.10

# A prompt is read in pieces of at most so many tokens, as vLLM and llama.cpp do. Programs that
# read it at once (transformers' `generate`) need the activations of the whole prompt.
PIECE_TOKENS = 2048

# What is left between tensors of different sizes, measured; see KEPT_BLOCK_BYTES.
GAPS = 1.75

# glibc gives blocks larger than this back to the system at once and keeps smaller ones for later.
KEPT_BLOCK_BYTES = 32 * MIB

# Interpreter, PyTorch and transformers with their libraries, in main memory. On an accelerator:
# its context and kernels.
RUNTIME_BYTES = 450 * MIB
ACCELERATOR_RUNTIME_BYTES = 600 * MIB


@dataclass(frozen=True, slots=True)
class Workload:
    """What a model is given at once.

    Attributes:
        batch: Texts, pairs or conversations side by side.
        tokens: Of each of them; for a model that writes, those it has read and written in all.
    """

    batch: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Need:
    """Memory in bytes, by what it is for.

    Attributes:
        kv_cache_bytes, activation_bytes: None where the architecture is not known well enough.
        runtime_bytes: Of the program in main memory, before it has loaded any model.
    """

    weights_bytes: int
    loading_bytes: int
    kv_cache_bytes: int | None
    activation_bytes: int | None
    runtime_bytes: int = RUNTIME_BYTES

    @property
    def model_bytes(self) -> int:
        """The model alone, whatever it is used for."""
        return self.weights_bytes + self.loading_bytes

    @property
    def own_bytes(self) -> int:
        """All but the runtime."""
        return self.model_bytes + (self.kv_cache_bytes or 0) + (self.activation_bytes or 0)

    @property
    def total_bytes(self) -> int:
        """In main memory, where the model runs there."""
        return self.own_bytes + self.runtime_bytes

    @property
    def accelerator_bytes(self) -> int:
        """On an accelerator, where the model runs there."""
        return self.own_bytes + ACCELERATOR_RUNTIME_BYTES


def need(
    parameters: int,
    precision: Precision,
    task: Task,
    architecture: Architecture,
    workload: Workload,
) -> Need:
    """What a model needs for some work.

    Args:
        parameters: Number of weights.
        precision: What they are held as. Quantised ones are computed with in 16 bits.
    """
    weights = weights_bytes(parameters, precision)
    number_bytes = 4 if precision is Precision.FLOAT32 else 2
    return Need(
        weights_bytes=weights,
        loading_bytes=math.ceil(weights * LOADING),
        kv_cache_bytes=(
            kv_cache_bytes(architecture, workload, number_bytes) if task is Task.GENERATE else 0
        ),
        activation_bytes=activation_bytes(architecture, workload, task, number_bytes),
    )


def weights_bytes(parameters: int, precision: Precision) -> int:
    return math.ceil(parameters * BITS[precision] / 8)


def kv_cache_bytes(architecture: Architecture, workload: Workload, number_bytes: int) -> int | None:
    """Keys and values of every token of every conversation, layer by layer; None where unknown.

    A layer with a window keeps the last tokens only; one of linear attention a state of fixed size,
    in 32 bits; the last layers of some models use those of earlier ones.
    """
    layers = architecture.layers
    if not layers:
        return None
    own = layers[: len(layers) - (architecture.shared_kv_layers or 0)]
    numbers_per_sequence = 0
    state_numbers = 0
    for kind in own:
        match kind:
            case LayerKind.FULL:
                per_token = _kept_per_token(architecture, full=True)
                tokens = workload.tokens
            case LayerKind.SLIDING:
                per_token = _kept_per_token(architecture, full=False)
                tokens = min(workload.tokens, architecture.sliding_window or workload.tokens)
            case LayerKind.LINEAR:
                state_numbers += architecture.state_size or 0
                continue
            case LayerKind.NONE:
                continue
        if per_token is None:
            return None
        numbers_per_sequence += per_token * tokens
    return workload.batch * (numbers_per_sequence * number_bytes + state_numbers * 4)


def _kept_per_token(architecture: Architecture, *, full: bool) -> int | None:
    """Numbers that one attention layer keeps of one token."""
    if architecture.latent_size:
        return architecture.latent_size
    heads, size = architecture.kv_heads, architecture.head_size
    if full:
        heads = architecture.global_kv_heads or heads
        size = architecture.global_head_size or size
    return 2 * heads * size if heads and size else None


def activation_bytes(
    architecture: Architecture, workload: Workload, task: Task, number_bytes: int
) -> int | None:
    """What is computed on the way, at the moment when it is most; None where it is not known.

    Tensors of up to `KEPT_BLOCK_BYTES` leave gaps among each other that are not given back.
    """
    hidden, width = architecture.hidden_size, _layer_width(architecture)
    if hidden is None or width is None:
        return None
    tokens = workload.batch * workload.tokens
    if task is Task.GENERATE:
        tokens = min(tokens, max(PIECE_TOKENS, workload.batch))
    kept_tokens = min(tokens, KEPT_BLOCK_BYTES // (hidden * number_bytes))
    layer = number_bytes * max(tokens * width, math.ceil(kept_tokens * width * GAPS))
    match task:
        case Task.ENCODE:
            return layer
        case Task.ENCODE_SPARSE:
            scores = _score_bytes(architecture, tokens, number_bytes)
            # By then the layers are done, and what they needed is free again.
            after = 3 * tokens * hidden * number_bytes
            return None if scores is None else max(layer, scores + after)
        case Task.GENERATE:
            return layer + workload.batch * (architecture.vocabulary_size or 0) * 4


def _layer_width(architecture: Architecture) -> int | None:
    """Numbers that a layer holds of one token when it holds most.

    In its feed-forward part that is the inner width before and after the activation function, and
    once more where a gate goes with it; in attention the queries, keys and values, each as wide as
    all heads, with what they are made from. Beside either the text itself.
    """
    hidden = architecture.hidden_size
    if hidden is None:
        return None
    inner = architecture.intermediate_size or 4 * hidden
    heads = (architecture.attention_heads or 0) * (architecture.head_size or 0) or hidden
    forward = (3 if architecture.gated else 2) * inner + 3 * hidden
    return max(forward, 6 * heads + 2 * hidden)


def _score_bytes(architecture: Architecture, tokens: int, number_bytes: int) -> int | None:
    """A sparse encoder's scores for each word of its vocabulary, for every token.

    They are there twice, before and after the activation function (SpladePooling of
    sentence-transformers): with 32 texts of 512 tokens many times the size of the weights.
    """
    vocabulary = architecture.vocabulary_size
    return None if vocabulary is None else 2 * tokens * vocabulary * number_bytes
