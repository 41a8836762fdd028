"""What somebody meets who has never used the command line: plain sentences, and no silence."""

import json

from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from modelshelf import __version__
from modelshelf.cli.main import app
from modelshelf.operations.models import Operation
from modelshelf.operations.moves import Kind, Status
from tests.hub import HubServer
from tests.support.models import add_model
from tests.support.product import Product

DONE, FAILED, WRONG_USAGE, REFUSED = 0, 1, 2, 3


def test_the_version_is_told() -> None:
    assert __version__ in CliRunner().invoke(app, ["--version"]).output


def test_a_verification_does_not_wait_for_a_download_that_is_paused(
    product: Product, hub: HubServer
) -> None:
    free, busy = add_model(hub), add_model(hub)
    for repo in (free, busy):
        product.run("pull", repo.id, "--yes")
    _insert(product, busy.id, Status.PAUSED)

    verified = product.run("verify")

    assert verified.returncode == REFUSED
    assert f"not now {busy.id}: a download of it is paused" in verified.stdout
    *begun, result = [line for line in verified.stdout.splitlines() if free.id in line]
    assert result.startswith(free.id)
    assert "right" in result
    # What is over between two looks is not told to begin; how far it came only where it takes long.
    told = [line for line in begun if line.startswith("verifying ")]
    assert not any("0 B" in line for line in told)


def test_a_name_is_never_broken_where_the_terminal_is_narrow(
    product: Product, hub: HubServer
) -> None:
    repo = hub.hub.add(f"an-organisation/{'long-name-' * 7}end", {"config.json": "{}"})
    product.run("pull", repo.id, "--yes", "--all-files")

    for command in ("downloads --all", "audit", "verify"):
        assert repo.id in product.run(*command.split(), COLUMNS="80").stdout, command


def test_what_waits_with_nobody_to_do_it_says_so(product: Product) -> None:
    product.run("ls")
    _insert(product, "demo/waiting", Status.PENDING)

    for command in ("downloads", "ls"):
        assert "no worker runs: start `modelshelf serve`" in product.run(command).stderr, command


def test_a_hub_out_of_reach_is_told_in_words_for_people(product: Product) -> None:
    product.hub_url = "http://127.0.0.1:9"
    refused = product.run("pull", "a/b", "--yes")
    product.hub_url = "http://no-such-host.invalid"
    unknown = product.run("pull", "a/b", "--yes")

    assert "127.0.0.1:9 refuses connections. Check" in refused.stderr
    assert "the name no-such-host.invalid is not known" in unknown.stderr
    for said in (refused.stderr, unknown.stderr):
        assert "MODELSHELF_HUB_ENDPOINT" in said
        assert "Error" not in said


def test_a_cache_that_cannot_be_written_is_named_before_anything_else(
    product: Product, hub: HubServer
) -> None:
    repo = add_model(hub)
    product.run("ls")
    (product.folder / "a-file").touch()

    refused = product.run(
        "pull", repo.id, "--yes", MODELSHELF_CACHE_DIR=str(product.folder / "a-file" / "hub")
    )

    assert refused.returncode == FAILED
    assert "[cache_read_only]" in refused.stderr
    assert "MODELSHELF_CACHE_DIR" in refused.stderr
    assert "to fetch" not in refused.stdout


def test_what_is_no_token_and_no_shelf_file_is_called_so(product: Product) -> None:
    no_token = product.run("hub", "login", stdin="\n")
    (product.folder / "hostname").write_text("a-machine\n")
    no_shelf = product.run("import", str(product.folder / "hostname"))

    assert (no_token.returncode, "[no_token]" in no_token.stderr) == (WRONG_USAGE, True)
    assert "no shelf file" in no_shelf.stderr


def test_inspect_writes_for_people(product: Product, hub: HubServer) -> None:
    config = {"architectures": ["BertModel"], "model_type": "bert", "hidden_size": 1024}
    repo = add_model(hub, files={"config.json": json.dumps(config)})

    shown = product.run("inspect", repo.id).stdout

    assert "['" not in shown


def _insert(product: Product, model_id: str, status: Status) -> None:
    engine = create_engine(f"sqlite:///{product.data_dir / 'modelshelf.db'}")
    with Session(engine) as session, session.begin():
        session.add(
            Operation(
                node="local",
                model_id=model_id,
                kind=Kind.DOWNLOAD,
                status=status,
                files=[],
                requested_by="somebody",
            )
        )
    engine.dispose()
