"""A site where one signs in at a provider, and whoever comes in that way."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2

from modelshelf.accounts.models import Role
from modelshelf.accounts.oidc.links_router import router as links
from modelshelf.accounts.oidc.provider import Provider
from modelshelf.accounts.oidc.router import router
from modelshelf.kit.database import Database
from modelshelf.kit.settings import Settings
from tests.accounts.oidc.idp import CLIENT_ID, SECRET, Idp
from tests.accounts.site import Site, add_user


class Door:
    """A site with a provider, and whoever comes in through it."""

    def __init__(self, database: Database, idp: Idp, folder: Path, **settings: Any) -> None:
        given = {
            "data_dir": folder,
            "oidc_issuer": idp.url,
            "oidc_client_id": CLIENT_ID,
            "oidc_client_secret": SECRET,
            **settings,
        }
        self.settings = Settings.model_validate(given)
        self.database = database
        self.site = Site(database, router, links, parts=[self.settings, Provider(self.settings)])

    @asynccontextmanager
    async def browser(self) -> AsyncIterator[httpx2.AsyncClient]:
        await add_user(self.database, "root", Role.ADMIN)
        async with self.site.browser() as browser:
            yield browser

    async def come_in(self, browser: httpx2.AsyncClient, query: str = "") -> str:
        """Go to the provider and back; gives where the page is then."""
        back = await self.to_provider(browser, query)
        answer = await browser.get(back)
        assert answer.status_code == 302, (back, answer.text)
        return str(answer.headers["location"])

    async def to_provider(self, browser: httpx2.AsyncClient, query: str = "") -> str:
        """Where the provider sends the browser back to."""
        start = await browser.get(f"/auth/oidc/start{query}")
        assert start.status_code == 302
        if not start.headers["location"].startswith("http"):
            return str(start.headers["location"])
        async with httpx2.AsyncClient() as away:
            return str((await away.get(start.headers["location"])).headers["location"])
