"""The brake on guessing: shared between servers, and there when what they share is not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import redis.asyncio as redis

from modelshelf.accounts.attempts import (
    MOST_PER_ACCOUNT,
    MOST_PER_ADDRESS,
    WINDOW_SECONDS,
    SignInAttempts,
)
from modelshelf.accounts.errors import TooManyAttempts
from modelshelf.kit.throttle import Full, Memory, Throttle
from tests.support.valkey import running_valkey
from tests.support.wait import PATIENCE_SECONDS


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


async def fail_until_refused(attempts: SignInAttempts, username: str, address: str) -> int:
    for number in range(MOST_PER_ADDRESS + 1):
        try:
            await attempts.begin(username, address)
        except TooManyAttempts:
            return number
    raise AssertionError("never refused")


@pytest.fixture(params=["memory", "valkey"])
async def attempts(request: pytest.FixtureRequest) -> AsyncIterator[SignInAttempts]:
    url = request.getfixturevalue("valkey") if request.param == "valkey" else None
    async with counting_at(url) as attempts:
        yield attempts


@asynccontextmanager
async def counting_at(url: str | None) -> AsyncIterator[SignInAttempts]:
    throttle = Throttle(url)
    yield SignInAttempts(throttle)
    await throttle.close()


async def test_account_is_free_again_when_the_window_has_passed() -> None:
    clock = Clock()
    attempts = SignInAttempts(Throttle(None, Memory(clock)))
    assert await fail_until_refused(attempts, "ada", "10.0.0.1") == MOST_PER_ACCOUNT
    clock.seconds = WINDOW_SECONDS - 1
    with pytest.raises(TooManyAttempts) as refused:
        await attempts.begin("ada", "10.0.0.1")
    assert refused.value.fields["retry_after_seconds"] == 1
    clock.seconds = WINDOW_SECONDS
    await attempts.begin("ada", "10.0.0.1")


async def test_the_window_passes_in_the_valkey_too(valkey: str) -> None:
    throttle = Throttle(valkey)
    await throttle.begin("modelshelf:test:window", 1, 0.2)
    deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    while True:
        try:
            await throttle.begin("modelshelf:test:window", 1, 0.2)
            break
        except Full as full:
            assert full.seconds == 1
            assert asyncio.get_running_loop().time() < deadline
            await asyncio.sleep(0.02)
    await throttle.close()


async def test_one_guesser_does_not_lock_out_others(attempts: SignInAttempts) -> None:
    assert await fail_until_refused(attempts, "ada", "10.1.0.1") == MOST_PER_ACCOUNT
    await attempts.begin("ada", "10.1.0.2")
    await attempts.begin("bob", "10.1.0.1")


async def test_nor_does_it_help_to_try_one_password_on_many_names(attempts: SignInAttempts) -> None:
    for number in range(MOST_PER_ADDRESS):
        await attempts.begin(f"name{number}", "10.2.0.1")
    with pytest.raises(TooManyAttempts):
        await attempts.begin("another", "10.2.0.1")
    await attempts.begin("another", "10.2.0.2")


async def test_a_network_of_ipv6_is_one_address(attempts: SignInAttempts) -> None:
    for number in range(MOST_PER_ACCOUNT):
        await attempts.begin("ada", f"2001:db8::{number + 1}")
    with pytest.raises(TooManyAttempts):
        await attempts.begin("ada", "2001:db8::ffff")
    await attempts.begin("ada", "2001:db8:0:1::1")
    await attempts.begin("ada", "::ffff:10.3.0.1")


async def test_success_wipes_the_slate(attempts: SignInAttempts) -> None:
    for _ in range(MOST_PER_ADDRESS + MOST_PER_ACCOUNT):
        await attempts.succeeded(await attempts.begin("ada", "10.4.0.1"))


async def test_many_at_the_same_moment_count_as_many(attempts: SignInAttempts) -> None:
    tries = [attempts.begin("ada", "10.5.0.1") for _ in range(3 * MOST_PER_ACCOUNT)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(r, TooManyAttempts) for r in results) == 2 * MOST_PER_ACCOUNT


async def test_servers_count_together(valkey: str) -> None:
    async with counting_at(valkey) as one, counting_at(valkey) as other:
        for number in range(MOST_PER_ACCOUNT):
            await (one, other)[number % 2].begin("ada", "10.6.0.1")
        for server in (one, other):
            with pytest.raises(TooManyAttempts):
                await server.begin("ada", "10.6.0.1")


async def test_without_its_valkey_a_server_counts_by_itself() -> None:
    with running_valkey() as server:
        async with counting_at(server.url) as attempts:
            await attempts.begin("ada", "10.7.0.1")
            server.kill()
            assert await fail_until_refused(attempts, "ada", "10.7.0.1") == MOST_PER_ACCOUNT
            server.start()
            await attempts.succeeded(await attempts.begin("bob", "10.7.0.1"))


async def test_what_is_typed_as_a_name_is_not_stored(valkey: str) -> None:
    async with counting_at(valkey) as attempts:
        await attempts.begin("my-secret-password", "10.8.0.1")
    async with redis.from_url(valkey) as client:
        assert not [key for key in await client.keys() if b"secret" in key]
