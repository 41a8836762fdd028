"""Clients that ask for one address over and over, each on a connection that it keeps.

python -m benchmarks.cache.clients URL TOKEN CLIENTS SECONDS prints how long each answer took.

In a process of its own, and no HTTP library: who asks must not be what is measured.
"""

import asyncio
import json
import subprocess
import sys
import time
from urllib.parse import urlsplit


def ask(url: str, token: str, clients: int, seconds: float) -> list[float]:
    """Let so many clients ask at once for so long; gives the seconds that each answer took."""
    command = [sys.executable, "-m", "benchmarks.cache.clients", url, token]
    done = subprocess.run(
        [*command, str(clients), str(seconds)], capture_output=True, text=True, check=True
    )
    taken: list[float] = json.loads(done.stdout)
    return taken


async def _ask(url: str, token: str, clients: int, seconds: float) -> list[float]:
    until = time.perf_counter() + seconds
    answers = await asyncio.gather(*(_client(url, token, until) for _ in range(clients)))
    return [taken for each in answers for taken in each]


async def _client(url: str, token: str, until: float) -> list[float]:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    request = (
        f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        f"Authorization: Bearer {token}\r\n\r\n"
    ).encode()
    taken = []
    while (started := time.perf_counter()) < until:
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        if not head.startswith(b"http/1.1 200"):
            raise RuntimeError(head.decode())
        length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length))
        taken.append(time.perf_counter() - started)
    writer.close()
    return taken


if __name__ == "__main__":
    address, secret, count, duration = sys.argv[1:]
    print(json.dumps(asyncio.run(_ask(address, secret, int(count), float(duration)))))
