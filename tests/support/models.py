"""Small models at the local Hub, each with a name that no other test has."""

from itertools import count
from pathlib import Path

from huggingface_hub import HfApi

from tests.hub import HubServer, Pattern, Repo, Rule
from tests.hub.faults import Rate
from tests.hub.repository import Source
from tests.support.wait import wait_for

_numbers = count(1)
WEIGHTS = "model.safetensors"


def add_model(
    hub: HubServer, size_bytes: int = 200_000, files: dict[str, Source] | None = None
) -> Repo:
    """A model of about this size: a configuration, weights, and what else is asked for."""
    number = next(_numbers)
    return hub.hub.add(
        f"demo/model-{number:04}x",
        {
            "config.json": f'{{"model_type": "bert", "number": {number}}}',
            WEIGHTS: Pattern(size_bytes, seed=number),
            **(files or {}),
        },
    )


def size_of(repo: Repo) -> int:
    """Bytes of all files on `main`."""
    commit = repo.find("main")
    assert commit is not None
    return sum(file.size_bytes for file in commit.files.values())


def slowly(hub: HubServer, repo: Repo, bytes_per_second: float) -> None:
    """Let the Hub send this model's files at a limited rate, over all connections together."""
    hub.faults.add(Rule(Rate(bytes_per_second, "all"), path=repo.id))


def served_bytes(hub: HubServer, repo: Repo) -> int:
    """How many bytes of this model's files the Hub has sent."""
    return sum(count for path, count in hub.stats.body_bytes.items() if repo.id in path)


def wait_until_left_alone(hub: HubServer, repo: Repo) -> None:
    """Until nobody fetches this model's files any more, and some of them are still missing."""

    def left_alone() -> bool:
        return not any(n for path, n in list(hub.stats.sending.items()) if repo.id in path)

    wait_for(left_alone, f"nobody fetches {repo.id}")
    assert served_bytes(hub, repo) < size_of(repo)


def assert_verified(hub: HubServer, repo: Repo, cache_dir: Path) -> None:
    """The real client finds every file of `main` in the cache, each with its checksum."""
    checked = HfApi(endpoint=hub.url).verify_repo_checksums(repo.id, cache_dir=cache_dir)
    assert (checked.mismatches, checked.missing_paths, checked.extra_paths) == ([], [], [])
