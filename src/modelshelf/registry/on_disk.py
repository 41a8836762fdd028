"""What a model on the disk is: what the list says of it, else what its own files tell."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict

from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.cache.indexing.describer import Describer
from modelshelf.cache.reading.repo import Description
from modelshelf.cache.reading.small_reads import SmallReads
from modelshelf.registry.curated import Curated
from modelshelf.registry.detect import detect
from modelshelf.registry.detect.wanted import SMALL_FILES
from modelshelf.registry.kinds import ModelType
from modelshelf.registry.service import offered

# To be moved on with the rules of `detect`: whatever was found by others is found anew.
RULES = "2"


def describer(curated: Curated) -> Describer:
    """Tells a curated model by its entry, and every other by its files, where that is certain."""
    types = {model.id: model.type for model in curated.models}

    def describe(snapshot: str, model_id: str) -> Description:
        if (known := types.get(model_id)) is not None:
            return Description(known.value, {}, rules)
        reads = SmallReads()
        contents = {path: reads.read(f"{snapshot}/{path}") for path in SMALL_FILES}
        found = detect({path: text for path, text in contents.items() if text is not None})
        traits = {name: value for name, value in asdict(found.traits).items() if value is not None}
        return Description(found.model_type.value if found.model_type else None, traits, rules)

    async def offered_as(session: AsyncSession) -> Mapping[str, str]:
        return {o.id: o.model_type.value for o in await offered(session, curated, None)}

    # A model may come into the list, or change its type there, with the next version.
    rules = f"{RULES} {_hash_of(types)}"
    return Describer(rules, describe, offered_as)


def _hash_of(types: Mapping[str, ModelType]) -> str:
    listed = "\n".join(f"{model_id} {types[model_id]}" for model_id in sorted(types))
    return hashlib.blake2b(listed.encode(), digest_size=6).hexdigest()
