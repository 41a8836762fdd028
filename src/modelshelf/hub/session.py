"""Questions to a Hub over one pool of connections, and how each of them may end.

Every answer has a bound in time and in size: a Hub that sends a byte now and then, or a body that
unpacks to gigabytes, would otherwise take a connection or all memory. A question whose asker goes
away is cut off.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import aiohttp
from pydantic import SecretStr
from yarl import URL

from modelshelf.hub.door import RateLimit
from modelshelf.hub.errors import HubUnreachable
from modelshelf.hub.lost import in_plain_words
from modelshelf.hub.outward import MAX_REDIRECTS, REDIRECTS, NoWay, Outward, open_session
from modelshelf.hub.refusals import Asked, odd_answer, rate_limit, rate_limited, refusal

_CONNECTIONS = 32
_WELCOME = {200, 206}
_RESOLVE = "/resolve/"


@dataclass(frozen=True, slots=True)
class Answer:
    """The body of an answer, and what is told beside it.

    Attributes:
        next_page: Where the next page is, if the Hub named one.
        whole: The body begins at the beginning, whatever range was asked for.
    """

    body: bytes
    next_page: URL | None
    whole: bool


class HubSession:
    """Belongs to the event loop that it is first used in.

    Args:
        answer_seconds: Bound on each answer, from the question to its last byte.
    """

    def __init__(self, endpoint: str, answer_seconds: float) -> None:
        self._endpoint = endpoint
        self._outward = Outward(URL(endpoint).origin())
        self._answer_seconds = answer_seconds
        # The Hub counts questions to its API and fetches of files apart.
        self._limits: dict[bool, tuple[RateLimit, float]] = {}
        self._http = open_session(aiohttp.TCPConnector(limit=_CONNECTIONS))

    @property
    def rate_limit(self) -> RateLimit | None:
        """Of the API: what the Hub said last, as it stands now."""
        return self._limit(of_files=False)

    async def get(
        self,
        url: URL,
        asked: Asked,
        token: SecretStr | None,
        *,
        most_bytes: int,
        headers: Mapping[str, str] | None = None,
        cut: bool = False,
    ) -> Answer:
        """Ask once, and follow wherever the Hub sends us.

        Args:
            most_bytes: A longer answer is an error, or with `cut` not read any further.

        Raises:
            HubUnreachable, HubRateLimited, and what `refusals.refusal` gives.
        """
        self._check_limit(url, asked)
        try:
            async with asyncio.timeout(self._answer_seconds):
                return await self._follow(url, asked, token, headers or {}, most_bytes, cut=cut)
        except TimeoutError as error:
            raise HubUnreachable(
                f"The Hub at {self._endpoint} did not answer within {self._answer_seconds:.0f} s. "
                "Try again later, or look at `modelshelf doctor`."
            ) from error
        except (aiohttp.ClientError, OSError) as error:
            raise HubUnreachable(
                f"The Hub at {self._endpoint} cannot be reached: {in_plain_words(error)}. "
                "Check the network and MODELSHELF_HUB_ENDPOINT."
            ) from error

    async def close(self) -> None:
        await self._http.close()

    async def _follow(
        self,
        url: URL,
        asked: Asked,
        token: SecretStr | None,
        headers: Mapping[str, str],
        most_bytes: int,
        *,
        cut: bool,
    ) -> Answer:
        for _ in range(MAX_REDIRECTS + 1):
            async with await self._outward.get(self._http, url, headers, token) as response:
                self._remember_limit(url, response.headers)
                if response.status in _WELCOME:
                    body = await self._read(response, most_bytes, cut=cut)
                    return Answer(body, _next_page(response), whole=response.status != 206)
                location = response.headers.get("Location")
                if response.status not in REDIRECTS or location is None:
                    raise refusal(asked, response.status, response.headers)
                try:
                    url = self._outward.joined(url, location)
                except NoWay as error:
                    raise odd_answer(self._endpoint) from error
        raise odd_answer(self._endpoint)

    async def _read(self, response: aiohttp.ClientResponse, most_bytes: int, *, cut: bool) -> bytes:
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise odd_answer(self._endpoint)
        pieces, size_bytes = [], 0
        async for piece in response.content.iter_any():
            pieces.append(piece)
            size_bytes += len(piece)
            if size_bytes > most_bytes:
                if cut:
                    response.close()
                    break
                raise odd_answer(self._endpoint)
        return b"".join(pieces)[:most_bytes]

    def _check_limit(self, url: URL, asked: Asked) -> None:
        limit = self._limit(of_files=_RESOLVE in url.path)
        if limit is not None and limit.remaining == 0:
            raise rate_limited(asked, limit.resets_in_seconds)

    def _limit(self, *, of_files: bool) -> RateLimit | None:
        limit, told_at = self._limits.get(of_files, (None, 0.0))
        if limit is None:
            return None
        left = limit.resets_in_seconds - (time.monotonic() - told_at)
        return replace(limit, resets_in_seconds=left) if left > 0 else None

    def _remember_limit(self, url: URL, headers: Mapping[str, str]) -> None:
        if url.origin() == self._outward.hub and (limit := rate_limit(headers)) is not None:
            self._limits[_RESOLVE in url.path] = (limit, time.monotonic())


def _next_page(response: aiohttp.ClientResponse) -> URL | None:
    link = response.links.get("next")
    following = link.get("url") if link is not None else None
    return following if isinstance(following, URL) else None
