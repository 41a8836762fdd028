"""The disk, drawn on a terminal."""

from modelshelf.cache.reading.disk import Disk
from modelshelf.cli.picture import Space, lines

DAY, GB = 86_400, 10**9
DISK = Disk(free_bytes=40 * GB, total_bytes=100 * GB)


def space(past: list[tuple[float, int]] | None = None, **parts: int) -> Space:
    return Space("/cache", parts, past or [])


def drawn(space: Space, disk: Disk = DISK, width: int = 60) -> list[str]:
    return lines(space, disk, drawn=True, width=width)


def test_parts_are_the_whole_disk_and_as_long_as_they_are_large() -> None:
    told = drawn(space(embedding=10 * GB, llm=20 * GB, splade=0))

    lengths = {line[:15].strip(): line.count("█") for line in told}
    assert list(lengths) == ["embedding", "llm", "everything else", "free"]
    assert lengths == {"embedding": 8, "llm": 17, "everything else": 25, "free": 34}
    assert "30.0 GB" in told[2], "what is neither free nor ours"


def test_the_smallest_part_is_seen_and_no_line_is_too_long() -> None:
    told = drawn(space(embedding=1, llm=20 * GB))

    assert told[0].endswith("1 B  ▏")
    assert max(map(len, told)) <= 60
    assert max(map(len, drawn(space(llm=GB), width=20))) <= 40, "a bar has a least length"


def test_an_empty_disk_and_one_that_holds_more_than_it_should_are_drawn() -> None:
    assert len(drawn(space(), Disk(0, 0))) == 2
    assert "everything else      0 B" in drawn(space(llm=500 * GB))[1]


def test_without_a_terminal_it_is_said_in_one_line() -> None:
    (told,) = lines(space(llm=20 * GB, splade=0), DISK, drawn=False, width=0)

    assert told == "Disk: 40.0 GB free of 100 GB; llm 20.0 GB, everything else 40.0 GB"


def test_what_took_the_space_over_time_is_drawn_at_equal_steps() -> None:
    grown = space([(0, 0), (10 * DAY, 50 * GB), (20 * DAY, 100 * GB)], llm=20 * GB)

    line = drawn(grown)[-1]

    assert line == f"ours over 20 days  {'▁' * 15}{'▅' * 14}█  0 B → 100 GB"
    assert "▁" not in lines(grown, DISK, drawn=False, width=0)[-1]
    assert len(drawn(space([(0, GB), (DAY / 2, GB)]))) == 2, "half a day is no history"
