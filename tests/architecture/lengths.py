"""Files that have grown too long to be taken in: `python -m tests.architecture.lengths`."""

import sys
from collections.abc import Iterator
from pathlib import Path

MOST_LINES = 400
CHECKOUT = Path(__file__).resolve().parents[2]
PLACES = ("src", "tests")


def too_long(folder: Path) -> Iterator[str]:
    """What to say of each file of Python with more lines than that."""
    for place in PLACES:
        for file in sorted((folder / place).rglob("*.py")):
            lines = len(file.read_text(encoding="utf-8").splitlines())
            if lines > MOST_LINES:
                yield f"{file.relative_to(folder)}: {lines} lines, {MOST_LINES} at most. Split it."


def main() -> None:
    found = list(too_long(CHECKOUT))
    for line in found:
        print(line)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
