"""The OpenAPI document, from which programs make their clients."""

from tests.support.api import API
from tests.support.product import Server


def test_every_shape_has_a_plain_name_of_its_own(server: Server) -> None:
    document = server.as_nobody().http.get(f"{API}/openapi.json").json()
    # Of two of one name, one is told from the other by the folders of our code.
    assert [name for name in document["components"]["schemas"] if not name.isalnum()] == []
