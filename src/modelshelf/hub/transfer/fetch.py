"""One request for one range of one file, through whatever redirects the Hub sends us."""

import re
import socket
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from pydantic import SecretStr
from yarl import URL

from modelshelf.hub.door import HubFile, TokenSource
from modelshelf.hub.outward import MAX_REDIRECTS, REDIRECTS, NoWay, Outward, open_session
from modelshelf.hub.refusals import retry_after
from modelshelf.hub.transfer.body import Body, broken
from modelshelf.hub.transfer.job import TransferJob
from modelshelf.hub.transfer.patience import Patience
from modelshelf.hub.transfer.setback import Changed, Setback, refusal

_READ_BUFFER_BYTES = 256 * 1024
_MIN_WINDOW_BYTES = 128 * 1024
_MAX_WINDOW_BYTES = 4 * 1024 * 1024
# What a storage service answers when a signed address has expired.
_EXPIRED = {400, 401, 403, 404, 410}
_CONTENT_RANGE = re.compile(r"bytes ([0-9]{1,19})-([0-9]{1,19})/([0-9]{1,19})")


@dataclass(slots=True)
class Source:
    """Where one file comes from.

    Attributes:
        signed: The address that the Hub sent us to last time; it is good for a while.
    """

    file: HubFile
    url: URL
    signed: URL | None = None


@dataclass(slots=True)
class Fetcher:
    """Asks for ranges of files, over the connections of one session.

    Args:
        renew: Gives the token of this moment, when the Hub refuses the one that the job began with.
    """

    job: TransferJob
    patience: Patience
    renew: TokenSource | None = None
    _token: SecretStr | None = field(init=False)
    _session: aiohttp.ClientSession = field(init=False)
    _outward: Outward = field(init=False)

    async def __aenter__(self) -> "Fetcher":
        self._outward = Outward(URL(self.job.endpoint).origin())
        self._token = self.job.token
        timeout = aiohttp.ClientTimeout(
            total=None,
            sock_connect=self.patience.connect_seconds,
            sock_read=self.patience.silence_seconds,
        )
        self._session = open_session(
            aiohttp.TCPConnector(limit=0, socket_factory=_socket_with(_window_bytes(self.job))),
            timeout=timeout,
            read_bufsize=_READ_BUFFER_BYTES,
        )
        return self

    @property
    def _hub(self) -> URL:
        return self._outward.hub

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    def source(self, file: HubFile) -> Source:
        return Source(file, URL(self.job.url_of(file), encoded=True))

    @asynccontextmanager
    async def open(
        self, source: Source, start: int, end: int, *, ranged: bool
    ) -> AsyncIterator[Body]:
        """Ask for the bytes from `start` up to `end`, or with `ranged` False for the whole file.

        Raises:
            Setback: Try again later.
            Changed: The server's file is another one.
            Problem: Trying again cannot help.
        """
        wanted = {"Range": f"bytes={start}-{end - 1}"} if ranged else {}
        response = await self._ask(source, wanted)
        try:
            body = self._body(response, source.file, start, end)
        except BaseException:
            response.release()
            raise
        try:
            yield body
        finally:
            body.close()

    async def _ask(self, source: Source, headers: Mapping[str, str]) -> aiohttp.ClientResponse:
        url = source.signed or source.url
        remembered = source.signed
        for _ in range(MAX_REDIRECTS + 1):
            token = self._token
            response = await self._get(url, headers, token)
            status = response.status
            if status in (200, 206):
                self._check_identity(source.file, response)
                source.signed = url if url != source.url else None
                return response
            response.release()
            if status in REDIRECTS and "Location" in response.headers:
                self._check_identity(source.file, response)
                try:
                    url = self._outward.joined(url, response.headers["Location"])
                except NoWay as error:
                    raise Setback(f"the Hub sent us to {error}") from error
            elif status in _EXPIRED and (url == remembered or url.origin() != self._hub):
                source.signed = None
                raise Setback(f"the address of {source.file.path} expired (status {status})")
            elif status == 401 and url.origin() == self._hub and await self._has_another(token):
                continue
            elif url.origin() == self._hub:
                raise refusal(self.job, source.file, status, response.headers)
            else:
                raise Setback(
                    f"{url.host} answered {status} for {source.file.path}",
                    retry_after_seconds=retry_after(response.headers.get("Retry-After")),
                )
        source.signed = None
        raise Setback(f"the Hub sent us in circles for {source.file.path}")

    async def _has_another(self, refused: SecretStr | None) -> bool:
        """Whether there is another token by now than the one that the Hub refused."""
        if self._token == refused and self.renew is not None:
            self._token = await self.renew()
        return self._token != refused

    async def _get(
        self, url: URL, headers: Mapping[str, str], token: SecretStr | None
    ) -> aiohttp.ClientResponse:
        try:
            return await self._outward.get(self._session, url, headers, token)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise broken(error) from error

    def _body(self, response: aiohttp.ClientResponse, file: HubFile, start: int, end: int) -> Body:
        first = _first_byte(response, file, start, end)
        silence_seconds = self.patience.silence_seconds
        try:
            return Body(response, first or 0, whole=first is None, silence_seconds=silence_seconds)
        except aiohttp.ClientError as error:
            raise broken(error) from error

    def _check_identity(self, file: HubFile, response: aiohttp.ClientResponse) -> None:
        # Storage services have ETags of their own: only the Hub's tell which file it is.
        if response.url.origin() != self._hub:
            return
        headers = response.headers
        etag = headers.get("X-Linked-Etag") or headers.get("ETag")
        if etag is not None and etag.removeprefix("W/").strip('"') != file.blob:
            response.release()
            raise Changed(f"The Hub's {file.path} has another ETag than announced")
        size = headers.get("X-Linked-Size")
        if size is not None and size != str(file.size_bytes):
            response.release()
            raise Changed(f"The Hub's {file.path} has {size} bytes, {file.size_bytes} announced")


def _window_bytes(job: TransferJob) -> int:
    """What a connection's socket may hold for us: a death loses it, and a short one slows us down.

    All of them together hold at most a fortieth of the largest file, half of what an interruption
    may cost. Eight windows of 256 KiB, for 80 MB, carry 70 MB/s over a round trip of 30 ms.
    """
    largest_bytes = max((file.size_bytes for file in job.files), default=0)
    share = largest_bytes // (40 * job.connections)
    return max(_MIN_WINDOW_BYTES, min(share, _MAX_WINDOW_BYTES))


def _socket_with(window_bytes: int) -> Callable[[aiohttp.AddrInfoType], socket.socket]:
    def make(address: aiohttp.AddrInfoType) -> socket.socket:
        made = socket.socket(*address[:3])
        if sys.platform == "linux":
            # Unlike SO_RCVBUF it leaves the kernel free to choose less, and needs no larger limit.
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_WINDOW_CLAMP, window_bytes)
        return made

    return make


def _first_byte(
    response: aiohttp.ClientResponse, file: HubFile, start: int, end: int
) -> int | None:
    """Where the answer begins in the file; None when it is the whole file."""
    if response.status == 200:
        size = response.content_length
        if size is not None and size != file.size_bytes:
            raise Changed(f"The server's {file.path} has {size} bytes, {file.size_bytes} announced")
        return None
    told = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
    if told is None or (int(told[1]), int(told[2]) + 1) != (start, end):
        raise Setback(f"the server answered with another range of {file.path} than asked for")
    if int(told[3]) != file.size_bytes:
        raise Changed(f"The server's {file.path} has {told[3]} bytes, {file.size_bytes} announced")
    return start
