"""The page's side of a parcel, written a second time: what `web/src/live/parcel.ts` does."""

import hashlib

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import msgpack

from invigilate.rooms.commands import What
from invigilate.rooms.parcel import FORMAT, INFO, MAGIC, TAG, Label, proof_of, public_of, room_key

MADE = 1_790_000_000_000


def packed(
    secret: bytes,
    label: Label,
    changes: list[tuple[int, What]],
    *,
    proof: str | None = None,
    pair: ec.EllipticCurvePrivateKey | None = None,
    plain: bytes | None = None,
    form: int = FORMAT,
) -> bytes:
    """A parcel as a page makes it; the rest is for those that no page makes."""
    pair = pair or ec.generate_private_key(ec.SECP256R1())
    room = room_key(secret, label.room)
    point, key = public_of(pair), public_of(room)
    shared = pair.exchange(ec.ECDH(), room.public_key())
    made = HKDF(SHA256(), 44, salt=point + key, info=INFO).derive(shared)
    inside = (proof or proof_of(secret, label.room, label.seat), MADE, changes)
    text = msgpack.encode(inside) if plain is None else plain
    name = f"{label.room} {label.seat} {label.device}".encode()
    length = len(name).to_bytes(2, "big")
    mark = hashlib.sha256(key).digest()[:8]
    size = (len(text) + TAG).to_bytes(4, "big")
    head = b"".join((MAGIC, bytes([form]), length, name, mark, point, size))
    return head + AESGCM(made[:32]).encrypt(made[32:], text, head)
