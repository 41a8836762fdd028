"""What people paste where a model's name is wanted."""

import pytest

from modelshelf.hub.errors import InvalidModelId, InvalidRevision
from modelshelf.hub.reference import Reference, page_at_hub, read_reference

OWN = "http://hub.intranet:8080/mirror"
SHA = "c9745ed1d9f207416be6d2e6f8de32d1f16199bf"


@pytest.mark.parametrize(
    ("pasted", "model_id", "revision"),
    [
        ("org/name", "org/name", None),
        ("  org/name\n", "org/name", None),
        ('"org/name"', "org/name", None),
        ("`org/name`,", "org/name", None),
        ("org/name/", "org/name", None),
        ("gpt2", "gpt2", None),
        ("org/name@v1.0", "org/name", "v1.0"),
        (f"gpt2@{SHA}", "gpt2", SHA),
        ("org/name@refs/pr/4", "org/name", "refs/pr/4"),
        ("https://huggingface.co/org/name", "org/name", None),
        ("https://huggingface.co/org/name/", "org/name", None),
        ("https://www.huggingface.co/org/name?library=transformers", "org/name", None),
        ("https://huggingface.co/org/name#usage", "org/name", None),
        ("https://huggingface.co/gpt2", "gpt2", None),
        ("https://huggingface.co/gpt2/tree/main", "gpt2", "main"),
        ("https://huggingface.co/org/name/tree/main", "org/name", "main"),
        ("https://huggingface.co/org/name/tree/main/onnx", "org/name", "main"),
        ("https://huggingface.co/org/name/tree/refs%2Fpr%2F4", "org/name", "refs/pr/4"),
        (f"https://huggingface.co/org/name/blob/{SHA}/config.json#L3", "org/name", SHA),
        ("https://huggingface.co/org/name/resolve/v2/m.gguf?download=true", "org/name", "v2"),
        ("https://huggingface.co/org/name/raw/main/config.json", "org/name", "main"),
        (f"https://huggingface.co/org/name/commit/{SHA}", "org/name", SHA),
        ("https://huggingface.co/org/name/commits/main", "org/name", "main"),
        ("https://huggingface.co/org/name/discussions/3", "org/name", None),
        ("https://huggingface.co/org/name/tree", "org/name", None),
        ("https://huggingface.co/models/org/name", "org/name", None),
        ("https://huggingface.co/api/models/org/name", "org/name", None),
        ("https://huggingface.co/org/name.git", "org/name", None),
        ("https://hf.co/org/name", "org/name", None),
        ("hf.co/org/name", "org/name", None),
        ("huggingface.co/org/name/tree/main", "org/name", "main"),
        ("<https://hf.co/org/name>", "org/name", None),
        ("hf://org/name", "org/name", None),
        ("hf://org/name@dev", "org/name", "dev"),
        (f"{OWN}/org/name/tree/main", "org/name", "main"),
        ("hf download org/name", "org/name", None),
        ("$ hf download org/name config.json --revision v1", "org/name", "v1"),
        ("hf download --revision=v1 org/name", "org/name", "v1"),
        ("hf download --cache-dir /data org/name", "org/name", None),
        ('hf download org/name --include "*.gguf"', "org/name", None),
        ("huggingface-cli download org/name", "org/name", None),
        ("git clone https://huggingface.co/org/name", "org/name", None),
        ("git clone -b dev https://huggingface.co/org/name.git here", "org/name", "dev"),
        ("git lfs clone https://hf.co/org/name", "org/name", None),
        ("git clone git@hf.co:org/name", "org/name", None),
        ("modelshelf pull org/name --revision v1", "org/name", "v1"),
        ("vllm serve org/name --port 8000", "org/name", None),
        # An organisation may be called so.
        ("models/org", "models/org", None),
        ("tree/name", "tree/name", None),
    ],
)
def test_a_model_is_found_in_what_was_pasted(
    pasted: str, model_id: str, revision: str | None
) -> None:
    assert read_reference(pasted, OWN) == Reference(model_id, revision)


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("https://huggingface.co/datasets/org/data", "a dataset"),
        ("https://huggingface.co/datasets/org/data/tree/main", "a dataset"),
        ("datasets/org/data", "a dataset"),
        ("hf://datasets/org/data", "a dataset"),
        ("hf download org/data --repo-type dataset", "a dataset"),
        ("https://huggingface.co/spaces/org/app", "a Space"),
        ("hf download --repo-type=space org/app", "a Space"),
        ("https://huggingface.co/collections/org/some-1", "not the page of a model"),
        ("https://huggingface.co/papers/2401.0001", "not the page of a model"),
        ("https://example.org/org/name", "neither the Hub that is used here"),
        ("https://huggingface.co", "cannot be a model id"),
        ("ftp://huggingface.co/org/name", "cannot be a model id"),
        ("https://[/org/name", "cannot be a model id"),
        ("org/name/config.json", "cannot be a model id"),
        ("two words", "cannot be a model id"),
        ("hf download", "cannot be a model id"),
        ("org/na me", "cannot be a model id"),
        ("../etc/passwd", "cannot be a model id"),
        ("org/..", "cannot be a model id"),
        ("@main", "cannot be a model id"),
        ("   ", "cannot be a model id"),
        ("", "cannot be a model id"),
    ],
)
def test_what_is_no_model_is_refused_with_a_clear_word(pasted: str, said: str) -> None:
    with pytest.raises(InvalidModelId) as refused:
        read_reference(pasted, OWN)
    assert said in refused.value.detail


@pytest.mark.parametrize("pasted", ["org/name@../up", "hf download org/name --revision=a//b"])
def test_a_revision_that_cannot_be_one_is_refused(pasted: str) -> None:
    with pytest.raises(InvalidRevision):
        read_reference(pasted, OWN)


def test_the_page_of_a_model_is_where_the_hub_has_it() -> None:
    assert page_at_hub("http://hub/mirror/", "org/name") == "http://hub/mirror/org/name"
