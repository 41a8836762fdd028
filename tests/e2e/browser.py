"""Chromium as a visitor of the page has it, and what it complains about."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Error, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_API = "/api/v2/"
# As Chromium says it, of a server that is away.
_AWAY = re.compile(r"net::ERR_(CONNECTION_(REFUSED|RESET|CLOSED)|EMPTY_RESPONSE)")


class BrowserMissing(Exception):
    """No Chromium is installed."""

    def __init__(self) -> None:
        super().__init__(f"Install Chromium: none of {', '.join(NAMES)} is on the PATH.")


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Run a headless Chromium while the block runs.

    Raises:
        BrowserMissing
    """
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise BrowserMissing
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=Path(found), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def complaint_in(message: ConsoleMessage) -> str | None:
    """What the browser holds against the page, as a breach of its security policy.

    A refused or failed request to the API is none: tests look at what the page makes of it. Nor is
    what the page fetches ahead from a server that is away: tests end their servers while a page is
    open. It can have asked nobody else, or its policy would be breached.
    """
    refused = message.text.startswith("Failed to load resource")
    if message.type not in ("error", "warning"):
        return None
    if refused and (_API in message.location["url"] or _AWAY.search(message.text)):
        return None
    return f"{message.type}: {message.text} ({message.location['url']})"


def fault_in(error: Error) -> str:
    """An exception that no one in the page caught."""
    return f"uncaught: {error.message}"
