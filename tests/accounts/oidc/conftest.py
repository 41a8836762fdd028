from collections.abc import Iterator

import pytest

from tests.accounts.oidc.idp import Idp, running_idp


@pytest.fixture
def idp() -> Iterator[Idp]:
    with running_idp() as idp:
        idp.claims = {"sub": "42", "preferred_username": "grace"}
        yield idp
