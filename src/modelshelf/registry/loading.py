"""What code that loads a model has to know of it, as its files on the disk tell."""

from dataclasses import dataclass

from modelshelf.cache.reading.small_reads import SmallReads
from modelshelf.registry.detect import examine
from modelshelf.registry.detect.sources import Sources
from modelshelf.registry.detect.wanted import SMALL_FILES


@dataclass(frozen=True, slots=True)
class Loading:
    """Attributes:
    architecture: The class that `config.json` names; None where it names none.
    kind: What it is, in the words of the field; None where nothing tells.
    remote_code: Whether loading it runs code from the repository.
    chat_template: Whether it brings one.
    """

    architecture: str | None
    kind: str | None
    remote_code: bool
    chat_template: bool


def read_loading(snapshot: str) -> Loading:
    """Reads the small files of a snapshot."""
    reads = SmallReads()
    contents = {path: reads.read(f"{snapshot}/{path}") for path in SMALL_FILES}
    sources = Sources({path: text for path, text in contents.items() if text is not None})
    detected = examine(sources)
    return Loading(
        architecture=detected.value("architecture"),
        kind=detected.value("kind"),
        remote_code=detected.value("remote_code") is True,
        chat_template=sources.has_chat_template(),
    )
