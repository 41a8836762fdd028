"""What routers reach for: telling that an operation moved."""

from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.kit.database import after_commit
from modelshelf.kit.web import PartOf
from modelshelf.operations.models import Operation
from modelshelf.operations.news import News
from modelshelf.operations.schemas import OperationOut

NewsOf = Annotated[News, Depends(PartOf(News))]


def moved(session: AsyncSession, news: News, operation: Operation) -> OperationOut:
    """The answer to whoever moved it; everybody is told once that stands."""
    after_commit(session, lambda: news.moved(operation))
    return OperationOut.of(operation)
