"""What routers reach for: telling that an operation moved."""

from typing import Annotated, cast

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.kit.database import after_commit
from modelshelf.kit.web import state_of
from modelshelf.operations.models import Operation
from modelshelf.operations.news import News
from modelshelf.operations.schemas import OperationOut


async def _news(request: Request) -> News:
    return cast(News, state_of(request).news)


NewsOf = Annotated[News, Depends(_news)]


def moved(session: AsyncSession, news: News, operation: Operation) -> OperationOut:
    """The answer to whoever moved it; everybody is told once that stands."""
    after_commit(session, lambda: news.moved(operation))
    return OperationOut.of(operation)
