"""What the demo's Hub holds, and the token that opens its gated model."""

from tests.hub.content import Pattern
from tests.hub.listed import add_listed
from tests.hub.minilm import add_minilm
from tests.hub.repository import LocalHub
from tests.hub.stand_ins import add_stand_ins

DEMO_TOKEN = "hf_demo_token_of_the_local_hub"
GATED_MODEL = "demo/gated-model"
GGUF_MODEL = "demo/gguf-variants"

_GGUF_README = """\
---
{"license": "mit", "pipeline_tag": "text-generation", "tags": ["gguf"]}
---

# A repository with GGUF files only

Generated content of the local Hub that comes with the tests and the demo.
"""


def demo_hub() -> LocalHub:
    """The real all-MiniLM-L6-v2, small stand-ins for all other models of Modelshelf's list, a gated
    model, and GGUF files.

    Raises:
        ModelPackageMissing: The package that carries the real model is not installed.
    """
    hub = LocalHub()
    add_minilm(hub)
    add_stand_ins(hub)
    add_listed(hub)
    variants = {"Q4_K_M": 3_000_000, "Q8_0": 6_000_000}
    hub.add(
        GGUF_MODEL,
        {"README.md": _GGUF_README}
        | {
            f"demo-{name}.gguf": Pattern(size_bytes, seed)
            for seed, (name, size_bytes) in enumerate(variants.items(), start=20)
        },
    )
    hub.give_token(DEMO_TOKEN, may_read=[GATED_MODEL])
    hub.give_token(DEMO_TOKEN + "_without_access", name="bob")
    return hub
