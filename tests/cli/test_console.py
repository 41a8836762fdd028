"""What others have named reaches the terminal as words, and as one line."""

from tests.hub import HubServer
from tests.support.models import add_model
from tests.support.product import Product

ESCAPE = "\x1b]0;owned\x07\x1b[2J"


def test_no_name_of_the_hub_steers_the_terminal(product: Product, hub: HubServer) -> None:
    repo = add_model(hub, files={f"onnx/{ESCAPE}.onnx": b"{}"})
    repo.told = {
        "cardData": {"license": "other", "license_name": f"free{ESCAPE}"},
        "tags": [f"region:{ESCAPE}"],
        "config": {"architectures": [f"Bert{ESCAPE}"]},
    }
    commands = (
        ("search", repo.id),
        ("inspect", repo.id),
        ("plan", repo.id),
        ("plan", repo.id, "--files"),
        ("pull", repo.id, "--yes"),
        ("plan", repo.id, "--revision", ESCAPE),
        ("ls",),
    )
    said = [product.run(*command) for command in commands]

    assert any("free\N{REPLACEMENT CHARACTER}" in one.stdout for one in said)
    assert not [one.args for one in said if "\x1b" in one.stdout + one.stderr]


def test_a_command_to_copy_is_one_line_on_a_narrow_terminal(
    product: Product, hub: HubServer
) -> None:
    repo = add_model(hub)
    product.run("pull", repo.id, "--yes")
    removed = product.run("rm", repo.id, "--yes", COLUMNS="40")

    commit = repo.find("main")
    assert commit is not None
    assert any(f"--revision {commit.sha}" in line for line in removed.stdout.splitlines())
