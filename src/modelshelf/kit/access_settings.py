"""Settings of who reaches a server, who may sign in there, and what secrets are sealed with."""

from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

from modelshelf.kit.setting_forms import HubUrl, Names, Networks


class AccessSettings(BaseSettings):
    allowed_hosts: Names | None = Field(
        default=None,
        description="Names under which browsers reach `serve`, separated by commas; `*.lan` for "
        "all below one, `*` for any. Addresses, `localhost` and the machine's own name always "
        "work. Needed behind a reverse proxy with a name of its own.",
    )
    trusted_proxies: Networks | None = Field(
        default=None,
        description="Addresses or networks of reverse proxies, separated by commas, whose "
        "`X-Forwarded-For` (who asks) and `X-Forwarded-Proto` (whether by https) are believed.",
    )
    admin_username: str | None = Field(
        default=None,
        description="With `ADMIN_PASSWORD`, and while there is no user: the administrator that is "
        "created at start.",
    )
    admin_password: SecretStr | None = Field(
        default=None, description="Password of the administrator created at start."
    )
    oidc_issuer: HubUrl | None = Field(
        default=None,
        description="Address of an OpenID Connect provider whose accounts may sign in; unset: "
        "passwords only. Register `<address of the page>/api/v2/auth/oidc/callback` there.",
    )
    oidc_client_id: str | None = Field(
        default=None, description="Name of this installation at the provider."
    )
    oidc_client_secret: SecretStr | None = Field(
        default=None,
        description="Its secret there; unset: a public client, secured by PKCE alone.",
    )
    oidc_name: str = Field(
        default="Single sign-on", description="What the page calls signing in at the provider."
    )
    oidc_scopes: str = Field(
        default="openid profile email", description="What the provider is asked for."
    )
    oidc_role_claim: str | None = Field(
        default=None,
        description="Claim of the ID token that decides on roles, such as `groups` or "
        "`realm_access.roles`, anew at each sign-in; unset: roles are given here.",
    )
    oidc_admins: str | None = Field(
        default=None,
        description="Values of that claim, separated by commas, that make an administrator.",
    )
    oidc_members: str | None = Field(
        default=None, description="Values of that claim, separated by commas, that make a member."
    )
    oidc_default_role: Literal["viewer", "member", "none"] = Field(
        default="viewer",
        description="Role of everybody else from the provider; `none`: they may not sign in.",
    )
    secret_key: SecretStr | None = Field(
        default=None,
        min_length=32,
        description="Key for what is stored encrypted, at least 32 characters; unset: made at "
        "first start and stored in `DATA_DIR` with mode 0600.",
    )

    metrics_public: bool = Field(default=False, description="Serve `/metrics` without signing in.")

    @property
    def provider(self) -> str | None:
        """The issuer whose accounts may sign in; None where no provider is set up."""
        return self.oidc_issuer if self.oidc_client_id is not None else None
