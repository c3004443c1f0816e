"""Personal keys while they can still be read: sealed under the server secret.

What proves a student is the digest alone (`codes.key_digest`). The key itself is kept beside it,
encrypted, so that slips and the roster file can be printed; closing the session forgets it.
"""

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from invigilate.codes import PersonalKey
from invigilate.secret import derive

PURPOSE: Final = "readable personal keys 1"
NONCE_BYTES = 12


class KeyBox:
    """Seals and opens the keys of one session; a sealed key opens for its own seat alone."""

    def __init__(self, secret: bytes, session_id: str) -> None:
        self._cipher = AESGCM(derive(secret, PURPOSE))
        self._session_id = session_id

    def seal(self, seat_id: str, key: PersonalKey) -> bytes:
        """The key as it is kept: a fresh nonce, then AES-256-GCM (NIST SP 800-38D)."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, key.encode(), self._bound(seat_id))

    def open(self, seat_id: str, sealed: bytes | None) -> PersonalKey | None:
        """The key; None where it is forgotten, or was sealed under another secret or seat."""
        if sealed is None:
            return None
        nonce, text = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return PersonalKey(self._cipher.decrypt(nonce, text, self._bound(seat_id)).decode())
        except (InvalidTag, ValueError):
            return None

    def _bound(self, seat_id: str) -> bytes:
        return f"{self._session_id}\0{seat_id}".encode()
