"""Finding models at the Hub: what the Hub answers, with what each hit is and whether it is here."""

import asyncio
import uuid
from dataclasses import dataclass, replace

from modelshelf.cache.inventory import pages
from modelshelf.cache.reading.repo import RepoOnDisk
from modelshelf.discovery import streams
from modelshelf.discovery.streams import Place
from modelshelf.hub.door import Found, FoundPage, Hub, SearchAsk
from modelshelf.kit.database import Database
from modelshelf.registry.curated import Curated
from modelshelf.registry.detect import examine
from modelshelf.registry.detect.facts import Detected
from modelshelf.registry.detect.sources import Sources
from modelshelf.registry.kinds import ModelType, Origin
from modelshelf.registry.remembered import Answers
from modelshelf.registry.service import offered

REMEMBER_SECONDS = 60.0
_MOST_ANSWERS = 128
_BYTES = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "F8_E4M3": 1, "F8_E5M2": 1, "I64": 8,
          "I32": 4, "I16": 2, "I8": 1, "U8": 1, "BOOL": 1}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hit:
    """One model that was found.

    Attributes:
        detected: By what the search alone tells; nothing was read for it.
        needed_bytes: The weights in safetensors, from the numbers that the Hub counted; None where
            it counted none.
        on_disk, origin: Of the shelf; `origin` None for what is neither offered nor on the disk.
    """

    found: Found
    detected: Detected
    needed_bytes: int | None
    on_disk: RepoOnDisk | None
    origin: Origin | None


@dataclass(frozen=True, slots=True)
class Hits:
    """One page."""

    hits: tuple[Hit, ...]
    cursor: str | None


class Discovery:
    """Searches for one process; the Hub's answers are kept for a minute."""

    def __init__(self, database: Database, hub: Hub, curated: Curated, node: str) -> None:
        self._database = database
        self._hub = hub
        self._curated = curated
        self._node = node
        self._answers: Answers[SearchAsk, FoundPage] = Answers(REMEMBER_SECONDS, _MOST_ANSWERS)

    async def search(
        self,
        ask: SearchAsk,
        model_type: ModelType | None,
        licence: str | None,
        owner_id: uuid.UUID | None,
    ) -> Hits:
        """One page of a search. It may hold fewer than were asked for, and still have a next one.

        Raises:
            InvalidCursor, and what `Hub.search` raises.
        """
        tags = (*ask.tags, f"license:{licence}") if licence else ask.tags
        plain = replace(ask, tags=tags, cursor=None)
        asked = streams.questions(plain, model_type)
        places = streams.decode(ask.cursor, len(asked))
        answers = await asyncio.gather(
            *(self._ask(q, place) for q, place in zip(asked, places, strict=True))
        )
        rest = [page.hits[place.skip :] for page, place in zip(answers, places, strict=True)]
        goes_on = [page.cursor is not None for page in answers]
        hits, used = streams.merge(rest, ask.order, ask.limit, goes_on=goes_on)
        following = [
            _next(place, page, count)
            for place, page, count in zip(places, answers, used, strict=True)
        ]
        described = [_describe(hit) for hit in hits]
        kept = [hit for hit in described if model_type in (None, hit.detected.model_type)]
        # A hit that the Hub counts to a task may be none of our type: then it is left out.
        return Hits(tuple(await self._placed(kept, owner_id)), streams.encode(following))

    async def _ask(self, question: SearchAsk, place: Place) -> FoundPage:
        if place.over:
            return FoundPage(())
        question = replace(question, cursor=place.cursor)
        if (known := self._answers.get(question)) is not None:
            return known
        page = await self._hub.search(question)
        self._answers.put(question, page)
        return page

    async def _placed(self, hits: list[Hit], owner_id: uuid.UUID | None) -> list[Hit]:
        ids = [hit.found.model_id for hit in hits]
        async with self._database.read() as session:
            on_disk = await pages.by_id(session, self._node, ids)
            offers = await offered(session, self._curated, owner_id)
        origins = {offer.id: offer.origin for offer in offers}
        origins |= {model: Origin.UNMANAGED for model in on_disk if model not in origins}
        return [
            replace(
                hit,
                on_disk=on_disk.get(hit.found.model_id),
                origin=origins.get(hit.found.model_id),
            )
            for hit in hits
        ]


def _next(place: Place, page: FoundPage, used: int) -> Place:
    if place.over:
        return place
    if place.skip + used < len(page.hits):
        return Place(place.cursor, place.skip + used)
    return Place(page.cursor) if page.cursor else Place(over=True)


def _describe(found: Found) -> Hit:
    detected = examine(Sources({}, found.paths, found))
    counts = found.parameters
    known = bool(counts) and counts.keys() <= _BYTES.keys()
    size = sum(_BYTES[dtype] * count for dtype, count in counts.items()) if known else None
    return Hit(found, detected, size, None, None)
