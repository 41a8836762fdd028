"""Our estimates beside hf-mem's and accelerate's, for the same repositories of a local Hub.

    python -m benchmarks.memory.beside [--hf-mem PYTHON] [--accelerate PYTHON]

Installs both into environments of its own that are thrown away, unless it is told of some. Writes
`benchmarks/results/memory.md`. Nothing is loaded: all three read configurations and headers.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.memory.models import MODELS, Made, hub_of
from modelshelf.sizing.architecture import read_architecture
from modelshelf.sizing.formula import (
    Precision,
    Workload,
    kv_cache_bytes,
    weights_bytes,
)
from tests.hub.server import running_hub

HERE = Path(__file__).parent
RESULT = HERE.parent / "results" / "memory.md"
CONTEXT = 4096
PEERS = {"hf-mem": ["hf-mem==0.5.6"], "accelerate": ["accelerate==1.15.0", "transformers==5.24.0",
         "torch==2.13.0"]}  # fmt: skip
MIB = 2**20
HEAD = f"""\
# Memory: our estimate beside hf-mem 0.5.6 and accelerate 1.15.0

Written by `python -m benchmarks.memory.beside`. All three are asked about the same repositories of
a local Hub, which have the true configurations and tensors of the true shapes; nothing is loaded.
MiB; in brackets how far off the true size each is. KV cache: {CONTEXT:,} tokens in 16 bits.

"""


def main() -> None:
    asked = _parser().parse_args()
    with ExitStack() as stack, running_hub(hub_of(MODELS)) as hub:
        pythons = {
            name: Path(given) if given else _install(stack, PEERS[name])
            for name, given in (("hf-mem", asked.hf_mem), ("accelerate", asked.accelerate))
        }
        names = [model.id for model in MODELS]
        told = {
            "hf-mem": _ask(pythons["hf-mem"], "ask_hf_mem.py", hub.url, str(CONTEXT), *names),
            "accelerate": _ask(pythons["accelerate"], "ask_accelerate.py", *names, hub=hub.url),
        }
    text = HEAD + "\n".join(_page(told)) + "\n"
    RESULT.write_text(text)
    print(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory.beside")
    parser.add_argument("--hf-mem", help="a Python that has hf-mem")
    parser.add_argument("--accelerate", help="a Python that has accelerate and transformers")
    return parser


def _install(stack: ExitStack, packages: Sequence[str]) -> Path:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="peer-")))
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)
    return python


def _ask(python: Path, program: str, *arguments: str, hub: str | None = None) -> dict[str, Any]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("HF_", "PYTHONPATH"))}
    with tempfile.TemporaryDirectory(prefix="hub-cache-") as home:
        environment |= {"HF_HOME": home, "HF_ENDPOINT": hub or ""}
        if hub is None:
            del environment["HF_ENDPOINT"]
        done = subprocess.run(
            [python, HERE / program, *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if not rows:
        print(done.stderr[-2000:], file=sys.stderr)
    return {row["model"]: row for row in rows}


def _page(told: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    yield "| model | part | true | ours | hf-mem | accelerate |"
    yield "|---|---|---|---|---|---|"
    failures = []
    for model in MODELS:
        theirs = {name: rows.get(model.id, {"failed": "no answer"}) for name, rows in told.items()}
        failures += [
            f"- {name} on {model.id}: {row['failed']}"
            for name, row in theirs.items()
            if "failed" in row
        ]
        yield from _rows(model, theirs["hf-mem"], theirs["accelerate"])
    yield ""
    yield "Ours are the weights alone; the tenth for loading that we add is not in this table."
    if failures:
        yield "\nWhat they could not tell:\n"
        yield from failures


def _rows(model: Made, hf_mem: Mapping[str, Any], accelerate: Mapping[str, Any]) -> Iterator[str]:
    """The stored size and, where it writes, the KV cache; then what each says of other sizes."""
    stored = model.stored_bytes
    precision = Precision.FLOAT32 if model.dtype == "F32" else Precision.FLOAT16
    yield _row(
        model.id,
        f"weights as stored ({model.dtype})",
        stored,
        weights_bytes(model.parameters, precision),
        hf_mem.get("weights_bytes"),
        accelerate.get(precision.value),
    )
    for other in (Precision.INT8, Precision.INT4):
        yield _row(
            model.id,
            f"weights in {other.value}, blocks of 32 (no true size)",
            None,
            weights_bytes(model.parameters, other),
            None,
            accelerate.get(other.value),
        )
    if model.kv_bytes_per_token:
        built = read_architecture(model.config)
        yield _row(
            model.id,
            "KV cache",
            model.kv_bytes_per_token * CONTEXT,
            kv_cache_bytes(built, Workload(1, CONTEXT), 2),
            hf_mem.get("kv_cache_bytes"),
            None,
        )


def _row(model: str, part: str, true: int | None, *said: int | None) -> str:
    cells = [model, part, f"{true / MIB:,.1f}" if true else "–"]
    for size_bytes in said:
        if size_bytes is None:
            cells.append("–")
        elif true is None:
            cells.append(f"{size_bytes / MIB:,.1f}")
        else:
            off = 100 * (size_bytes - true) / true
            cells.append(f"{size_bytes / MIB:,.1f} ({off:+.1f} %)")
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
