"""What a start imports: one heavy library more makes every start, or every command, slower."""

import subprocess
import sys

import pytest

WEB = {"fastapi", "starlette", "uvicorn"}
QUEUE = {"celery", "kombu"}
HUB = {"aiohttp", "huggingface_hub", "httpx2", "hf_xet"}
SQL = {"sqlalchemy", "aiosqlite", "alembic"}
MODELS = {"torch", "transformers", "sentence_transformers", "safetensors", "tokenizers", "numpy"}
SCHEMAS = {"pydantic", "pydantic_settings"}
SCREEN = {"rich", "structlog"}


@pytest.mark.parametrize(
    ("imported", "unneeded"),
    [
        pytest.param(
            "modelshelf.cli.main",
            WEB | QUEUE | HUB | SQL | MODELS | SCHEMAS | SCREEN | {"asyncio"},
            id="help",
        ),
        pytest.param(
            "modelshelf.cli.main, modelshelf.app.serve",
            WEB | QUEUE | HUB | SQL | MODELS | SCREEN,
            id="until its children are started",
        ),
        # Alembic is for a database that is not up to date, Celery for a message, once it serves;
        # its own answers need no client of the Hub.
        pytest.param("modelshelf.app.server", QUEUE | HUB | MODELS | {"alembic"}, id="server"),
        pytest.param(
            "modelshelf.app.worker",
            WEB | QUEUE | MODELS | {"alembic", "huggingface_hub", "hf_xet"},
            id="worker",
        ),
    ],
)
def test_nothing_heavy_is_imported_before_it_is_needed(imported: str, unneeded: set[str]) -> None:
    program = f"import sys, {imported}\nprint(*sys.modules)"

    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout

    assert {name.partition(".")[0] for name in told.split()} & unneeded == set()
