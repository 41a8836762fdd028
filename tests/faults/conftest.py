import pytest

from tests.faults.slow import RATE_BYTES_PER_SECOND, SIZE_BYTES
from tests.hub import HubServer, Repo
from tests.support.fixtures import *  # noqa: F403 (pytest finds fixtures by their names)
from tests.support.models import add_model, slowly


@pytest.fixture
def repo(hub: HubServer) -> Repo:
    """A model that takes some seconds to download, until the Hub's faults are cleared."""
    repo = add_model(hub, SIZE_BYTES)
    slowly(hub, repo, RATE_BYTES_PER_SECOND)
    return repo
