"""The process that lets the library fetch files over Xet; see `xet`. Its argument is its parent.

Each line on standard input names a file and what is missing of it; each is answered by a line:
`fetched`, or what came of it. Before that, lines say which ranges have been written.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

WROTE = "wrote "
# How much is written before that is said: as much is lost when this process is killed.
_SAY_BYTES = 1024 * 1024
_LOOK_SECONDS = 0.5
_ASK_SECONDS = 10.0


def main() -> None:
    threading.Thread(target=_end_with, args=(int(sys.argv[1]),), daemon=True).start()
    for line in sys.stdin:
        try:
            outcome = _fetch(**json.loads(line))
        except Exception as error:
            outcome = f"failed: {type(error).__name__}"
        print(outcome, flush=True)


def _fetch(
    url: str,
    endpoint: str,
    token: str | None,
    blob: str,
    size_bytes: int,
    target: str,
    gaps: list[tuple[int, int]],
) -> str:
    from hf_xet import XetFileInfo  # noqa: PLC0415 (only this process has them)
    from huggingface_hub.file_download import get_hf_file_metadata  # noqa: PLC0415 (only this process has them)
    from huggingface_hub.utils import _headers, _xet  # noqa: PLC0415 (only this process has them)

    headers = _headers.build_hf_headers(token=token or False)
    found = get_hf_file_metadata(url, token=token or False, endpoint=endpoint, timeout=_ASK_SECONDS)
    if found.xet_file_data is None:
        return "not stored with Xet"
    if found.etag != blob:
        return "another file"
    # The token is sent where this leads to: to the Hub, and nowhere else.
    if urlsplit(found.xet_file_data.refresh_route)[:2] != urlsplit(endpoint)[:2]:
        return "another origin"
    # As `xet_get` of the library does, but in ranges, and without its progress bars.
    access = _xet.refresh_xet_connection_info(file_data=found.xet_file_data, headers=headers)
    session: Any = _xet.get_xet_session()  # type: ignore[no-untyped-call] # hf_xet has no types
    file = XetFileInfo(found.xet_file_data.file_hash, size_bytes)
    with (
        session.new_download_stream_group(
            endpoint=access.endpoint,
            token=access.access_token,
            token_expiry_unix_secs=access.expiration_unix_epoch,
            token_refresh_url=found.xet_file_data.refresh_route,
            token_refresh_headers=headers,
            custom_headers=_xet.xet_headers_without_auth(headers),
        ) as group,
        open(target, "r+b", buffering=0) as partial,  # noqa: PTH123 (opened by the name that was given)
    ):
        for start, end in gaps:
            _pour(group.download_stream(file, start=start, end=end), partial.fileno(), start, end)
    return "fetched"


def _pour(pieces: Iterable[bytes], fd: int, start: int, end: int) -> None:
    """Write what arrives from byte `start` on, and say so now and then."""
    said = at = start
    for piece in pieces:
        content = memoryview(piece)[: end - at]  # More may come, of the chunk that it ends in.
        while content:
            count = os.pwrite(fd, content, at)
            content, at = content[count:], at + count
        if at - said >= _SAY_BYTES:
            _say_written(said, at)
            said = at
    _say_written(said, at)


def _say_written(start: int, end: int) -> None:
    print(f"{WROTE}{json.dumps([start, end])}", flush=True)


def _end_with(parent: int) -> None:
    """Nobody wants what is fetched when the transfer's process is gone."""
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    main()
