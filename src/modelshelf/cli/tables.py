"""Tables on a terminal, one way for all commands."""

from collections.abc import Collection, Iterable, Sequence

from rich.text import Text

from modelshelf.cli.console import Terminal

_GAP = "  "


def show(
    console: Terminal,
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    right: Collection[str] = (),
) -> None:
    """Print rows in columns that are as wide as they need.

    An id that is broken in two can be neither read nor copied: where a terminal is too narrow, it
    breaks whole lines.

    Args:
        rows: Cells in rich's markup.
        right: The headings of columns that hold numbers.
    """
    cells = [[Text(heading, style="dim") for heading in headings]]
    cells += [[Text.from_markup(cell) for cell in row] for row in rows]
    widths = [max(cell.cell_len for cell in column) for column in zip(*cells, strict=True)]
    for row in cells:
        for heading, cell, width in zip(headings, row, widths, strict=True):
            padding = width - cell.cell_len
            if heading in right:
                cell.pad_left(padding)
            else:
                cell.pad_right(padding)
        line = Text(_GAP).join(row)
        line.rstrip()
        console.print(line)
