"""A real Hub over HTTP, asked without blocking.

The client is synchronous: each question has a thread of its own, and is given up after
`ANSWER_SECONDS`. The threads are daemons, so that a Hub that never ends its answer cannot keep the
process from ending.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from pydantic import SecretStr

from modelshelf.hub.door import HubRepo, TokenHolder, TokenSource, check_model_id, check_revision
from modelshelf.hub.errors import HubOffline, HubUnreachable

if TYPE_CHECKING:
    from modelshelf.hub.client import Client

T = TypeVar("T")

ANSWER_SECONDS = 10.0
QUESTIONS_AT_ONCE = 32


class RemoteHub:
    """Implements `door.Hub`.

    Args:
        endpoint: Address of the Hub.
        token: Gives what is sent to the Hub, if anything; a token of the library's own log-in is
            never used.
        offline: Refuse every call with HubOffline.
    """

    def __init__(
        self, endpoint: str, token: TokenSource | None = None, *, offline: bool = False
    ) -> None:
        self.endpoint = endpoint.rstrip("/")
        self._token = token
        self._offline = offline
        self._places = asyncio.Semaphore(QUESTIONS_AT_ONCE)
        self._opening = threading.Lock()
        self._bounded = False

    async def look_up(self, model_id: str, revision: str | None = None) -> HubRepo:
        check_model_id(model_id)
        if revision is not None:
            check_revision(revision)
        return await self._ask(lambda client: client.look_up(model_id, revision))

    async def check_access(self, model_id: str) -> None:
        await self._ask(lambda client: client.check_access(model_id))

    async def who_is(self, token: SecretStr) -> TokenHolder:
        """Whose a token is. Raises: TokenInvalid, HubUnreachable, HubOffline."""
        return await self._ask(lambda client: client.who_is(), token)

    async def _ask(self, question: Callable[["Client"], T], token: SecretStr | None = None) -> T:
        if self._offline:
            raise HubOffline(
                "Modelshelf is set to work offline. Unset MODELSHELF_OFFLINE to ask the Hub."
            )
        try:
            async with asyncio.timeout(ANSWER_SECONDS), self._places:
                if token is None and self._token is not None:
                    token = await self._token()
                return await _in_thread(lambda: question(self._client(token)))
        except TimeoutError as error:
            raise HubUnreachable(
                f"The Hub at {self.endpoint} did not answer within {ANSWER_SECONDS:.0f} s. "
                "Try again later, or look at `modelshelf doctor`."
            ) from error

    def _client(self, token: SecretStr | None) -> "Client":
        # Imported with the first question, in its thread: it takes as long as half a start.
        from modelshelf.hub.client import Client, bound_answers  # noqa: PLC0415

        with self._opening:
            if not self._bounded:
                bound_answers(ANSWER_SECONDS)
                self._bounded = True
        return Client(self.endpoint, token, ANSWER_SECONDS)


async def _in_thread(call: Callable[[], T]) -> T:
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if answer.done():  # Given up meanwhile.
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(result)  # type: ignore[arg-type] # no error: it is a T

    def run() -> None:
        result, failure = None, None
        try:
            result = call()
        except BaseException as error:
            failure = error
        with contextlib.suppress(RuntimeError):  # The loop has ended, and with it whoever asked.
            loop.call_soon_threadsafe(settle, result, failure)

    threading.Thread(target=run, name="hub", daemon=True).start()
    return await answer
