"""What can go wrong with collections."""

import uuid
from typing import Self

from modelshelf.kit.errors import Conflict, Forbidden, NotFound


class CollectionNotFound(NotFound):
    code = "collection_not_found"
    title = "No such collection"

    @classmethod
    def of(cls, collection_id: uuid.UUID) -> Self:
        return cls(f"There is no collection {collection_id}. It may have been deleted already.")


class CollectionExists(Conflict):
    code = "collection_exists"
    title = "The name is taken"

    @classmethod
    def of(cls, name: str) -> Self:
        return cls(f"This owner has a collection named {name!r} already. Choose another name.")


class NotYourCollection(Forbidden):
    code = "not_your_collection"
    title = "Not your collection"

    @classmethod
    def of(cls, name: str) -> Self:
        return cls(
            f"The collection {name!r} belongs to somebody else. Its owner or an administrator "
            "can change it."
        )
