"""A real Hub over HTTP."""

import asyncio
import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote, urlencode

from pydantic import SecretStr

from modelshelf.hub import answers
from modelshelf.hub.door import (
    FoundPage,
    HubRepo,
    RateLimit,
    SearchAsk,
    SearchOrder,
    TokenHolder,
    TokenSource,
    check_model_id,
    check_revision,
)
from modelshelf.hub.errors import HubOffline, ModelGated, ModelNotFound, TokenInvalid
from modelshelf.hub.pace import Pace
from modelshelf.hub.refusals import Asked, odd_answer

if TYPE_CHECKING:
    from yarl import URL

    from modelshelf.hub.session import HubSession

T = TypeVar("T")

ANSWER_SECONDS = 10.0
ANSWER_BYTES = 64 * 2**20
# A longer answer is read in a thread: it holds others up.
_QUICK_BYTES = 256 * 1024
# A page that has just been opened asks for a good deal first.
_WARM_UP_AFTER_SECONDS = 1.0

_ORDERS = {
    SearchOrder.DOWNLOADS: "downloads",
    SearchOrder.LIKES: "likes",
    SearchOrder.RECENT: "lastModified",
    SearchOrder.TRENDING: "trendingScore",
}
# What a hit is described by; all of it comes with the one answer.
_OF_A_HIT = (
    "cardData", "config", "createdAt", "downloads", "gated", "gguf", "lastModified",
    "library_name", "likes", "pipeline_tag", "private", "safetensors", "siblings", "tags",
    "trendingScore",
)  # fmt: skip


class RemoteHub:
    """Implements `door.Hub`.

    Args:
        endpoint: Address of the Hub.
        token: Gives what is sent to the Hub, if anything; a token of the library's own log-in is
            never used.
        offline: Refuse every question with HubOffline.
    """

    def __init__(
        self, endpoint: str, token: TokenSource | None = None, *, offline: bool = False
    ) -> None:
        self._endpoint = endpoint.rstrip("/")
        self._token = token
        self._offline = offline
        self._session: HubSession | None = None
        self._opening = asyncio.Lock()
        self._typing = Pace()
        self._warming: asyncio.Task[None] | None = None

    @property
    def endpoint(self) -> str:
        return self._endpoint

    @property
    def rate_limit(self) -> RateLimit | None:
        return self._session.rate_limit if self._session else None

    def warm_up(self) -> None:
        """Make ready, in a moment and in the background, what the first question needs.

        That takes a fifth of a second, which whoever types into a search would wait for. The Hub
        is not asked anything.
        """
        if self._warming is None and not self._offline:
            self._warming = asyncio.create_task(self._warm())

    async def _warm(self) -> None:
        await asyncio.sleep(_WARM_UP_AFTER_SECONDS)
        await self._open()

    async def look_up(self, model_id: str, revision: str | None = None) -> HubRepo:
        check_model_id(model_id)
        path = f"models/{model_id}"
        if revision is not None:
            path += f"/revision/{quote(check_revision(revision), safe='')}"
        query = urlencode({"blobs": "true", "securityStatus": "true"})
        session = await self._open()
        token = await self._sent()
        asked = Asked(self._endpoint, token is not None, model_id, revision)
        answer = await session.get(self._api(path, query), asked, token, most_bytes=ANSWER_BYTES)
        return await self._understand(answer.body, functools.partial(answers.read_repo, model_id))

    async def check_access(self, model_id: str) -> None:
        session = await self._open()
        token = await self._sent()
        url = self._api(f"models/{check_model_id(model_id)}/auth-check")
        asked = Asked(self._endpoint, token is not None, model_id)
        await session.get(url, asked, token, most_bytes=ANSWER_BYTES)

    async def who_is(self, token: SecretStr) -> TokenHolder:
        """Whose a token is. Raises: TokenInvalid, HubUnreachable, HubOffline."""
        session = await self._open()
        asked = Asked(self._endpoint, has_token=True)
        try:
            answer = await session.get(
                self._api("whoami-v2"), asked, token, most_bytes=ANSWER_BYTES
            )
        except (TokenInvalid, ModelGated, ModelNotFound) as error:
            raise TokenInvalid(
                f"The Hub at {self._endpoint} does not accept this token. Copy it once more from "
                "your settings there, or make a new one."
            ) from error
        return await self._understand(answer.body, answers.read_token_holder)

    async def search(self, ask: SearchAsk) -> FoundPage:
        session = await self._open()
        await self._typing.wait()
        url = self._api("models", urlencode(_search_query(ask), doseq=True))
        token = await self._sent()
        asked = Asked(self._endpoint, token is not None, cursor=ask.cursor)
        answer = await session.get(url, asked, token, most_bytes=ANSWER_BYTES)
        hits = await self._understand(answer.body, answers.read_hits)
        following = answer.next_page.query.get("cursor") if answer.next_page else None
        return FoundPage(hits[: ask.limit], following, len(answer.body))

    async def read(
        self, model_id: str, sha: str, path: str, *, start: int = 0, size_bytes: int
    ) -> bytes:
        from yarl import URL  # noqa: PLC0415 (see _import_session)

        session = await self._open()
        token = await self._sent()
        asked = Asked(self._endpoint, token is not None, check_model_id(model_id), sha, path)
        url = URL(f"{self._endpoint}/{model_id}/resolve/{sha}/{quote(path)}", encoded=True)
        headers = {"Range": f"bytes={start}-{start + size_bytes - 1}"}
        answer = await session.get(
            url, asked, token, most_bytes=size_bytes, headers=headers, cut=True
        )
        if answer.whole and start > 0:  # The server takes no ranges, and we want no more of it.
            raise odd_answer(self._endpoint)
        return answer.body

    async def close(self) -> None:
        if self._warming is not None:
            self._warming.cancel()
            await asyncio.gather(self._warming, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _sent(self) -> SecretStr | None:
        return await self._token() if self._token is not None else None

    async def _open(self) -> "HubSession":
        if self._offline:
            raise HubOffline(
                "Modelshelf is set to work offline. Unset MODELSHELF_OFFLINE to ask the Hub."
            )
        async with self._opening:
            if self._session is None:
                session_type = await asyncio.to_thread(_import_session)
                self._session = session_type(self._endpoint, ANSWER_SECONDS)
        return self._session

    def _api(self, path: str, query: str = "") -> "URL":
        from yarl import URL  # noqa: PLC0415 (see _import_session)

        return URL(f"{self._endpoint}/api/{path}" + (f"?{query}" if query else ""), encoded=True)

    async def _understand(self, body: bytes, read: Callable[[bytes], T]) -> T:
        try:
            if len(body) > _QUICK_BYTES:
                return await asyncio.to_thread(read, body)
            return read(body)
        except answers.ODD_ANSWER as error:
            raise odd_answer(self._endpoint) from error


def _search_query(ask: SearchAsk) -> dict[str, str | int | list[str]]:
    """As `HfApi.list_models` of huggingface_hub 2.4 spells it."""
    sizes = [
        f"{name}:{bound}"
        for name, bound in (("min", ask.min_parameters), ("max", ask.max_parameters))
        if bound is not None
    ]
    query: dict[str, str | int | list[str] | None] = {
        "search": ask.text or None,
        "author": ask.author,
        "pipeline_tag": ask.pipeline,
        "filter": list(ask.tags) or None,
        "num_parameters": ",".join(sizes) or None,
        "sort": _ORDERS[ask.order],
        "limit": ask.limit,
        "expand": list(_OF_A_HIT),
        "cursor": ask.cursor,
    }
    return {name: value for name, value in query.items() if value is not None}


def _import_session() -> "type[HubSession]":
    # With the first question, in a thread.
    from modelshelf.hub.session import HubSession  # noqa: PLC0415 (takes a third of a start)

    return HubSession
