"""The list as it is sent, kept until anything changes: most that ask for it have just done so."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from modelshelf.kit.database import Database
from modelshelf.library.listing import read_page
from modelshelf.library.query import ListQuery
from modelshelf.library.schemas import ModelList
from modelshelf.registry.curated import Curated


@dataclass(frozen=True, slots=True)
class Answer:
    """One page of the list as JSON; `tag` stands for its content."""

    body: bytes
    tag: str


async def written_out(
    database: Database, curated: Curated, node: str, owner_id: UUID, query: ListQuery
) -> Answer:
    """The page of the list that a user asked for, never older than the last commit."""

    async def write_out() -> Answer:
        async with database.read() as session:
            page = await read_page(session, curated, node, owner_id, query)
        body = ModelList.of(page).model_dump_json().encode()
        return Answer(body, f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"')

    key = ("list", node, owner_id, query)
    return await database.memo.get(key, write_out, lambda answer: len(answer.body))
