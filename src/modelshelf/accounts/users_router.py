"""`/users`: accounts, as administrators manage them."""

import uuid

from fastapi import APIRouter

from modelshelf.accounts import users
from modelshelf.accounts.access import Admin
from modelshelf.accounts.schemas import MemberOut, NewUser, UserChanges, UserOut, UsersOut
from modelshelf.kit.web import Cursor, DatabaseOf, Limit, ReadSession

router = APIRouter(prefix="/users", tags=["users"])


@router.get("")
async def list_users(
    _: Admin, session: ReadSession, limit: Limit = 50, cursor: Cursor = None
) -> UsersOut:
    found, following = await users.page(session, limit, cursor)
    return UsersOut(users=[MemberOut.of_member(member) for member in found], next_cursor=following)


@router.post("", status_code=201)
async def create_user(body: NewUser, admin: Admin, database: DatabaseOf) -> UserOut:
    user = await users.create(
        database, username=body.username, role=body.role, password=body.password, by=admin.actor
    )
    return UserOut.of_user(user)


@router.patch("/{user_id}")
async def change_user(
    user_id: uuid.UUID, body: UserChanges, admin: Admin, database: DatabaseOf
) -> UserOut:
    """A new password and disabling end the account's sessions; a new role holds at once."""
    return UserOut.of_user(
        await users.change(
            database,
            user_id,
            role=body.role,
            disabled=body.disabled,
            password=body.password,
            by=admin.actor,
        )
    )


@router.delete("/{user_id}", status_code=204)
async def remove_user(user_id: uuid.UUID, admin: Admin, database: DatabaseOf) -> None:
    """Its sessions, tokens and custom models go with it. Collections keep it from being removed."""
    await users.remove(database, user_id, by=admin.actor)
