"""`/auth/identities` and `/users/…/identities`: linked accounts of a provider."""

import uuid
from datetime import datetime
from typing import Self

from fastapi import APIRouter
from pydantic import BaseModel, Field

from modelshelf.accounts.access import Admin, Oneself
from modelshelf.accounts.oidc import links
from modelshelf.accounts.oidc.models import Identity
from modelshelf.kit.settings import Settings
from modelshelf.kit.web import DatabaseOf, ReadSession, SettingsOf

router = APIRouter()


class IdentityOut(BaseModel):
    id: uuid.UUID
    issuer: str = Field(description="The provider.")
    subject: str = Field(description="The provider's own id for the person.")
    linked_at: datetime
    signs_in: bool = Field(description="Whether that provider is the one that is set up here.")

    @classmethod
    def of(cls, identity: Identity, settings: Settings) -> Self:
        return cls(
            id=identity.id,
            issuer=identity.issuer,
            subject=identity.subject,
            linked_at=identity.created_at,
            signs_in=identity.issuer == settings.provider,
        )


class IdentitiesOut(BaseModel):
    identities: list[IdentityOut]


@router.get("/auth/identities", tags=["auth"])
async def list_own_identities(
    account: Oneself, session: ReadSession, settings: SettingsOf
) -> IdentitiesOut:
    """The accounts of a provider with which one can sign in oneself."""
    found = await links.listed(session, account.id)
    return IdentitiesOut(identities=[IdentityOut.of(one, settings) for one in found])


@router.delete("/auth/identities/{identity_id}", status_code=204, tags=["auth"])
async def unlink_own_identity(
    identity_id: uuid.UUID, account: Oneself, database: DatabaseOf, settings: SettingsOf
) -> None:
    """Ends all sessions but the one in use; API tokens stay."""
    await links.unlink(database, settings.provider, account.id, identity_id, by=account)


@router.get("/users/{user_id}/identities", tags=["users"])
async def list_identities(
    user_id: uuid.UUID, _: Admin, session: ReadSession, settings: SettingsOf
) -> IdentitiesOut:
    found = await links.listed(session, user_id)
    return IdentitiesOut(identities=[IdentityOut.of(one, settings) for one in found])


@router.delete("/users/{user_id}/identities/{identity_id}", status_code=204, tags=["users"])
async def unlink_identity(
    user_id: uuid.UUID,
    identity_id: uuid.UUID,
    admin: Admin,
    database: DatabaseOf,
    settings: SettingsOf,
) -> None:
    """Ends all sessions of the account; its API tokens stay."""
    await links.unlink(database, settings.provider, user_id, identity_id, by=admin)
