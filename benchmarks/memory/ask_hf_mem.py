"""Run in hf-mem's own environment: its estimate for models of another Hub than the public one.

Usage: python ask_hf_mem.py HUB_URL CONTEXT MODEL [MODEL …]. hf-mem has the public Hub's address
written into it; its requests are sent on to the given one. Prints one JSON object a line.
"""

import json
import sys
import warnings

import httpx2

PUBLIC = "https://huggingface.co"


def main() -> None:
    hub, context, *models = sys.argv[1:]
    warnings.simplefilter("ignore")

    class Redirected(httpx2.AsyncClient):
        async def get(self, url, **options):  # type: ignore[no-untyped-def] # as in the base class
            return await super().get(str(url).replace(PUBLIC, hub), **options)

    httpx2.AsyncClient = Redirected  # type: ignore[misc] # its own client is to ask our Hub
    from hf_mem.run import run  # noqa: PLC0415 (after the line above)

    for model in models:
        try:
            found = run(model_id=model, experimental=True, max_model_len=int(context))
            told = {"weights_bytes": found.memory, "kv_cache_bytes": found.kv_cache}
        except Exception as error:  # What it cannot do is a result, too.
            told = {"failed": f"{type(error).__name__}: {error}"[:300]}
        print(json.dumps({"model": model, **told}), flush=True)


if __name__ == "__main__":
    main()
