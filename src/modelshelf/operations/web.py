"""What routers reach for: telling that an operation moved."""

from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.kit.database import after_commit
from modelshelf.kit.web import PartOf
from modelshelf.operations.models import Operation
from modelshelf.operations.news import News
from modelshelf.operations.schemas import OperationSummary

NewsOf = Annotated[News, Depends(PartOf(News))]


def moved(session: AsyncSession, news: News, operation: Operation) -> OperationSummary:
    """The answer to whoever moved it; everybody is told once that stands. Without its files: the
    transaction is open, and nobody else can write meanwhile."""
    after_commit(session, lambda: news.moved(operation))
    return OperationSummary.of(operation)
