"""How long a transfer waits for what, and when it gives up."""

import random
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Patience:
    """The times after which a transfer does something else. In seconds, but for one.

    Attributes:
        connect_seconds: For a connection to be made.
        silence_seconds: Without a single byte on a connection, before it is replaced.
        give_up_seconds: Without a single byte in the whole transfer, before it fails.
        hiccup_seconds: Without a single byte since a request failed, before that is told.
        first_pause_seconds: Upper bound of the pause after a first failure; it doubles each time.
        longest_pause_seconds: Upper bound of any such pause.
        longest_retry_after_seconds: How much of a server's `Retry-After` we follow.
        lock_seconds: How long another program may hold a blob's lock without its download
            growing, before we go on without the lock: its holder is stopped or stuck.
        lock_poll_seconds: Between two tries for a lock that is held.
        steal_seconds: An idle connection takes over half of a segment that would take longer.
        vain_tries: How often in a row one file may break off, with nothing of it to keep, before
            the transfer fails. A number.
        wind_up_seconds: For what was received to reach the disk when the transfer is cancelled.
    """

    connect_seconds: float = 10.0
    silence_seconds: float = 15.0
    give_up_seconds: float = 120.0
    hiccup_seconds: float = 3.0
    first_pause_seconds: float = 0.5
    longest_pause_seconds: float = 20.0
    longest_retry_after_seconds: float = 60.0
    lock_seconds: float = 60.0
    lock_poll_seconds: float = 0.5
    steal_seconds: float = 2.0
    vain_tries: int = 10
    wind_up_seconds: float = 1.0

    @classmethod
    def within(cls, silence_seconds: float, give_up_seconds: float) -> Self:
        """A patience that is the usual one, but for two times; shorter ones follow from them."""
        usual = cls()
        return cls(
            connect_seconds=min(usual.connect_seconds, give_up_seconds / 2),
            silence_seconds=min(silence_seconds, give_up_seconds / 2),
            give_up_seconds=give_up_seconds,
            hiccup_seconds=min(usual.hiccup_seconds, give_up_seconds / 6),
            longest_pause_seconds=min(usual.longest_pause_seconds, give_up_seconds / 6),
            longest_retry_after_seconds=min(usual.longest_retry_after_seconds, give_up_seconds / 2),
        )

    def pause(self, failures: int) -> float:
        """Seconds to wait after so many failures in a row (at least one).

        Exponential with full jitter, so that many connections do not come back all at once.
        """
        ceiling = self.first_pause_seconds * 2 ** min(failures - 1, 16)
        return random.uniform(0, min(ceiling, self.longest_pause_seconds))
