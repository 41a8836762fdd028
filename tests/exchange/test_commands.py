"""`export` and `import`, as people type them."""

import json
import os
import signal
import sqlite3
from pathlib import Path

import pytest
from huggingface_hub import snapshot_download

from tests.cache.generate import make_repo
from tests.support.product import Product
from tests.support.wait import wait_for

MODEL = "acme/minilm"
FILES: dict[str, bytes | int] = {"config.json": b"{}", "model.safetensors": b"w" * 5000}


@pytest.fixture
def here(tmp_path: Path) -> Product:
    product = Product(tmp_path / "here", "http://127.0.0.1:9")
    make_repo(product.cache_dir, MODEL, FILES)
    return product


@pytest.fixture
def there(tmp_path: Path) -> Product:
    return Product(tmp_path / "there", "http://127.0.0.1:9")


def statuses(product: Product) -> dict[str, str]:
    listed = json.loads(product.run("ls", "--json").stdout)
    return {model["id"]: model["status"] for model in listed}


def test_a_model_goes_to_another_machine_without_a_network(
    here: Product, there: Product, tmp_path: Path
) -> None:
    shelf = str(tmp_path / "shelf.tar")
    exported = here.run("export", MODEL, "-o", shelf)
    assert exported.returncode == 0, exported.stderr
    fingerprint = exported.stdout.split()[-1]

    refused = there.run("import", shelf)
    assert (refused.returncode, "untrusted_shelf" in refused.stderr) == (3, True)
    assert fingerprint in refused.stderr
    taken_in = there.run("import", shelf, "--trust", fingerprint)

    assert taken_in.returncode == 0, taken_in.stderr
    assert statuses(there) == {MODEL: "installed"}
    snapshot_download(MODEL, cache_dir=there.cache_dir, local_files_only=True)
    assert here.run("import", shelf).returncode == 0


def test_a_folder_is_adopted_under_a_name(there: Product, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(b"w" * 5000)

    assert there.run("import", str(folder)).returncode == 2
    assert there.run("import", str(folder), "--as", "lab/mine").returncode == 0
    assert statuses(there) == {"lab/mine": "installed"}
    again = there.run("import", str(folder), "--as", "lab/mine")
    assert (again.returncode, "already_on_disk" in again.stderr) == (3, True)


def test_what_is_busy_or_does_not_fit_is_refused(here: Product, tmp_path: Path) -> None:
    shelf = str(tmp_path / "shelf.tar")
    assert here.run("export", MODEL, "-o", shelf).returncode == 0
    assert here.run("rm", "--yes", MODEL).returncode == 0
    full = here.run("import", shelf, MODELSHELF_DISK_RESERVE=str(10**18))
    assert (full.returncode, "insufficient_storage" in full.stderr) == (3, True)
    assert statuses(here) == {}


def test_killed_in_the_middle_it_leaves_nothing_and_can_be_begun_again(
    here: Product, tmp_path: Path
) -> None:
    whole = tmp_path / "shelf.tar"
    assert here.run("export", MODEL, "-o", str(whole)).returncode == 0
    assert here.run("rm", "--yes", MODEL).returncode == 0
    pipe = tmp_path / "pipe"
    pipe.write_bytes(whole.read_bytes()[:-3000])
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    with here.background("import", str(fifo)) as process, fifo.open("wb") as writing:
        writing.write(pipe.read_bytes())
        writing.flush()
        database = here.data_dir / "modelshelf.db"

        def is_under_way() -> bool:
            with sqlite3.connect(database) as connection:
                rows = connection.execute("SELECT status FROM operations WHERE kind = 'import'")
                return bool(rows.fetchone() == ("running",))

        wait_for(is_under_way, "the import has begun")
        process.send_signal(signal.SIGKILL)
        process.wait()

    again = here.run("import", str(whole))
    assert again.returncode == 0, again.stderr
    assert statuses(here) == {MODEL: "installed"}
    assert not list(here.cache_dir.glob("*/blobs/*incomplete"))
