"""Which programs have a model open: real processes, seen from outside."""

import os
import pwd
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from modelshelf.usage.processes import LiveUse, command_of, live_use
from tests.cache.generate import MadeRepo, make_repo
from tests.cache.waste import share_weights
from tests.support.holding import holding
from tests.support.product import CHECKOUT

NOBODY = 65534

# Leases and open files of others are read in ways that only Linux has.
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")


@pytest.fixture
def made(cache_dir: Path) -> MadeRepo:
    return make_repo(cache_dir)


@pytest.mark.parametrize("how", ["open", "mapped"])
def test_a_program_that_holds_a_file_is_seen_while_it_lives(made: MadeRepo, how: str) -> None:
    with holding(made.snapshot / "model.safetensors", how) as program:
        (found,) = live_use(made.root).processes
        assert found.pid == program.pid
        assert found.command.split()[1] == "serve.py"
        assert "secret" not in found.command
        assert found.user == pwd.getpwuid(os.getuid()).pw_name
    assert live_use(made.root).processes == ()


def test_another_model_is_not_held_with_it(cache_dir: Path, made: MadeRepo) -> None:
    """Not even one that has a file of the same name."""
    other = make_repo(cache_dir, "acme/other", {"config.json": b"{}", "weights.bin": 10})
    with holding(made.snapshot / "model.safetensors", "open"):
        assert live_use(other.root).processes == ()


def test_weights_that_models_share_are_held_for_each_of_them(cache_dir: Path) -> None:
    share_weights(cache_dir, "acme/one", "acme/two")
    folder = cache_dir / "models--acme--one"
    weights = next(folder.glob("snapshots/*/model.safetensors"))
    with holding(weights, "mapped") as program:
        for name in ("one", "two"):
            root = cache_dir / f"models--acme--{name}"
            assert [p.pid for p in live_use(root).processes] == [program.pid]


def test_a_file_in_place_of_a_link_counts(made: MadeRepo) -> None:
    """How a snapshot is where links cannot be made."""
    link = made.snapshot / "config.json"
    blob = link.resolve()
    link.unlink()
    blob.rename(link)
    with holding(link, "open") as program:
        assert [p.pid for p in live_use(made.root).processes] == [program.pid]


def test_modelshelf_itself_does_not_count(made: MadeRepo) -> None:
    with holding(made.snapshot / "model.safetensors", "open") as program:
        assert live_use(made.root, ours={program.pid}).processes == ()


# What another user has open has to be held by another user, whom only root can become.
@pytest.mark.skipif(os.getuid() != 0, reason="only root may become somebody else")
@pytest.mark.parametrize("owned", [True, False])
def test_who_may_not_look_says_so(made: MadeRepo, owned: bool) -> None:
    """A user who may not look into root's processes: of their own files they still know."""
    with tempfile.TemporaryDirectory() as folder, holding(made.snapshot / "model.safetensors"):
        place = made.root.rename(Path(folder, made.root.name))
        Path(folder).chmod(0o755)
        for path in place.rglob("*") if owned else ():
            os.chown(path, NOBODY, NOBODY)
        said = _seen_by_nobody(place)
    assert ("a program of another user" in said) == owned
    assert "could not be looked at" in said


# What another user has open has to be held by another user, whom only root can become.
@pytest.mark.skipif(os.getuid() != 0, reason="only root may become somebody else")
def test_who_owns_the_files_knows_that_nobody_has_them_open(made: MadeRepo) -> None:
    assert live_use(made.root) == LiveUse()


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (["/usr/bin/python3", "/srv/serve.py", "--token", "secret"], "python3 serve.py"),
        (["python3.11", "-X", "dev", "-u", "serve.py"], "python3.11 serve.py"),
        (
            ["python", "-m", "vllm.entrypoints.api", "--key=secret"],
            "python -m vllm.entrypoints.api",
        ),
        (["python", "-c", "key = 'secret'"], "python"),
        (["bash", "-lc", "PASS=hunter2 exec x"], "bash"),
        (["sh", "-euxc", "PASS=hunter2 exec x"], "sh"),
        (["python3", "-Ic", "key = 'secret'"], "python3"),
        (["python3", "-ckey='secret'"], "python3"),
        (["perl", "-lne", "$key = 'secret'"], "perl"),
        (["perl", "-E", "$key = 'secret'"], "perl"),
        (["ruby", "-ne", "key = 'secret'"], "ruby"),
        (["node", "-pe", "key = 'secret'"], "node"),
        (["node", "--eval", "key = 'secret'"], "node"),
        (["bash", "-l", "/srv/run.sh"], "bash run.sh"),
        (["/opt/llama-server", "--api-key", "secret"], "llama-server"),
        (["worker: key=secret [idle]"], "worker:"),
        (["node", "/srv/app.js"], "node app.js"),
        (["python", "-m"], "python -m"),
        (["", "x"], ""),
        ([], ""),
    ],
)
def test_a_command_is_shown_without_what_may_be_secret(arguments: list[str], command: str) -> None:
    assert command_of(arguments) == command


def _seen_by_nobody(root: Path) -> str:
    look = (
        "import os, sys; from pathlib import Path; from modelshelf.usage.processes import live_use;"
        f"os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY});"
        "print(live_use(Path(sys.argv[1])))"
    )
    return subprocess.run(
        [sys.executable, "-c", look, str(root)],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(CHECKOUT / "src"), "PATH": os.environ["PATH"]},
    ).stdout
