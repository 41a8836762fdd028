"""Run by itself, in a process of its own: loads one model and makes it work once.

Usage: python program.py, with one JSON object on standard input: `folder` (a snapshot), `task`
(`embedding`, `reranker`, `splade`, `llm`). It answers on standard output, one JSON object a line:

    {"event": "ready", "resident_bytes": N}          the libraries are there, the model is not
    {"event": "loaded", "seconds": S}
    {"event": "done", "seconds": S, "texts": N, "dimension": D or null, "finite": B, "sample": T}
    {"event": "failed", "reason": T}

It ends when standard input does: whoever started it is gone then. It imports nothing of the
product, and code from a model's repository is never run.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, TypeAlias

TEXTS = ["A cat sits on the mat.", "Modelshelf keeps models on a shelf.", "Der Himmel ist blau."]
NEW_TOKENS = 16

# The numbers that came out, the length of a vector, how many texts or tokens, and a sample.
Answer: TypeAlias = tuple[Any, int | None, int, str | None]
Run: TypeAlias = Callable[[], Answer]
Load: TypeAlias = Callable[[], Run]


def main() -> None:
    asked = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # What libraries print is no answer.

    def tell(**event: object) -> None:
        answers.write(json.dumps(event) + "\n")
        answers.flush()

    try:
        _try(asked["folder"], asked["task"], tell)
    except BaseException as error:
        tell(event="failed", reason=f"{type(error).__name__}: {error}"[:1000])
        os._exit(1)


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(1)


def _try(folder: str, task: str, tell: Callable[..., None]) -> None:
    import torch

    work = {"llm": _llm, "reranker": _reranker, "splade": _splade}.get(task, _embedding)
    load = work(folder)
    tell(event="ready", resident_bytes=_resident_bytes())
    started = time.perf_counter()
    run = load()
    tell(event="loaded", seconds=time.perf_counter() - started)
    started = time.perf_counter()
    with torch.inference_mode():
        numbers, dimension, texts, sample = run()
    tell(
        event="done",
        seconds=time.perf_counter() - started,
        texts=texts,
        dimension=dimension,
        finite=bool(torch.isfinite(torch.as_tensor(numbers).float()).all()),
        sample=sample,
    )


def _embedding(folder: str) -> Load:
    from sentence_transformers import SentenceTransformer

    def load() -> Run:
        model = SentenceTransformer(folder, trust_remote_code=False, device="cpu")

        def run() -> Answer:
            vectors = model.encode(TEXTS, convert_to_tensor=True, show_progress_bar=False)
            return vectors, int(vectors.shape[1]), len(TEXTS), None

        return run

    return load


def _splade(folder: str) -> Load:
    from sentence_transformers import SparseEncoder

    def load() -> Run:
        model = SparseEncoder(folder, trust_remote_code=False, device="cpu")

        def run() -> Answer:
            vectors = model.encode(
                TEXTS, convert_to_tensor=True, show_progress_bar=False
            ).to_dense()
            return vectors, int(vectors.shape[1]), len(TEXTS), None

        return run

    return load


def _reranker(folder: str) -> Load:
    from sentence_transformers import CrossEncoder

    def load() -> Run:
        model = CrossEncoder(folder, trust_remote_code=False, device="cpu")

        def run() -> Answer:
            pairs = [("Where does the cat sit?", text) for text in TEXTS]
            scores = model.predict(pairs, convert_to_tensor=True, show_progress_bar=False)
            return scores, None, len(pairs), None

        return run

    return load


def _llm(folder: str) -> Load:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    def load() -> Run:
        tokenizer = AutoTokenizer.from_pretrained(folder, trust_remote_code=False)
        model = AutoModelForCausalLM.from_pretrained(
            folder, trust_remote_code=False, use_safetensors=True, dtype="auto"
        )

        def run() -> Answer:
            inputs = tokenizer(["The capital of France is"], return_tensors="pt")
            last = model(**inputs).logits[:, -1]
            written = model.generate(**inputs, max_new_tokens=NEW_TOKENS, do_sample=False)
            new = written[0, inputs["input_ids"].shape[1] :]
            return last, None, len(new), tokenizer.decode(new, skip_special_tokens=True)

        return run

    return load


def _resident_bytes() -> int:
    import psutil

    return int(psutil.Process().memory_info().rss)


if __name__ == "__main__":
    main()
