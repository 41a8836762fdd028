"""What an operator's rules refuse, in the request and again in the worker."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import pytest

from modelshelf.app.node import Node
from modelshelf.app.shelf import Shelf
from modelshelf.kit.settings import Settings
from modelshelf.migrations import upgrade
from modelshelf.operations import repository
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Status
from modelshelf.policy.errors import PolicyRefusal, RiskNotConfirmed
from modelshelf.policy.foreign import MOST_READ
from modelshelf.policy.licences import commercial_use
from modelshelf.policy.risks import code_in
from tests.hub import HubServer, LocalHub, running_hub
from tests.operations.stage import ADA

SAFE, PICKLE, CODE, ELSEWHERE = "lab/safe", "lab/pickle", "lab/code", "shop/code-elsewhere"
FOREIGN, ROUTED, WELL_KNOWN = "lab/foreign-modules", "lab/routed", "lab/of-another-package"
MANY = "lab/many-routers"
MIT = "---\nlicense: mit\n---\n"
AUTO_MAP = '{"auto_map": {"AutoModel": "other/repo--modeling_x.XModel"}}'

MakeShelf = Callable[..., Shelf]


@pytest.fixture(scope="module")
def hub() -> Iterator[HubServer]:
    local = LocalHub()
    local.add(SAFE, {"README.md": MIT, "config.json": "{}", "model.safetensors": b"weights"})
    local.add(
        PICKLE,
        {"README.md": MIT, "config.json": "{}", "pytorch_model.bin": b"weights"},
        told={
            "securityRepoStatus": {
                "scansDone": True,
                "filesWithIssues": [{"path": "pytorch_model.bin", "level": "unsafe"}],
            }
        },
    )
    local.add(CODE, {"config.json": "{}", "modeling_x.py": "pass", "model.safetensors": b"w"})
    local.add(ELSEWHERE, {"config.json": AUTO_MAP, "model.safetensors": b"w"})
    # No file of its own that ends in .py: the class is imported from wherever it is.
    modules = '[{"idx": 0, "name": "0", "path": "", "type": "shop.layers.Odd"}]'
    local.add(FOREIGN, {"README.md": MIT, "modules.json": modules, "model.safetensors": b"w"})
    router = '{"types": {"a": "shop.layers.Odd"}}'
    local.add(ROUTED, {"README.md": MIT, "router_config.json": router, "model.safetensors": b"w"})
    modules = '[{"idx": 0, "name": "0", "path": "", "type": "torch.hub"}]'
    local.add(WELL_KNOWN, {"README.md": MIT, "modules.json": modules, "model.safetensors": b"w"})
    local.add(
        MANY,
        {f"{n}/router_config.json": f'{{"types": {{}}, "n": {n}}}' for n in range(MOST_READ + 1)},
    )
    with running_hub(local) as server:
        yield server


@asynccontextmanager
async def opened(folder: Path, hub: HubServer, **rules: str) -> AsyncIterator[Shelf]:
    settings = Settings(
        data_dir=folder / "data",
        cache_dir=folder / "cache",
        hub_endpoint=hub.url,
        disk_reserve=0,
        **rules,  # type: ignore[arg-type] # read as from the environment
    )
    shelf = Shelf.open(settings)
    await upgrade(shelf.database)
    try:
        yield shelf
    finally:
        await shelf.close()


async def run(shelf: Shelf, operation_id: UUID) -> Operation:
    await Node(shelf, max_downloads=None).take(operation_id)
    async with shelf.database.read() as session:
        row = await repository.get(session, operation_id)
    assert row is not None
    return row


@pytest.mark.parametrize(
    ("rules", "refused", "code"),
    [
        ({"allow_pickle": "no"}, PICKLE, "policy_pickle"),
        ({"allow_remote_code": "no"}, CODE, "policy_remote_code"),
        ({"allow_remote_code": "false"}, ELSEWHERE, "policy_remote_code"),
        ({"allow_remote_code": "no"}, FOREIGN, "policy_remote_code"),
        ({"allowed_organisations": "lab, Qwen"}, ELSEWHERE, "policy_organisation"),
        ({"allowed_organisations": "lab/safe"}, CODE, "policy_organisation"),
        ({"allowed_licences": "MIT,apache-2.0"}, CODE, "policy_licence"),
    ],
)
async def test_a_rule_refuses_and_names_its_setting_whoever_asks(
    tmp_path: Path, hub: HubServer, rules: dict[str, str], refused: str, code: str
) -> None:
    async with opened(tmp_path, hub) as lenient:
        earlier = await lenient.downloads.start(refused, by=ADA)
        assert earlier is not None
    async with opened(tmp_path, hub, **rules) as strict:
        # The rule came after the download was asked for: it holds all the same.
        row = await run(strict, earlier.id)
        assert (row.status, row.error_code) == (Status.FAILED, code)
        assert not list((tmp_path / "cache").rglob("*.safetensors"))

        with pytest.raises(PolicyRefusal) as problem:
            await strict.downloads.start(refused, by=ADA)
        assert (problem.value.code, problem.value.status) == (code, 403)
        (setting,) = rules
        assert problem.value.fields["setting"] == f"MODELSHELF_{setting.upper()}"
        assert f"MODELSHELF_{setting.upper()}" in problem.value.detail
        told = (await strict.downloads.preview(refused)).refusal
        assert told is not None
        assert told.code == code

        allowed = await strict.downloads.start(SAFE, by=ADA)
        assert allowed is not None
        assert (await run(strict, allowed.id)).status is Status.COMPLETED


@pytest.mark.parametrize(
    ("rule", "model"),
    [
        ("allow_pickle", PICKLE),
        ("allow_remote_code", ELSEWHERE),
        ("allow_remote_code", FOREIGN),
    ],
)
async def test_what_is_to_be_confirmed_waits_for_it(
    tmp_path: Path, hub: HubServer, rule: str, model: str
) -> None:
    async with opened(tmp_path, hub, **{rule: "ask"}) as shelf:
        with pytest.raises(RiskNotConfirmed, match=f"MODELSHELF_{rule.upper()}") as asked:
            await shelf.downloads.start(model, by=ADA)
        assert asked.value.status == 409
        assert asked.value.fields["warnings"]

        operation = await shelf.downloads.start(model, by=ADA, confirmed=True)

        assert operation is not None
        assert (await run(shelf, operation.id)).status is Status.COMPLETED


async def test_without_rules_everything_may_be_downloaded(tmp_path: Path, hub: HubServer) -> None:
    async with opened(tmp_path, hub) as shelf:
        for model in (SAFE, PICKLE, CODE, ELSEWHERE):
            assert await shelf.downloads.start(model, by=ADA) is not None


@pytest.mark.parametrize(
    ("model", "sign"),
    [
        (FOREIGN, "shop.layers.Odd in modules.json"),
        (ROUTED, "shop.layers.Odd in router_config.json"),
        (WELL_KNOWN, "torch.hub in modules.json"),
    ],
)
async def test_a_look_and_the_plan_name_the_same_code_and_its_file(
    tmp_path: Path, hub: HubServer, model: str, sign: str
) -> None:
    async with opened(tmp_path, hub) as shelf:
        plan = await shelf.downloads.plan(model)
        looked = await shelf.inspector.inspect(model)
    assert code_in(plan.repo, ()) == code_in(looked.repo, ()) == (sign,)


async def test_what_nobody_read_is_not_taken_for_harmless(tmp_path: Path, hub: HubServer) -> None:
    async with opened(tmp_path, hub) as shelf:
        looked = await shelf.inspector.inspect(FOREIGN, most_files=0)
        planned = await shelf.downloads.plan(MANY)
    assert code_in(looked.repo, ()) == ("modules.json, which was not read",)
    assert code_in(planned.repo, ()) == ("8/router_config.json, which was not read",)


@pytest.mark.parametrize(
    ("licence", "commercial"),
    [
        ("mit", True),
        ("apache-2.0", True),
        ("cc-by-4.0", True),
        ("cc-by-nc-4.0", False),
        ("cc-by-nc-sa-4.0", False),
        ("qwen-research", False),
        ("fair-noncommercial-research-license", False),
        ("mit, cc-by-nc-4.0", False),
        ("llama3.1", None),
        ("gemma", None),
        ("other", None),
        (None, None),
    ],
)
def test_what_a_licence_allows(licence: str | None, commercial: bool | None) -> None:
    assert commercial_use(licence) is commercial
