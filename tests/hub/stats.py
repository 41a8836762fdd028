"""What a local Hub has seen, so that a test can tell what was asked of it and what was not."""

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, TypeAlias

Origin: TypeAlias = Literal["hub", "cdn"]

_REMEMBERED_REQUESTS = 20_000


@dataclass(frozen=True)
class Seen:
    """One request.

    Attributes:
        path: Decoded, without the query.
        headers: Names in lower case.
        client_port: Tells the connections of one client apart.
        came_at: In seconds of a clock that only moves forward.
    """

    origin: Origin
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    client_port: int
    came_at: float

    @property
    def token(self) -> str | None:
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token if scheme == "Bearer" else None


@dataclass
class Stats:
    """Counted since the start, or since the last `clear`.

    Attributes:
        body_bytes: By path: bytes of file content handed to the network. Of a body that goes from
            disk to the kernel in one piece, all are counted at once and the rest given back when
            the client hangs up.
        peak_connections: Most connections that one origin had open when a request came in.
        sending: By path: how many bodies are under way at this moment.
        abandoned: Paths of requests whose client hung up before it had the answer.
    """

    seen: deque[Seen] = field(default_factory=lambda: deque(maxlen=_REMEMBERED_REQUESTS))
    body_bytes: Counter[str] = field(default_factory=Counter)
    sending: Counter[str] = field(default_factory=Counter)
    peak_connections: int = 0
    abandoned: list[str] = field(default_factory=list)

    @property
    def total_body_bytes(self) -> int:
        # In one step: the Hub's own thread counts on.
        return sum(tuple(self.body_bytes.values()))

    def requests(
        self, method: str | None = None, path: str = "", origin: Origin | None = None
    ) -> list[Seen]:
        """The requests of a method, with `path` somewhere in their path, to an origin."""
        return [
            seen
            for seen in list(self.seen)
            if (method is None or seen.method == method)
            and (origin is None or seen.origin == origin)
            and path in seen.path
        ]

    def clear(self) -> None:
        self.seen.clear()
        self.body_bytes.clear()
        self.peak_connections = 0
        self.abandoned.clear()

    def document(self) -> dict[str, Any]:
        """As JSON: `requests` maps "GET /path" to how often."""
        return {
            "requests": dict(Counter(f"{seen.method} {seen.path}" for seen in list(self.seen))),
            "body_bytes": dict(self.body_bytes),
            "total_body_bytes": self.total_body_bytes,
            "peak_connections": self.peak_connections,
            "abandoned": self.abandoned,
            "seen": [asdict(seen) for seen in list(self.seen)],
        }
