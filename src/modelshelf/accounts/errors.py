"""What can go wrong between us and the people who use this installation."""

import uuid
from typing import Self

from modelshelf.accounts.models import Role, Scope
from modelshelf.kit.errors import Conflict, Forbidden, Invalid, NotFound, TooMany, Unauthorized


class NotSignedIn(Unauthorized):
    code = "not_signed_in"

    @classmethod
    def now(cls) -> Self:
        return cls("You are not signed in, or your session has ended. Sign in and try again.")


class SetupRequired(Unauthorized):
    code = "setup_required"
    title = "Nobody has an account yet"

    @classmethod
    def now(cls) -> Self:
        return cls(
            "This installation has no account yet. Open its page and create the administrator "
            "with the one-time code that `modelshelf serve` printed."
        )


class WrongCredentials(Unauthorized):
    code = "wrong_credentials"
    title = "Wrong username or password"

    @classmethod
    def now(cls) -> Self:
        return cls(
            "No account has this username and password. Check both; the password is case-sensitive."
        )


class AccountDisabled(Forbidden):
    code = "account_disabled"
    title = "The account is disabled"


class RoleTooLow(Forbidden):
    code = "forbidden"

    @classmethod
    def of(cls, needed: Role, given: Role) -> Self:
        return cls(
            f"This needs the role {needed}, and yours is {given}. Ask an administrator.",
            needed_role=needed.value,
            role=given.value,
        )


class ScopeMissing(Forbidden):
    code = "scope_missing"
    title = "Not what this token is for"

    @classmethod
    def of(cls, needed: Scope) -> Self:
        return cls(
            f"This needs a token with the scope {needed}. Make one, or sign in with a password.",
            needed_scope=needed.value,
        )


class SessionRequired(Forbidden):
    code = "session_required"
    title = "Not with an API token"


class CrossOrigin(Forbidden):
    code = "cross_origin"
    title = "Sent from another site"


class TooManyAttempts(TooMany):
    code = "too_many_attempts"
    title = "Too many failed sign-ins"


class WeakPassword(Invalid):
    code = "weak_password"
    title = "The password is too weak"


class InvalidUsername(Invalid):
    code = "invalid_username"
    title = "Not a username"


class AlreadySetUp(Conflict):
    code = "already_set_up"
    title = "Already set up"

    @classmethod
    def now(cls) -> Self:
        return cls("This installation has an account already. Sign in with it.")


class WrongSetupCode(Forbidden):
    code = "wrong_setup_code"
    title = "Not the one-time code"


class SetupCodeSpent(Forbidden):
    code = "setup_code_spent"
    title = "The one-time code is no longer valid"


class UserNotFound(NotFound):
    code = "user_not_found"
    title = "No such account"


class UsernameTaken(Conflict):
    code = "username_taken"
    title = "The name is taken"


class LastAdministrator(Conflict):
    code = "last_administrator"
    title = "The last administrator"

    @classmethod
    def of(cls, username: str) -> Self:
        return cls(
            f"{username} is the last administrator who can sign in. Make somebody else an "
            "administrator first."
        )


class OwnsCollections(Conflict):
    code = "owns_collections"
    title = "The account owns collections"


class SessionNotFound(NotFound):
    code = "session_not_found"
    title = "No such session"


class TokenNotFound(NotFound):
    code = "token_not_found"
    title = "No such token"

    @classmethod
    def of(cls, token_id: uuid.UUID) -> Self:
        return cls(f"There is no token {token_id}. It may have been revoked already.")


class TooManyTokens(Conflict):
    code = "too_many_tokens"
    title = "Too many tokens"


class MoreThanYours(Forbidden):
    code = "more_than_yours"
    title = "More than the token in use"


class NoPassword(Conflict):
    code = "no_password"
    title = "The account has no password"
