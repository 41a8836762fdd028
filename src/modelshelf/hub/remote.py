"""A real Hub over HTTP, asked without blocking.

The client is synchronous, and some of its requests have no timeout of their own: each call runs in
a thread of a pool that serves nothing else, and is given up after `ANSWER_SECONDS`.
"""

import asyncio
import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from pydantic import SecretStr

from modelshelf.hub.door import HubRepo, check_model_id, check_revision
from modelshelf.hub.errors import HubOffline, HubUnreachable

if TYPE_CHECKING:
    from modelshelf.hub.client import Client

T = TypeVar("T")

ANSWER_SECONDS = 10.0
CALLS_AT_ONCE = 16


class RemoteHub:
    """Implements `door.Hub`.

    Args:
        endpoint: Address of the Hub.
        token: Sent to the Hub if given; a token of the library's own log-in is never used.
        offline: Refuse every call with HubOffline.
    """

    def __init__(
        self, endpoint: str, token: SecretStr | None = None, *, offline: bool = False
    ) -> None:
        self.endpoint = endpoint.rstrip("/")
        self._token = token
        self._offline = offline
        self._threads = ThreadPoolExecutor(CALLS_AT_ONCE, thread_name_prefix="hub")

    async def look_up(self, model_id: str, revision: str | None = None) -> HubRepo:
        check_model_id(model_id)
        if revision is not None:
            check_revision(revision)
        return await self._ask(lambda client: client.look_up(model_id, revision))

    async def check_access(self, model_id: str) -> None:
        await self._ask(lambda client: client.check_access(model_id))

    async def _ask(self, question: Callable[["Client"], T]) -> T:
        if self._offline:
            raise HubOffline(
                "Modelshelf is set to work offline. Unset MODELSHELF_OFFLINE to ask the Hub."
            )
        loop = asyncio.get_running_loop()
        answer = loop.run_in_executor(self._threads, lambda: question(self._client))
        try:
            return await asyncio.wait_for(answer, ANSWER_SECONDS)
        except TimeoutError as error:
            raise HubUnreachable(
                f"The Hub at {self.endpoint} did not answer within {ANSWER_SECONDS:.0f} s. "
                "Try again later, or look at `modelshelf doctor`."
            ) from error

    @functools.cached_property
    def _client(self) -> "Client":
        # Imported with the first question, in its thread: it takes as long as half a start.
        from modelshelf.hub.client import Client  # noqa: PLC0415

        return Client(self.endpoint, self._token, ANSWER_SECONDS)
