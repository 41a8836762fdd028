"""A Hub on loopback, and our door to it as somebody with a token, or nobody, uses it."""

from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from pydantic import SecretStr

from modelshelf.hub.remote import RemoteHub
from tests.hub import HubServer, LocalHub, running_hub

MakeDoor = Callable[..., RemoteHub]


@pytest.fixture(scope="module")
def module_server() -> Iterator[HubServer]:
    with running_hub(LocalHub()) as server:
        yield server


@pytest.fixture
def server(module_server: HubServer) -> Iterator[HubServer]:
    yield module_server
    module_server.faults.clear()
    module_server.stats.clear()
    module_server.hub.repos.clear()
    module_server.hub.users.clear()


@pytest.fixture
async def make_door(server: HubServer) -> AsyncIterator[MakeDoor]:
    doors = []

    def make(token: str | None = None, url: str | None = None) -> RemoteHub:
        async def source() -> SecretStr | None:
            return SecretStr(token) if token else None

        doors.append(RemoteHub(url or server.url, source))
        return doors[-1]

    yield make
    for door in doors:
        await door.close()
