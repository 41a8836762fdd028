"""What can go wrong on the way from a Hub, to order.

A rule says which requests go wrong, and how. In this process:

    server.faults.set(Rule(Reset(after_bytes=1000), path=r"model\\.safetensors$", times=1))

and over HTTP, while the Hub runs in another process:

    PUT /_faults  [{"action": {"kind": "reset", "after_bytes": 1000}, "path": "...", "times": 1}]

All rules that match a request act on it together; of two that would end it, the first wins.
"""

import random
import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, TypeVar

from tests.hub.pace import ConnectionPacers, Pacer
from tests.hub.stats import Origin


@dataclass(frozen=True)
class Status:
    """Answer with this status instead. The second origin's 403 is an expired signed link."""

    status: int
    retry_after: str | None = None
    body: str = ""
    error_code: str | None = None
    error_message: str | None = None


@dataclass(frozen=True)
class Drop:
    """Close the connection instead of answering."""


@dataclass(frozen=True)
class Hang:
    """Keep the connection open and never answer."""


@dataclass(frozen=True)
class Delay:
    """Answer later."""

    seconds: float


@dataclass(frozen=True)
class RedirectLoop:
    """Redirect to the very same address."""


@dataclass(frozen=True)
class RedirectTo:
    """Redirect to another address, such as one that nobody answers at."""

    url: str


@dataclass(frozen=True)
class InvalidJson:
    """Answer 200 with the beginning of a JSON document."""


@dataclass(frozen=True)
class Reset:
    """Reset the connection (RST) after that many bytes of the body."""

    after_bytes: int


@dataclass(frozen=True)
class EndEarly:
    """Close the connection in good order after that many bytes of the body."""

    after_bytes: int


@dataclass(frozen=True)
class Stall:
    """Send that many bytes of the body, then keep the connection open without a byte."""

    after_bytes: int


@dataclass(frozen=True)
class Rate:
    """Send slowly: per connection (across its requests), or all matching bodies together."""

    bytes_per_second: float
    scope: Literal["connection", "all"] = "connection"


@dataclass(frozen=True)
class IgnoreRange:
    """Answer a range request with 200 and the whole body."""


@dataclass(frozen=True)
class WrongContentRange:
    """Announce another range than the one that is sent."""

    shift_bytes: int = 1


@dataclass(frozen=True)
class ChangedEtag:
    """Announce another ETag, as if the file had been replaced."""


@dataclass(frozen=True)
class WrongByte:
    """Flip the bits of one byte: the one after that many bytes of the body."""

    after_bytes: int = 0


Cut: TypeAlias = Reset | EndEarly | Stall
Action: TypeAlias = (
    Status
    | Drop
    | Hang
    | Delay
    | RedirectLoop
    | RedirectTo
    | InvalidJson
    | Cut
    | Rate
    | IgnoreRange
    | WrongContentRange
    | ChangedEtag
    | WrongByte
)

A = TypeVar("A")

_BODY_ACTIONS = (Reset, EndEarly, Stall, Rate, IgnoreRange, WrongContentRange, WrongByte)
_ACTIONS: tuple[type[Any], ...] = (
    *(Status, Drop, Hang, Delay, RedirectLoop, RedirectTo, InvalidJson, ChangedEtag),
    *_BODY_ACTIONS,
)
_KINDS = {re.sub(r"(?<!^)([A-Z])", r"_\1", kind.__name__).lower(): kind for kind in _ACTIONS}


@dataclass(frozen=True)
class Rule:
    """Which requests go wrong.

    An action on the body only meets GET requests for files. Where `after_bytes` lies beyond the
    end of the body, the last byte is hit: a fault that was ordered always bites.

    Attributes:
        path: A regular expression to be found in the decoded path (without the query).
        skip: So many matching requests are spared first.
        times: So many are hit; None for all.
        probability: Of a match being hit, from a random generator that starts at `seed`.
    """

    action: Action
    path: str = ""
    method: str | None = None
    origin: Origin | None = None
    skip: int = 0
    times: int | None = None
    probability: float = 1.0
    seed: int = 0

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "Rule":
        """The rule of a JSON object.

        Raises:
            ValueError: It is not one, with what is wrong.
        """
        try:
            action = dict(document["action"])
            kind = _KINDS[action.pop("kind")]
            rest = {name: value for name, value in document.items() if name != "action"}
            rule = cls(action=kind(**action), **rest)
            re.compile(rule.path)
        except (KeyError, TypeError, re.error) as error:
            raise ValueError(f"Not a rule: {error!r}. Kinds: {', '.join(_KINDS)}.") from error
        return rule


@dataclass(frozen=True)
class Trouble:
    """All that goes wrong with one request."""

    actions: tuple[Action, ...] = ()
    pacers: tuple[Pacer | ConnectionPacers, ...] = ()

    def first(self, kind: type[A]) -> A | None:
        return next((action for action in self.actions if isinstance(action, kind)), None)


@dataclass
class _ArmedRule:
    rule: Rule
    pacer: Pacer | ConnectionPacers | None
    matches: int = 0
    hits: int = 0
    chance: random.Random = field(default_factory=random.Random)

    @classmethod
    def of(cls, rule: Rule) -> "_ArmedRule":
        return cls(rule, _pacer_of(rule.action), chance=random.Random(rule.seed))

    def hits_now(self, origin: Origin, method: str, path: str, *, is_file: bool) -> bool:
        rule = self.rule
        if rule.origin not in (None, origin) or rule.method not in (None, method):
            return False
        if isinstance(rule.action, _BODY_ACTIONS) and not (is_file and method == "GET"):
            return False
        if not re.search(rule.path, path):
            return False
        self.matches += 1
        if self.matches <= rule.skip or (rule.times is not None and self.hits >= rule.times):
            return False
        if self.chance.random() >= rule.probability:
            return False
        self.hits += 1
        return True


class Faults:
    """The rules in force. They may be changed from any thread, at any time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._armed: list[_ArmedRule] = []

    def set(self, *rules: Rule) -> None:
        """Replace all rules."""
        with self._lock:
            self._armed = [_ArmedRule.of(rule) for rule in rules]

    def add(self, rule: Rule) -> None:
        with self._lock:
            self._armed.append(_ArmedRule.of(rule))

    def clear(self) -> None:
        self.set()

    @property
    def hits(self) -> list[int]:
        """How many requests each rule has hit, in the rules' order."""
        with self._lock:
            return [armed.hits for armed in self._armed]

    def set_from_json(self, document: Iterable[Mapping[str, Any]]) -> None:
        self.set(*[Rule.from_json(rule) for rule in document])

    def meet(self, origin: Origin, method: str, path: str, *, is_file: bool) -> Trouble:
        """What goes wrong with this request; counts as a match of the rules that fit it."""
        with self._lock:
            hit = [
                armed
                for armed in self._armed
                if armed.hits_now(origin, method, path, is_file=is_file)
            ]
        pacers = tuple(armed.pacer for armed in hit if armed.pacer is not None)
        return Trouble(tuple(armed.rule.action for armed in hit), pacers)


def _pacer_of(action: Action) -> Pacer | ConnectionPacers | None:
    match action:
        case Rate(rate, "all"):
            return Pacer(rate)
        case Rate(rate, _):
            return ConnectionPacers(rate)
        case _:
            return None
