"""The one place that knows the Hub's token.

It is looked up when it is needed, so what is saved holds for every process at once. `HF_TOKEN`
wins over what is saved, as it does with the Hub's own tools.
"""

import asyncio
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

import structlog
from pydantic import SecretStr
from sqlalchemy.exc import DBAPIError

from modelshelf.audit import service as audit
from modelshelf.audit.deeds import Actor, Deed
from modelshelf.credentials import repository
from modelshelf.credentials.models import SavedHubToken
from modelshelf.hub.errors import TokenInvalid
from modelshelf.hub.remote import RemoteHub
from modelshelf.kit.clock import now
from modelshelf.kit.database import Database
from modelshelf.kit.seal import Unreadable, seal, unseal
from modelshelf.kit.settings import Settings

_PURPOSE = "hub token"
# What may stand in a header.
_SENDABLE = re.compile(r"[\x21-\x7e]{1,500}")

log = structlog.get_logger()


class Source(StrEnum):
    """Where the token in use comes from."""

    ENVIRONMENT = "environment"
    SAVED = "saved"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class TokenState:
    """What may be known of the token; nothing of the token itself.

    Attributes:
        source: Which one is in use.
        account, name, kind: What the Hub said of the saved one when it was saved.
        readable: Whether the saved one can be decrypted with the key of this machine.
        another_hub: The Hub that the saved one is for, where that is not the one in the settings.
    """

    source: Source
    account: str | None = None
    name: str | None = None
    kind: str | None = None
    saved_by: str | None = None
    saved_at: datetime | None = None
    readable: bool = True
    another_hub: str | None = None

    @property
    def is_saved(self) -> bool:
        return self.saved_at is not None


class HubTokens:
    """Implements `hub.door.TokenSource` by `current`."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings

    async def current(self) -> SecretStr | None:
        """The token to send to the Hub now, if there is one."""
        if self._settings.hub_token is not None:
            return self._settings.hub_token
        try:
            row = await self._saved()
            if row is None:
                return None
            if not self._is_for_our_hub(row):
                log.warning(
                    "hub_token_for_another_hub",
                    saved_for=row.origin,
                    hub=self._settings.hub_endpoint,
                    advice="Set the address of the Hub right, or log in to this one.",
                )
                return None
            return await self._unsealed(row)
        except DBAPIError as error:
            log.warning("hub_token_not_looked_up", error=str(error.orig))
        except Unreadable:
            log.warning(
                "hub_token_unreadable",
                advice="Set MODELSHELF_SECRET_KEY to the same key on all machines, or log in "
                "to the Hub again.",
            )
        return None

    async def state(self) -> TokenState:
        row = await self._saved()
        in_environment = self._settings.hub_token is not None
        if row is None:
            return TokenState(Source.ENVIRONMENT if in_environment else Source.NONE)
        try:
            await self._unsealed(row)
            readable = True
        except Unreadable:
            readable = False
        is_for_our_hub = self._is_for_our_hub(row)
        saved = Source.SAVED if readable and is_for_our_hub else Source.NONE
        return TokenState(
            source=Source.ENVIRONMENT if in_environment else saved,
            account=row.account,
            name=row.name,
            kind=row.kind,
            saved_by=row.saved_by,
            saved_at=row.saved_at,
            readable=readable,
            another_hub=None if is_for_our_hub else row.origin or "an unknown address",
        )

    async def save(self, hub: RemoteHub, token: SecretStr, *, by: Actor) -> TokenState:
        """Keep a token that the Hub accepts, in the place of the one before.

        Raises:
            TokenInvalid, HubUnreachable, HubOffline.
        """
        async with audit.refusals(self._database, by, Deed.HUB_LOGIN):
            if not _SENDABLE.fullmatch(token.get_secret_value()):
                raise TokenInvalid(
                    "That is no token of the Hub: it holds a space, a line end or a letter that no "
                    "token has. Copy it once more."
                )
            holder = await hub.who_is(token)
        sealed = await asyncio.to_thread(seal, self._settings, _PURPOSE, token.get_secret_value())
        async with self._database.write() as session:
            await repository.replace(
                session,
                {
                    "sealed": sealed,
                    "origin": _origin(hub.endpoint),
                    "account": holder.account,
                    "name": holder.token_name,
                    "kind": holder.token_kind,
                    "saved_by": by.label,
                    "saved_at": now(),
                },
            )
            await audit.record(session, by, Deed.HUB_LOGIN, holder.account)
        return await self.state()

    async def remove(self, *, by: Actor) -> TokenState:
        """Forget the saved one, if there is one."""
        async with self._database.write() as session:
            if await repository.remove(session):
                await audit.record(session, by, Deed.HUB_LOGOUT)
        return await self.state()

    async def _saved(self) -> SavedHubToken | None:
        async def look_up() -> SavedHubToken | None:
            async with self._database.read() as session:
                return await repository.saved(session)

        return await self._database.memo.get("hub-token", look_up)

    def _is_for_our_hub(self, row: SavedHubToken) -> bool:
        """A setting of the address, in a file of whatever folder, gives the token to nobody."""
        return row.origin == _origin(self._settings.hub_endpoint)

    async def _unsealed(self, row: SavedHubToken) -> SecretStr:
        return SecretStr(await asyncio.to_thread(unseal, self._settings, _PURPOSE, row.sealed))


def _origin(endpoint: str) -> str:
    """Scheme, host and port: `https://huggingface.co:443`."""
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{parts.hostname}:{parts.port or {'https': 443}.get(parts.scheme, 80)}"
