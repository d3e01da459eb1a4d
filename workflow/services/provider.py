"""The sign-on provider of the settings, by OpenID Connect: where somebody is sent, and who it then says they are.

Discovery, the authorization code flow with PKCE (S256), state and nonce; the ID token is checked for its signature under an allowed algorithm, its issuer,
audience, times and nonce. Nothing here touches the database: the provider is asked before a desk is opened.
"""

import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwk, jwt
from joserfc.errors import JoseError

from workflow.rules.errors import Unavailable
from workflow.settings import Settings

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Signatures with a private key that the provider alone has; never "none", and never one made with our own secret."""
SCOPE = "openid profile"
WAY_BACK = "/sign-in/provider/back"
_WAIT = 10.0
_LEEWAY = 60
_KEPT_FOR = timedelta(hours=1)
_AWAY = "Your organisation's sign-in cannot be reached just now. Try again in a minute, or tell your administrator."


class NotProven(Exception):
    """What came back does not prove who somebody is. The message is for the log: it names what is wrong, and nobody."""


@dataclass(frozen=True)
class Begun:
    """What a browser takes along, sealed, while its owner is at the provider."""

    state: str
    nonce: str
    verifier: str
    next: str = ""
    linking: bool = False

    def as_text(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def of(cls, text: str) -> "Begun":
        return cls(**json.loads(text))


@dataclass(frozen=True)
class Identity:
    """Who the provider says somebody is: the pair that never changes hands, the name there, the groups, and whether it asked for a second step."""

    issuer: str
    subject: str
    username: str = ""
    groups: tuple[str, ...] = ()
    second: bool = False


class Provider:
    """One provider. `now` is the time; what it publishes about itself is asked for once an hour, its keys anew where one is not known."""

    def __init__(
        self, settings: Settings, now: Callable[[], datetime], *, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._settings = settings
        self._now = now
        self._transport = transport
        self._known: tuple[datetime, Mapping[str, Any], jwk.KeySet] | None = None

    def begin(self, next_: str = "", *, linking: bool = False) -> tuple[str, Begun]:
        """The address to send the browser to, and what it takes along."""
        state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
        begun = Begun(state, nonce, verifier, next_, linking)
        found, _ = self._published()
        with self._client() as client:
            address, _ = client.create_authorization_url(
                found["authorization_endpoint"],
                state=begun.state,
                nonce=begun.nonce,
                code_verifier=begun.verifier,
                response_type="code",
            )
        return str(address), begun

    def finish(self, begun: Begun, answered: Mapping[str, str]) -> Identity:
        """Who came back with this answer. Raises NotProven, or Unavailable where the provider cannot be asked."""
        if not hmac.compare_digest(begun.state.encode(), answered.get("state", "").encode()):
            raise NotProven("state")
        if answered.get("error") or not answered.get("code"):
            raise NotProven("refused by the provider")
        if answered.get("iss", self._settings.oidc_issuer) != self._settings.oidc_issuer:
            raise NotProven("the answer of another provider")
        found, _ = self._published()
        token = self._token(found, answered["code"], begun.verifier)
        claims = self.verified(str(token.get("id_token", "")), begun.nonce)
        return self._identity({**self._asked_for(found, token, claims), **claims})

    def verified(self, id_token: str, nonce: str) -> dict[str, Any]:
        """The claims of an ID token that is right in everything. Raises NotProven."""
        try:
            try:
                read = jwt.decode(id_token, self._published()[1], algorithms=list(ALGORITHMS))
            except (JoseError, ValueError, KeyError):
                read = jwt.decode(id_token, self._published(anew=True)[1], algorithms=list(ALGORITHMS))
            self._rules(nonce).validate(read.claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise NotProven(type(error).__name__) from None
        ours, audience = self._settings.oidc_client_id, read.claims["aud"]
        if isinstance(audience, list) and len(audience) > 1 and read.claims.get("azp") != ours:
            raise NotProven("meant for others too")
        if read.claims.get("azp", ours) != ours:
            raise NotProven("meant for another")
        return dict(read.claims)

    def _rules(self, nonce: str) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            now=int(self._now().timestamp()),
            leeway=_LEEWAY,
            iss={"essential": True, "value": self._settings.oidc_issuer},
            aud={"essential": True, "value": self._settings.oidc_client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )

    def _client(self) -> OAuth2Client:
        return OAuth2Client(
            client_id=self._settings.oidc_client_id,
            client_secret=self._settings.oidc_client_secret.get_secret_value(),
            scope=" ".join((SCOPE, *self._settings.oidc_scopes.split())),
            redirect_uri=f"{self._settings.address}{WAY_BACK}",
            code_challenge_method="S256",
            timeout=_WAIT,
        )

    def _token(self, found: Mapping[str, Any], code: str, verifier: str) -> Mapping[str, Any]:
        try:
            with self._client() as client:
                token = client.fetch_token(found["token_endpoint"], code=code, code_verifier=verifier)
        except httpx.HTTPError:
            raise Unavailable(_AWAY) from None
        except (AuthlibBaseError, ValueError) as error:
            raise NotProven(type(error).__name__) from None
        return dict(token)

    def _asked_for(
        self, found: Mapping[str, Any], token: Mapping[str, Any], claims: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """What the provider tells of somebody only where it is asked: the same person's, or nothing."""
        wanted = [name for name in (self._settings.oidc_groups_claim, self._settings.oidc_username_claim) if name]
        if all(name in claims for name in wanted) or "userinfo_endpoint" not in found:
            return {}
        bearer = {"Authorization": f"Bearer {token.get('access_token', '')}"}
        told = self._json(found["userinfo_endpoint"], bearer)
        if told.get("sub") != claims["sub"]:
            raise NotProven("told of somebody else")
        return told

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        groups = claims.get(self._settings.oidc_groups_claim) or []
        ways = claims.get("amr") or []
        made = {str(claims.get("acr", "")), *(map(str, ways) if isinstance(ways, list) else ())}
        return Identity(
            issuer=self._settings.oidc_issuer,
            subject=str(claims["sub"]),
            username=str(claims.get(self._settings.oidc_username_claim, "")).strip().lower(),
            groups=tuple(map(str, groups)) if isinstance(groups, list) else (),
            second=bool(made & set(self._settings.oidc_second_step.split())),
        )

    def _published(self, *, anew: bool = False) -> tuple[Mapping[str, Any], jwk.KeySet]:
        if self._known and not anew and self._now() - self._known[0] < _KEPT_FOR:
            return self._known[1:]
        issuer = self._settings.oidc_issuer
        found = self._json(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != issuer:
            raise Unavailable(_AWAY)
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"):
            if name in found and urlsplit(found[name]).scheme != urlsplit(issuer).scheme:
                raise Unavailable(_AWAY)
        try:
            keys = jwk.KeySet.import_key_set(self._json(found["jwks_uri"]))  # type: ignore[arg-type]
        except (JoseError, ValueError, KeyError):
            raise Unavailable(_AWAY) from None
        self._known = (self._now(), found, keys)
        return found, keys

    def _json(self, address: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        try:
            with httpx.Client(timeout=_WAIT, transport=self._transport) as client:
                answer = client.get(address, headers=dict(headers or {}))
            answer.raise_for_status()
            found = answer.json()
        except (httpx.HTTPError, ValueError):
            raise Unavailable(_AWAY) from None
        if not isinstance(found, dict):
            raise Unavailable(_AWAY)
        return found
