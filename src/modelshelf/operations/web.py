"""What routers of other domains reach for: telling that an operation moved."""

from typing import Annotated, cast

from fastapi import Depends, Request

from modelshelf.kit.web import state_of
from modelshelf.operations.news import News


async def _news(request: Request) -> News:
    return cast(News, state_of(request).news)


NewsOf = Annotated[News, Depends(_news)]
