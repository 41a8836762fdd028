"""Choosing among the files of a repository, however they and the patterns are named."""

import json
import os
import pty
import shlex
import subprocess
import sys

import pytest

from tests.hub import HubServer, Pattern
from tests.support.models import add_model, assert_verified
from tests.support.product import COMMAND_SECONDS, Product


def test_several_variants_are_listed_with_what_to_type(product: Product, hub: HubServer) -> None:
    repo = hub.hub.add(
        "demo/variants",
        {
            "chat Q4.gguf": Pattern(40_000, seed=1),
            "chat Q8.gguf": Pattern(80_000, seed=2),
        },
    )

    planned, pulled = product.run("plan", repo.id), product.run("pull", repo.id, "--yes")
    document = json.loads(product.run("plan", repo.id, "--json").stdout)

    for refused in (planned, pulled):
        assert refused.returncode == 2
        assert "[variant_required]" in refused.stderr
        (smaller, larger) = [line for line in refused.stderr.splitlines() if "--include" in line]
        assert ("40.0 kB" in smaller, "80.0 kB" in larger) == (True, True)
    assert [variant["size_bytes"] for variant in document["variants"]] == [40_000, 80_000]
    options = shlex.split(smaller[smaller.index("--include") :])
    assert product.run("pull", repo.id, "--yes", *options).returncode == 0


@pytest.mark.parametrize("pattern", ["[!", "", "*?" * 500, "\udcff"])
def test_a_pattern_that_matches_nothing_is_told_so(
    product: Product, hub: HubServer, pattern: str
) -> None:
    repo = add_model(hub)

    refused = product.run("plan", repo.id, "--include", pattern)

    assert refused.returncode == 2
    assert "[nothing_selected]" in refused.stderr


def test_files_may_be_named_as_if_they_were_markup(product: Product, hub: HubServer) -> None:
    repo = add_model(hub, files={"[/red].json": b"{}", "[bold].bin": b"x"})

    planned = product.run("plan", repo.id, "--all-files")

    assert planned.returncode == 0
    assert "[/red].json" in planned.stdout
    assert "[bold].bin" in planned.stdout


def test_a_hub_may_be_set_with_a_slash_at_its_end(product: Product, hub: HubServer) -> None:
    repo = add_model(hub)
    product.hub_url += "/"

    assert product.run("pull", repo.id, "--yes").returncode == 0

    assert_verified(hub, repo, product.cache_dir)


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("ALLOWED_ORGANISATIONS", "somebody-else", "policy_organisation"),
        ("DISK_RESERVE", str(2**60), "insufficient_storage"),
    ],
)
def test_at_a_terminal_nobody_is_asked_about_what_is_refused(
    product: Product, hub: HubServer, setting: str, value: str, code: str
) -> None:
    repo = add_model(hub)
    product.settings[setting] = value
    keyboard, terminal = pty.openpty()
    try:
        os.write(keyboard, b"n\n")  # The answer to a question, if there were one.
        refused = subprocess.run(
            [sys.executable, "-m", "modelshelf", "pull", repo.id],
            env=product.environment({}),
            stdin=terminal,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
    finally:
        os.close(keyboard)
        os.close(terminal)

    assert refused.returncode == 3, refused.stdout + refused.stderr
    assert f"[{code}]" in refused.stderr
    assert "Download " not in refused.stdout
