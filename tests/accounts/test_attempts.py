"""The brake on guessing, by a clock of the test's own."""

import pytest

from modelshelf.accounts.attempts import MOST_FAILURES, WINDOW_SECONDS, SignInAttempts
from modelshelf.accounts.errors import TooManyAttempts


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def fail_until_refused(attempts: SignInAttempts, username: str, address: str) -> int:
    for number in range(MOST_FAILURES + 1):
        try:
            attempts.begin(username, address)
        except TooManyAttempts:
            return number
    raise AssertionError("never refused")


def test_account_is_free_again_when_the_window_has_passed() -> None:
    clock = Clock()
    attempts = SignInAttempts(clock)
    assert fail_until_refused(attempts, "ada", "10.0.0.1") == MOST_FAILURES
    clock.seconds = WINDOW_SECONDS - 1
    with pytest.raises(TooManyAttempts) as refused:
        attempts.begin("ada", "10.0.0.1")
    assert refused.value.fields["retry_after_seconds"] == 1
    clock.seconds = WINDOW_SECONDS
    attempts.begin("ada", "10.0.0.1")


def test_one_guesser_does_not_lock_out_others() -> None:
    attempts = SignInAttempts(Clock())
    fail_until_refused(attempts, "ada", "10.0.0.1")
    attempts.begin("ada", "10.0.0.2")
    attempts.begin("bob", "10.0.0.1")


def test_success_wipes_the_slate() -> None:
    attempts = SignInAttempts(Clock())
    for _ in range(3 * MOST_FAILURES):
        attempts.begin("ada", "10.0.0.1")
        attempts.succeeded("ada", "10.0.0.1")
