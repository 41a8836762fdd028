"""Where a Hub may send us, and where nobody lets himself be sent."""

import pytest
from yarl import URL

from modelshelf.hub.errors import HubUnreachable
from modelshelf.hub.outward import NoWay, Outward
from tests.hub import HubServer, Rule
from tests.hub.faults import RedirectTo
from tests.hub_door.conftest import MakeDoor
from tests.support.models import add_model

PUBLIC = "https://huggingface.co"
OWN = "http://hub.internal:8080"
SECRETS = "169.254.169.254"


@pytest.mark.parametrize(
    ("hub", "target"),
    [
        (PUBLIC, "https://cas-bridge.xethub.hf.co/blob?sig=a%2Fb"),
        (PUBLIC, "https://cdn-lfs.example.org/blob"),
        (PUBLIC, "/api/resolve-cache/models/a/b"),
        (OWN, "http://10.0.0.7:9000/bucket/blob"),
        (OWN, "http://127.0.0.1:9000/bucket/blob"),
        (OWN, "http://localhost:9000/blob"),
        ("http://169.254.7.7:8080", "http://169.254.7.7:8080/blob"),
        ("https://hub.example.org", "http://minio:9000/blob"),
    ],
)
def test_where_storage_may_be(hub: str, target: str) -> None:
    joined = Outward(URL(hub)).joined(URL(hub) / "a/b/resolve/main/x", target)
    assert str(joined) == (target if "://" in target else hub + target)


@pytest.mark.parametrize(
    ("hub", "target"),
    [
        *((hub, f"http://{SECRETS}/latest") for hub in (PUBLIC, OWN)),
        *((hub, f"https://{SECRETS}/latest") for hub in (PUBLIC, OWN)),
        (OWN, "http://2852039166/latest"),  # The same as one number,
        (OWN, "http://[::ffff:a9fe:a9fe]/latest"),  # within IPv6,
        (OWN, "http://0xa9.0xfe.0xa9.0xfe/latest"),  # and as C spells numbers.
        (OWN, "http://[fe80::1]/latest"),
        (OWN, "file:///etc/passwd"),
        (OWN, "http://host:99999/"),
        (PUBLIC, "https://10.0.0.7/blob"),
        (PUBLIC, "https://127.0.0.1:8000/api"),
        (PUBLIC, "https://[::1]/api"),
        (PUBLIC, "https://localhost/api"),
        (PUBLIC, "http://rebinds.example.org/blob"),
    ],
)
def test_where_it_is_not(hub: str, target: str) -> None:
    with pytest.raises(NoWay):
        Outward(URL(hub)).joined(URL(hub) / "a/b/resolve/main/x", target)


async def test_a_hub_that_sends_us_to_the_secrets_of_a_cloud_is_none(
    server: HubServer, make_door: MakeDoor
) -> None:
    repo = add_model(server)
    server.faults.add(Rule(RedirectTo(f"http://{SECRETS}/latest/meta-data"), path=repo.id))
    with pytest.raises(HubUnreachable, match="does not speak as a Hub does"):
        await make_door().look_up(repo.id)
