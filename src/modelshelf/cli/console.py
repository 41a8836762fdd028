"""The terminal, for words that others have chosen."""

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from modelshelf.kit.text import printable


class Terminal(Console):
    """Prints nothing that a terminal would obey, but for its own colours.

    A licence's name, a tag or a file's name comes from whoever published a model. Rich's `escape`
    takes only its own markup out of the way.
    """

    def __init__(self, *, stderr: bool = False, quiet: bool = False) -> None:
        # An id or a command that is broken in two can be neither read nor copied.
        super().__init__(stderr=stderr, quiet=quiet, highlight=False, soft_wrap=True)

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            if segment.control or segment.text.isprintable():
                yield segment
            else:
                yield Segment(printable(segment.text), segment.style)
