"""No file grows beyond what one can take in, and one that does is found."""

from pathlib import Path

from tests.architecture.lengths import CHECKOUT, MOST_LINES, too_long


def test_no_file_is_too_long() -> None:
    assert list(too_long(CHECKOUT)) == []


def test_a_file_of_one_line_too_many_is_found(tmp_path: Path) -> None:
    for name, lines in (("src/long.py", MOST_LINES + 1), ("tests/deep/enough.py", MOST_LINES)):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("x = 1\n" * lines)
    (found,) = too_long(tmp_path)
    assert found.startswith(f"src/long.py: {MOST_LINES + 1} lines")
