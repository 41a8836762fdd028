"""How much memory a model needs, computed by hand beside the formula."""

from dataclasses import replace

import pytest

from modelshelf.sizing.architecture import NOTHING_KNOWN, Architecture
from modelshelf.sizing.fit import Fit, best, fit
from modelshelf.sizing.formula import (
    MIB,
    Precision,
    Task,
    Workload,
    activation_bytes,
    kv_cache_bytes,
    need,
)
from modelshelf.sizing.layers import LayerKind

GIB = 2**30
FULL, SLIDING, LINEAR, NONE = LayerKind
QWEN3 = Architecture(
    hidden_size=1024,
    kv_heads=8,
    head_size=128,
    intermediate_size=3072,
    vocabulary_size=151936,
    layers=(FULL,) * 28,
)


def test_weights_have_blocks_and_a_tenth_for_loading() -> None:
    idle = (Task.ENCODE, NOTHING_KNOWN, Workload(1, 1))
    in_mib = [round(need(2**30, precision, *idle).model_bytes / MIB) for precision in Precision]
    # 4096, 2048, 1088 (a sixteenth of scales) and 576 (an eighth), and a tenth more.
    assert in_mib == [4506, 2253, 1197, 634]


def test_every_token_is_kept_in_every_layer() -> None:
    # 2 (keys, values) x 28 layers x 8 heads x 128 numbers x 2 bytes = 112 KiB a token.
    assert kv_cache_bytes(QWEN3, Workload(1, 1), 2) == 112 * 1024
    assert kv_cache_bytes(QWEN3, Workload(3, 1000), 2) == 3 * 1000 * 112 * 1024


def test_windows_states_and_shared_layers_save_memory() -> None:
    built = replace(QWEN3, layers=(FULL, SLIDING, LINEAR, NONE), sliding_window=100, state_size=50)
    a_token = 2 * 8 * 128 * 2

    assert kv_cache_bytes(built, Workload(1, 1000), 2) == a_token * 1100 + 50 * 4
    assert kv_cache_bytes(built, Workload(1, 60), 2) == a_token * 120 + 50 * 4
    shared = replace(built, shared_kv_layers=3)
    assert kv_cache_bytes(shared, Workload(1, 1000), 2) == a_token * 1000
    wider = replace(built, global_kv_heads=4, global_head_size=512)
    assert (
        kv_cache_bytes(wider, Workload(1, 1000), 2) == (2 * 4 * 512 * 1000 + 2048 * 100) * 2 + 200
    )


def test_latent_attention_keeps_one_vector() -> None:
    built = Architecture(latent_size=576, layers=(FULL,) * 61)
    assert kv_cache_bytes(built, Workload(1, 1024), 2) == 61 * 576 * 1024 * 2


def test_sparse_scores_are_most_of_it() -> None:
    bert = Architecture(hidden_size=768, intermediate_size=3072, vocabulary_size=30522)
    dense = activation_bytes(bert, Workload(32, 512), Task.ENCODE, 4)
    sparse = activation_bytes(bert, Workload(32, 512), Task.ENCODE_SPARSE, 4)

    assert dense is not None and sparse is not None
    assert dense < 0.7 * GIB
    # 32 x 512 x 30522 numbers of 4 bytes, twice, are 3.7 GiB.
    assert 3.7 * GIB < sparse < 4.1 * GIB


def test_more_work_never_needs_less() -> None:
    sizes = [activation_bytes(QWEN3, Workload(b, 512), Task.ENCODE, 2) for b in range(1, 200)]
    known = [size for size in sizes if size is not None]
    assert known == sorted(known)
    assert len(known) == len(sizes)


def test_a_long_prompt_is_read_in_pieces() -> None:
    short = activation_bytes(QWEN3, Workload(1, 2048), Task.GENERATE, 2)
    long = activation_bytes(QWEN3, Workload(1, 32768), Task.GENERATE, 2)
    assert short == long


def test_what_is_not_known_is_left_out_and_said() -> None:
    unknown = need(10**9, Precision.FLOAT16, Task.GENERATE, NOTHING_KNOWN, Workload(1, 4096))
    known = need(10**9, Precision.FLOAT16, Task.GENERATE, QWEN3, Workload(1, 4096))

    assert unknown.activation_bytes is None and known.activation_bytes is not None
    assert unknown.total_bytes == unknown.model_bytes + unknown.runtime_bytes < known.total_bytes
    assert need(10**6, Precision.INT8, Task.ENCODE, QWEN3, Workload(1, 1)).kv_cache_bytes == 0


@pytest.mark.parametrize(
    ("need_gib", "free_gib", "total_gib", "verdict"),
    [
        (9.0, 10, 16, Fit.FITS),
        (9.1, 10, 16, Fit.TIGHT),  # The last tenth of what is free.
        (14.0, 10, 16, Fit.TIGHT),  # If others give way.
        (15.0, 10, 16, Fit.NO),  # The last tenth of all belongs to the system.
        (0.4, 0.1, 0.8, Fit.NO),  # Half a GiB does in any case.
        (15.9, 16, 16, Fit.TIGHT),
        (17.0, 16, 16, Fit.NO),
        (1.0, 0, 0, Fit.NO),
    ],
)
def test_margins(need_gib: float, free_gib: float, total_gib: float, verdict: Fit) -> None:
    sizes = [round(size * GIB) for size in (need_gib, free_gib, total_gib)]
    assert fit(*sizes) is verdict


def test_one_good_place_is_enough() -> None:
    assert best([Fit.NO, Fit.TIGHT]) is Fit.TIGHT
    assert best([Fit.TIGHT, Fit.FITS, Fit.NO]) is Fit.FITS
