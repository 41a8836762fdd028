"""What routers reach for: telling that an operation moved."""

from typing import Annotated

from fastapi import Depends, Response
from sqlalchemy.ext.asyncio import AsyncSession

from modelshelf.kit.database import after_commit
from modelshelf.kit.web import PartOf, written_aside
from modelshelf.operations.models import Operation
from modelshelf.operations.news import News
from modelshelf.operations.schemas import OperationOut

NewsOf = Annotated[News, Depends(PartOf(News))]


async def moved(session: AsyncSession, news: News, operation: Operation) -> Response:
    """The answer to whoever moved it, an `OperationOut`; everybody is told once that stands."""
    after_commit(session, lambda: news.moved(operation))
    return await written_aside(lambda: OperationOut.of(operation))
