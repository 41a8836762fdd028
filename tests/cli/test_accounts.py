"""Accounts and tokens on the command line: no password and no token ever on it."""

import json
import os
import pty
import subprocess
import sys

import pytest

from modelshelf.accounts.models import Role
from tests.support.api import Api
from tests.support.product import PASSWORD, Product

DONE, WRONG_USAGE, REFUSED = 0, 2, 3


def with_password(product: Product, *arguments: str, password: str = PASSWORD) -> int:
    """Run a command that reads a password from its standard input; gives its exit code."""
    done = product.run(*arguments, "--password-stdin", stdin=password + "\n")
    assert password not in done.stdout + done.stderr
    return done.returncode


def test_accounts_from_the_first_to_the_last(product: Product) -> None:
    assert with_password(product, "user", "add", "bob") == REFUSED  # The first must be an admin.
    assert with_password(product, "user", "add", "ada", "--role", "admin") == DONE
    assert with_password(product, "user", "add", "ADA") == REFUSED
    assert with_password(product, "user", "add", "bob", password="short") == WRONG_USAGE
    assert with_password(product, "user", "add", "bob", "--role", "king") == WRONG_USAGE
    assert with_password(product, "user", "add", "bob") == DONE
    assert product.run("user", "role", "ada", "viewer").returncode == REFUSED
    assert product.run("user", "role", "bob", "viewer").returncode == DONE
    assert product.run("user", "disable", "bob").returncode == DONE

    listed = json.loads(product.run("user", "list", "--json").stdout)
    assert [(u["username"], u["role"], u["disabled"]) for u in listed] == [
        ("ada", "admin", False),
        ("bob", "viewer", True),
    ]
    assert "disabled" in product.run("user", "list").stdout
    assert product.run("user", "enable", "bob").returncode == DONE
    assert product.run("user", "remove", "bob").returncode == DONE
    assert product.run("user", "remove", "bob").returncode == 1


def test_a_token_opens_the_api_and_a_new_password_ends_sessions(product: Product) -> None:
    with product.serving("--no-worker") as server:
        product.add_user("bob", Role.MEMBER)
        bob = server.as_user("bob")
        made = product.run("token", "create", "--user", "bob", "--name", "ci")
        token = made.stdout.strip()
        assert "read" in made.stderr
        with Api(server.url, token) as program:
            assert program.get("/auth/me")["username"] == "bob"
            assert program.ask("POST", "/models/download", json={}).status_code == 403

            (listed,) = json.loads(product.run("token", "list", "--json").stdout)
            assert (listed["name"], listed["username"]) == ("ci", "bob")
            assert token not in product.run("token", "list").stdout
            assert with_password(product, "user", "passwd", "bob", password="another one!") == DONE
            assert bob.ask("GET", "/auth/me").status_code == 401
            assert program.ask("GET", "/auth/me").status_code == 200
            assert product.run("token", "revoke", listed["id"]).returncode == DONE
            assert program.ask("GET", "/auth/me").status_code == 401
        recorded = json.loads(product.run("audit", "--json", "--deed", "token").stdout)
        assert [entry["deed"] for entry in recorded] == ["token.revoke", "token.create"]
        assert token not in server.output.read_text()


@pytest.mark.parametrize("arguments", ["user passwd nobody", "user role nobody admin"])
def test_who_is_not_there(product: Product, arguments: str) -> None:
    told = product.run(*arguments.split())
    assert (told.returncode, "[user_not_found]" in told.stderr) == (1, True)


def test_the_first_account_is_an_administrators(product: Product) -> None:
    told = product.run("user", "add", "bob", "--password-stdin", stdin=f"{PASSWORD}\n")
    assert (told.returncode, "[administrator_first]" in told.stderr) == (3, True)


def test_a_password_that_is_typed_in_two_ways_is_not_taken(product: Product) -> None:
    product.folder.mkdir()
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "modelshelf", "user", "add", "ada", "--role", "admin"]
    with subprocess.Popen(
        command,
        cwd=product.folder,
        env=product.environment({}),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,  # Else it would ask at the terminal of whoever runs the tests.
    ) as process:
        os.close(theirs)
        said = _said_until(ours, "Password: ")
        os.write(ours, b"battery staple\n")
        said += _said_until(ours, "Once more: ")
        os.write(ours, b"battery stable\n")
        said += _said_until(ours, None)
    os.close(ours)
    assert (process.returncode, "[passwords_differ]" in said) == (WRONG_USAGE, True), said
    assert "battery" not in said
    assert json.loads(product.run("user", "list", "--json").stdout) == []


def _said_until(terminal: int, prompt: str | None) -> str:
    """What appears on a terminal until it asks for something; None: until its program ends."""
    said = ""
    while prompt is None or not said.endswith(prompt):
        try:
            said += os.read(terminal, 1000).decode()
        except OSError:  # How Linux says that nobody has the other end any more.
            break
    return said
