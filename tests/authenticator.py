"""An authenticator in software, for tests of passkeys without a browser: it answers as WebAuthn says, and knows its owner."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url, encode_cbor

_PRESENT, _VERIFIED, _WITH_KEY = 0x01, 0x04, 0x40
_KTY, _ALG, _CURVE, _X, _Y = 1, 3, -1, -2, -3
_EC2, _ES256, _P256 = 2, -7, 1
_COORDINATE = 32


@dataclass
class Authenticator:
    """One device, which holds one key for one place. `origin` is where the browser that it sits in believes to be."""

    origin: str
    uses: int = 0
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: str) -> str:
        """The answer (JSON) to being asked for a new passkey."""
        asked = json.loads(options)
        point = self.key.public_key().public_numbers()
        public = {
            _KTY: _EC2,
            _ALG: _ES256,
            _CURVE: _P256,
            _X: point.x.to_bytes(_COORDINATE, "big"),
            _Y: point.y.to_bytes(_COORDINATE, "big"),
        }
        held = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + encode_cbor(public)
        data = self._data(asked["rp"]["id"], _WITH_KEY) + held
        attested = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", asked)
        return self._answer(clientDataJSON=client, attestationObject=attested)

    def prove(self, options: str) -> str:
        """The answer (JSON) to being asked to prove that the key is here."""
        asked = json.loads(options)
        self.uses += 1
        client, data = self._client("webauthn.get", asked), self._data(asked["rpId"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _data(self, host: str, more: int = 0) -> bytes:
        flags = _PRESENT | _VERIFIED | more
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.uses.to_bytes(4, "big")

    def _client(self, kind: str, asked: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": asked["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _answer(self, **response: bytes) -> str:
        id_ = bytes_to_base64url(self.credential_id)
        sent = {name: bytes_to_base64url(value) for name, value in response.items()}
        return json.dumps(
            {"id": id_, "rawId": id_, "type": "public-key", "response": sent, "clientExtensionResults": {}}
        )
