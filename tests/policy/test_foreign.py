"""Classes from elsewhere are found wherever sentence-transformers would find them, by everybody."""

import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from modelshelf.downloads.foreign import with_foreign_classes
from modelshelf.hub.remote import RemoteHub
from modelshelf.policy.foreign import MOST_BYTES, asked_for, follow
from modelshelf.policy.risks import code_in
from modelshelf.registry.inspection import Inspector
from modelshelf.trial.errors import ForeignCode
from modelshelf.trial.modules import refuse_foreign_code
from tests.hub import LocalHub, running_hub

Files = Mapping[str, Any]

ROUTER = "sentence_transformers.base.modules.router.Router"
ASYM = "sentence_transformers.models.Asym"
PART = "sentence_transformers.models.Pooling"
ODD = "shop.layers.Odd"


def modules(*parts: tuple[str, str]) -> list[dict[str, object]]:
    return [
        {"idx": place, "name": str(place), "path": path, "type": kind}
        for place, (path, kind) in enumerate(parts)
    ]


def types(**of: str) -> dict[str, object]:
    return {"types": of, "structure": {}, "parameters": {}}


HARMLESS: dict[str, Files] = {
    "no modules at all": {"config.json": {"types": {"a": ODD}}},
    "parts of the library": {"modules.json": modules(("", PART), ("1_Pooling", PART))},
    "a configuration that is no Router's": {
        "modules.json": modules(("0_Part", PART)), "0_Part/config.json": types(a=ODD),
    },
    "a Router that has its own file": {
        "modules.json": modules(("0_Router", ROUTER)),
        "0_Router/router_config.json": types(a=PART), "0_Router/config.json": types(a=ODD),
    },
    "a Router that names itself": {
        "modules.json": modules(("", ROUTER)), "config.json": {"types": {"": ROUTER, ".": ROUTER}},
    },
    "Routers that name each other": {
        "modules.json": modules(("a", ROUTER)),
        "a/router_config.json": types(b=ROUTER), "a/b/config.json": {"types": {"../../a": ROUTER}},
    },
    "numbers and nothing where parts should be": {
        "modules.json": {"types": 7}, "router_config.json": {"types": None},
    },
}  # fmt: skip

ELSEWHERE: dict[str, tuple[Files, str]] = {
    "an old Router's config.json": (
        {"modules.json": modules(("", ASYM)), "config.json": types(a=ODD)},
        f"{ODD} in config.json",
    ),
    "an old Router's, in its folder": (
        {"modules.json": modules(("0_Asym", ASYM)), "0_Asym/config.json": types(a=ODD)},
        f"{ODD} in 0_Asym/config.json",
    ),
    "an old Router's beside an empty file of its own": (
        {"modules.json": modules(("", ROUTER)), "router_config.json": {},
         "config.json": types(a=ODD)},
        f"{ODD} in config.json",
    ),
    "a Router in a Router": (
        {"modules.json": modules(("", ROUTER)), "router_config.json": types(inner=ROUTER),
         "inner/router_config.json": types(a=ODD)},
        f"{ODD} in inner/router_config.json",
    ),
    "an old Router in a Router in a Router": (
        {"modules.json": modules(("r", ROUTER)), "r/router_config.json": types(s=ROUTER),
         "r/s/config.json": types(t=ASYM), "r/s/t/config.json": types(a=ODD)},
        f"{ODD} in r/s/t/config.json",
    ),
    "behind a circle": (
        {"modules.json": modules(("a", ROUTER)), "a/router_config.json": types(b=ROUTER),
         "a/b/config.json": {"types": {"..": ROUTER, "c": ROUTER}},
         "a/b/c/config.json": types(d=ODD)},
        f"{ODD} in a/b/c/config.json",
    ),
    "a whole model in a deeper folder": (
        {"modules.json": modules(("x", PART)), "x/y/modules.json": modules(("", ODD))},
        f"{ODD} in x/y/modules.json",
    ),
    "the tokenizer of words' vectors": (
        {"modules.json": modules(("0_Words", "sentence_transformers.models.WordEmbeddings")),
         "0_Words/wordembedding_config.json": {"tokenizer_class": ODD}},
        f"{ODD} in 0_Words/wordembedding_config.json",
    ),
    "a folder outside of the model": (
        {"modules.json": modules(("../../other", ROUTER))},
        "modules.json, which leads out of the model",
    ),
    "a class without a name": ({"modules.json": modules(("", ""))},
                               "a class without a name in modules.json"),
    "no object as a part": ({"modules.json": [7]}, "7 in modules.json"),
    "a list without an end": (
        {"modules.json": modules(*[("", PART)] * 300)}, "modules.json, which cannot be read",
    ),
    "no JSON": ({"modules.json": modules(("r", ROUTER)), "r/router_config.json": b"{"},
                "r/router_config.json, which cannot be read"),
    "JSON nested too deep": ({"r/router_config.json": b"[" * 60_000},
                             "r/router_config.json, which cannot be read"),
    "a number without an end": ({"modules.json": b"[" + b"9" * 60_000 + b"]"},
                                "modules.json, which cannot be read"),
    "no UTF-8": ({"modules.json": b'[{"type": "\xff\xfe"}]'},
                 "modules.json, which cannot be read"),
    "a file that is too long": ({"modules.json": b" " * (MOST_BYTES + 1)},
                                "modules.json, which is too long"),
}  # fmt: skip


def written(files: Files) -> dict[str, bytes]:
    return {
        path: content if isinstance(content, bytes) else json.dumps(content).encode()
        for path, content in files.items()
    }


@pytest.fixture
def local() -> LocalHub:
    return LocalHub()


@pytest.fixture
async def door(local: LocalHub) -> AsyncIterator[RemoteHub]:
    with running_hub(local) as server:
        door = RemoteHub(server.url)
        yield door
        await door.close()


async def said_by_all(local: LocalHub, door: RemoteHub, folder: Path, files: Files) -> set[object]:
    """What the plan and the worker, the inspection, and the trial say, each of its own reading."""
    contents = written(files)
    local.add("lab/model", contents | {"model.safetensors": b"weights"})
    planned = await with_foreign_classes(door, await door.look_up("lab/model"))
    looked = await Inspector(door, None).inspect("lab/model")
    for path, content in contents.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    try:
        refuse_foreign_code("lab/model", folder)
        tried = ""
    except ForeignCode as refusal:
        tried = str(refusal.detail)
    signs = code_in(planned, ())
    return {signs, code_in(looked.repo, ()), signs if not signs or signs[0] in tried else tried}


@pytest.mark.parametrize("files", HARMLESS.values(), ids=HARMLESS)
async def test_what_asks_for_nothing_else_passes(
    local: LocalHub, door: RemoteHub, tmp_path: Path, files: Files
) -> None:
    assert await said_by_all(local, door, tmp_path, files) == {()}


@pytest.mark.parametrize(("files", "sign"), ELSEWHERE.values(), ids=ELSEWHERE)
async def test_a_class_from_elsewhere_is_seen_by_request_worker_and_trial(
    local: LocalHub, door: RemoteHub, tmp_path: Path, files: Files, sign: str
) -> None:
    said = await said_by_all(local, door, tmp_path, files)
    # An inspection has three questions: it may have none left, and then says no as well.
    deep = sign.partition(" in ")[2].count("/") > 2
    assert (sign,) in said and (len(said) == 1 or deep)
    assert all(signs for signs in said)


def test_a_model_of_many_files_names_what_was_not_read() -> None:
    sizes = {f"{n}/router_config.json": 20 for n in range(1000)}
    asked = asked_for(sizes, {"0/router_config.json": b"{}"})
    assert asked.said == () and len(asked.unread) == 999
    assert asked.all_said[0] == "1/router_config.json, which was not read"
    assert len(asked.all_said) == 20


async def test_more_lists_of_parts_than_any_model_has_are_a_sign_and_not_read() -> None:
    sizes = {f"{number}/modules.json": 10 for number in range(100_000)}

    async def read(path: str) -> bytes | None:
        raise AssertionError(f"{path} was asked for")

    asked = await follow(sizes, {}, read)
    (sign,) = asked.all_said
    assert "more such files than any model has" in sign


def test_a_folder_that_leads_elsewhere_is_not_tried(tmp_path: Path) -> None:
    outside, snapshot = tmp_path / "outside", tmp_path / "snapshot"
    outside.mkdir()
    snapshot.mkdir()
    (snapshot / "0_Router").symlink_to(outside, target_is_directory=True)
    with pytest.raises(ForeignCode, match="0_Router is a link"):
        refuse_foreign_code("lab/model", snapshot)
