"""A Hub that ends, whatever its clients are about."""

import gc
import socket

from tests.hub import LocalHub, Pattern, running_hub

_ASKED = b"GET /demo/tiny/resolve/main/model.safetensors HTTP/1.1\r\nHost: hub\r\n\r\n"
_CLIENTS = 30


def test_it_leaves_no_connection_to_the_garbage_collector() -> None:
    """Neither of those who have just come nor of those who do not read what they asked for."""
    hub = LocalHub()
    hub.add("demo/tiny", {"model.safetensors": Pattern(20_000_000)})
    for _ in range(5):
        clients = []
        with running_hub(hub) as server:
            address = ("127.0.0.1", int(server.url.rpartition(":")[2]))
            for _ in range(_CLIENTS):
                clients.append(socket.create_connection(address))
                clients[-1].sendall(_ASKED)
        for client in clients:
            client.close()
        gc.collect()
