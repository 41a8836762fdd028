"""A small OpenID Connect provider over HTTP, which can be told to lie."""

import base64
import hashlib
import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

CLIENT_ID, SECRET = "modelshelf", "s3cret: with % and +"


@dataclass
class Idp:
    """Its state, which a test may change.

    Attributes:
        claims: Of whoever signs in.
        lie: Changes the claims of the next ID tokens.
        forge: Makes the next ID tokens in a way of its own, out of their claims.
        issuer_says: What discovery says the issuer is, if not the truth.
        denies: Whether whoever comes is sent back with an error, as after "Cancel".
    """

    url: str = ""
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "42"})
    lie: dict[str, Any] = field(default_factory=dict)
    forge: Any = None
    issuer_says: str | int | None = None
    denies: bool = False
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "first"}))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    refuse_with: int | None = None

    def public_keys(self) -> dict[str, Any]:
        return {"keys": [self.key.as_dict(private=False)]}

    def change_keys(self) -> None:
        self.key = ECKey.generate_key("P-256", {"kid": uuid.uuid4().hex})

    def sign(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "ES256", "kid": self.key.kid}, claims, self.key)


def unsigned(claims: dict[str, Any]) -> str:
    parts = [json.dumps({"alg": "none"}), json.dumps(claims)]
    return ".".join(base64.urlsafe_b64encode(p.encode()).decode().rstrip("=") for p in parts) + "."


def signed_with_the_public_key(idp: Idp, claims: dict[str, Any]) -> str:
    """The old trick: the public key taken for a shared secret."""
    public = json.dumps(idp.key.as_dict(private=False))
    return jwt.encode({"alg": "HS256", "kid": idp.key.kid}, claims, OctKey.import_key(public * 2))


@contextmanager
def running_idp() -> Iterator[Idp]:
    idp = Idp()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
            if path == "/.well-known/openid-configuration":
                self._json(
                    {
                        "issuer": idp.issuer_says or idp.url,
                        "authorization_endpoint": f"{idp.url}/authorize",
                        "token_endpoint": f"{idp.url}/token",
                        "jwks_uri": f"{idp.url}/keys",
                    }
                )
            elif path == "/keys":
                self._json(idp.public_keys())
            elif path == "/authorize":
                asked = {name: values[0] for name, values in query.items()}
                code = uuid.uuid4().hex
                idp.codes[code] = asked
                said = {"error": "access_denied"} if idp.denies else {"code": code}
                back = urlencode({**said, "state": asked["state"], "iss": idp.url})
                self.send_response(302)
                self.send_header("Location", f"{asked['redirect_uri']}?{back}")
                self.end_headers()
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            if idp.refuse_with is not None:
                self.send_error(idp.refuse_with)
                return
            asked = idp.codes.pop(form["code"], None)  # Once only.
            if asked is None or not _is_right(asked, form, self.headers["Authorization"]):
                self._json({"error": "invalid_grant"}, 400)
                return
            now = int(time.time())
            claims = {
                "iss": idp.url,
                "aud": CLIENT_ID,
                "iat": now,
                "exp": now + 300,
                "nonce": asked["nonce"],
                **idp.claims,
                **idp.lie,
            }
            claims = {name: value for name, value in claims.items() if value is not None}
            token = idp.forge(claims) if idp.forge else idp.sign(claims)
            self._json({"access_token": "at", "token_type": "Bearer", "id_token": token})

        def _json(self, body: Any, status: int = 200) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        idp.url = f"http://127.0.0.1:{server.server_port}"
        yield idp
        server.shutdown()


def _is_right(asked: dict[str, str], form: dict[str, str], authorization: str | None) -> bool:
    challenge = base64.urlsafe_b64encode(
        hashlib.sha256(form["code_verifier"].encode()).digest()
    ).decode()
    client = base64.b64encode(b"modelshelf:s3cret%3A%20with%20%25%20and%20%2B").decode()
    return (
        asked["code_challenge_method"] == "S256"
        and asked["code_challenge"] == challenge.rstrip("=")
        and asked["client_id"] == form["client_id"] == CLIENT_ID
        and asked["redirect_uri"] == form["redirect_uri"]
        and "openid" in asked["scope"].split()
        and authorization == f"Basic {client}"
    )
