"""What is remembered of the Hub's answers, and how much of it."""

from modelshelf.hub.door import HubFile, HubRepo
from modelshelf.registry.remembered import Repos

SHA = "a" * 40


def _repo(model_id: str, file_count: int) -> HubRepo:
    files = tuple(HubFile(f"{number}.bin", 1, SHA) for number in range(file_count))
    return HubRepo(model_id=model_id, sha=SHA, files=files)


def test_a_repository_of_usual_size_is_remembered() -> None:
    repos = Repos()
    repos.put("lab/usual", None, _repo("lab/usual", 2_000))
    assert repos.get("lab/usual", None) is not None
    assert repos.get("lab/usual", "main") is None


def test_a_hub_cannot_fill_the_memory_with_long_lists_of_files() -> None:
    repos = Repos()
    repos.put("lab/endless", None, _repo("lab/endless", 2_001))
    assert repos.get("lab/endless", None) is None


def test_no_more_than_a_few_are_remembered_the_last_ones() -> None:
    repos = Repos()
    for number in range(100):
        repos.put(f"lab/{number}", None, _repo(f"lab/{number}", 1))
    kept = [n for n in range(100) if repos.get(f"lab/{n}", None) is not None]
    assert kept == list(range(36, 100))
