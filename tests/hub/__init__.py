"""A Hugging Face Hub of our own on loopback, with faults to order.

It stands for the outside world, so it imports nothing of modelshelf.

    hub = LocalHub()
    repo = hub.add("demo/tiny", {"config.json": "{}", "model.safetensors": Pattern(5_000_000)})
    with running_hub(hub, Options(second_origin=True)) as server:
        server.faults.set(Rule(Reset(after_bytes=1000), path="safetensors", times=1))
        HfApi(endpoint=server.url).model_info("demo/tiny")
        assert server.stats.requests("GET", "demo/tiny")
"""

from tests.hub.content import Announced, Content, Inline, OnDisk, Pattern
from tests.hub.faults import (
    ChangedEtag,
    Delay,
    Drop,
    EndEarly,
    Faults,
    Hang,
    IgnoreRange,
    InvalidJson,
    Rate,
    RedirectLoop,
    Reset,
    Rule,
    Stall,
    Status,
    WrongByte,
    WrongContentRange,
)
from tests.hub.repository import Commit, File, LocalHub, Repo, User
from tests.hub.server import HubServer, running_hub
from tests.hub.serving import Options
from tests.hub.stats import Seen, Stats

__all__ = [
    "Announced",
    "ChangedEtag",
    "Commit",
    "Content",
    "Delay",
    "Drop",
    "EndEarly",
    "Faults",
    "File",
    "Hang",
    "HubServer",
    "IgnoreRange",
    "Inline",
    "InvalidJson",
    "LocalHub",
    "OnDisk",
    "Options",
    "Pattern",
    "Rate",
    "RedirectLoop",
    "Repo",
    "Reset",
    "Rule",
    "Seen",
    "Stall",
    "Stats",
    "Status",
    "User",
    "WrongByte",
    "WrongContentRange",
    "running_hub",
]
