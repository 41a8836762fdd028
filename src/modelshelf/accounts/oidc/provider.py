"""The OpenID Connect provider, asked over HTTP, and what is believed of its answers.

The authorization code flow with PKCE (openid.net/specs/openid-connect-core-1_0.html, RFC 7636).
"""

import asyncio
import base64
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote, urlencode

from modelshelf.accounts.oidc.errors import ProviderRefused, ProviderUnreachable, TokenNotTrusted
from modelshelf.kit.settings import Settings

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

# Libraries are imported where they are used: most installations have no provider, and all start.
# ruff: noqa: PLC0415

Claims: TypeAlias = Mapping[str, Any]

ANSWER_SECONDS = 10.0
ANSWER_BYTES = 2**20
KEPT_SECONDS = 3600.0
LEEWAY_SECONDS = 60
# Signatures by a key pair only: with `none` or a shared secret anybody could have made the token.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "Ed25519",
              "EdDSA"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attempt:
    """What has to come back from the provider as it was sent."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What the provider says of itself, and its keys."""

    issuer: str
    authorize: str
    token: str
    keys: "KeySet"
    known_at: float


class Provider:
    """The provider of the settings `OIDC_…`."""

    def __init__(self, settings: Settings) -> None:
        assert settings.oidc_issuer is not None and settings.oidc_client_id is not None
        self.issuer = settings.oidc_issuer
        self._client_id = settings.oidc_client_id
        self._secret = settings.oidc_client_secret
        self._scopes = settings.oidc_scopes
        self._known: _Known | None = None
        self._asking = asyncio.Lock()

    async def address_to_sign_in(self, attempt: Attempt, redirect_uri: str) -> str:
        """Where the browser goes. Raises: ProviderUnreachable."""
        from authlib.oauth2.rfc7636 import create_s256_code_challenge

        known = await self._discover()
        asked = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": redirect_uri,
            "scope": self._scopes,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": create_s256_code_challenge(attempt.verifier),  # type: ignore[no-untyped-call] # partly typed
            "code_challenge_method": "S256",
        }
        joint = "&" if "?" in known.authorize else "?"
        return f"{known.authorize}{joint}{urlencode(asked)}"

    async def redeem(self, code: str, attempt: Attempt, redirect_uri: str) -> Claims:
        """Who has signed in there, by claims whose truth was checked.

        Raises:
            ProviderUnreachable, ProviderRefused, TokenNotTrusted.
        """
        known = await self._discover()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": attempt.verifier,
            "client_id": self._client_id,
        }
        headers = {}
        if self._secret is not None:
            # Encoded first, as RFC 6749 section 2.3.1 wants it.
            pair = ":".join(
                quote(part, safe="") for part in (self._client_id, self._secret.get_secret_value())
            )
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        answer = await self._ask("POST", known.token, data=form, headers=headers)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise TokenNotTrusted("The provider gave no ID token.")
        access_token = answer.get("access_token")
        return await self._trusted(known, token, attempt.nonce, access_token)

    async def _trusted(self, known: _Known, token: str, nonce: str, access_token: object) -> Claims:
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import InvalidKeyIdError, JoseError

        try:
            try:
                decoded = jwt.decode(token, known.keys, algorithms=ALGORITHMS)
            except InvalidKeyIdError:
                # A key that we do not know: the provider may have changed its keys.
                known = await self._discover(anew=True)
                decoded = jwt.decode(token, known.keys, algorithms=ALGORITHMS)
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                options={
                    "iss": {"essential": True, "value": self.issuer},
                    "aud": {"essential": True, "value": self._client_id},
                    "sub": {"essential": True},
                    "exp": {"essential": True},
                    "iat": {"essential": True},
                },
                params={
                    "nonce": nonce,
                    "client_id": self._client_id,
                    "access_token": access_token if isinstance(access_token, str) else None,
                },
            )
            claims.validate(leeway=LEEWAY_SECONDS)  # type: ignore[no-untyped-call] # partly typed
        except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise TokenNotTrusted(
                f"The provider's ID token was not accepted ({type(error).__name__}). Try again, or "
                "tell whoever runs Modelshelf."
            ) from error
        subject = claims["sub"]
        # Not every database can hold a NUL.
        if not isinstance(subject, str) or not 0 < len(subject) <= 255 or "\0" in subject:
            raise TokenNotTrusted("The provider's ID token does not say who you are.")
        return dict(claims)

    async def _discover(self, *, anew: bool = False) -> _Known:
        async with self._asking:
            known = self._known
            old = known is None or time.monotonic() - known.known_at > KEPT_SECONDS
            if known is None or old or anew:
                known = self._known = await self._ask_about_itself()
            return known

    async def _ask_about_itself(self) -> _Known:
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        said = await self._ask("GET", f"{self.issuer}/.well-known/openid-configuration")
        if str(said.get("issuer")).rstrip("/") != self.issuer:
            raise ProviderUnreachable(
                f"At {self.issuer} another provider answers. Check MODELSHELF_OIDC_ISSUER."
            )
        try:
            keys = KeySet.import_key_set(await self._ask("GET", said["jwks_uri"]))  # type: ignore[arg-type] # checked by it
            return _Known(
                issuer=said["issuer"],
                authorize=str(said["authorization_endpoint"]),
                token=str(said["token_endpoint"]),
                keys=keys,
                known_at=time.monotonic(),
            )
        except (KeyError, TypeError, ValueError, JoseError) as error:
            raise ProviderUnreachable(
                f"What {self.issuer} says of itself cannot be understood."
            ) from error

    async def _ask(self, method: str, url: str, **options: Any) -> dict[str, Any]:
        """The JSON object of an answer; nothing is sent on to another address."""
        import aiohttp

        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.request(method, url, allow_redirects=False, **options) as answer,
            ):
                body = b""
                async for part in answer.content.iter_chunked(ANSWER_BYTES):
                    body += part
                    if len(body) > ANSWER_BYTES:
                        raise ValueError("too long")
                if 400 <= answer.status < 500 and method == "POST":
                    raise ProviderRefused("The provider did not accept the sign-in. Try again.")
                answer.raise_for_status()
                said = json.loads(body)
        except (aiohttp.ClientError, TimeoutError, ValueError, RecursionError) as error:
            raise ProviderUnreachable(
                f"The provider at {self.issuer} does not answer as it should "
                f"({type(error).__name__}). Try again later."
            ) from error
        if not isinstance(said, dict):
            raise ProviderUnreachable(f"The provider at {self.issuer} answers with no object.")
        return said
