"""The server secret in a backup: only where it is asked for, and only under a passphrase.

Without it a restored server knows every answer and every mark, and makes a secret of its own:
printed personal keys, cookies and files of last resort from before then open nothing. With it in
the clear, whoever finds a backup could be any student. So it is encrypted: scrypt makes the key
of the passphrase, AES-256-GCM keeps it.
"""

import os
import secrets
from base64 import b64decode, b64encode
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from invigilate.errors import NotValid
from invigilate.secret import FILE, derive, load_secret
from invigilate.settings import Settings

PASSPHRASE = "INVIGILATE_PASSPHRASE"
LEAST = 12
_SALT, _NONCE = 16, 12


def check_of(settings: Settings) -> str:
    """What tells this server's secret from another, and nothing of it; empty: there is none."""
    if not settings.secret and not _file(settings).exists():
        return ""
    return derive(load_secret(settings), "backup").hex()[:16]


def sealed(settings: Settings, passphrase: str) -> str:
    """The secret under this passphrase. Raises NotValid where there is none, or too short a one."""
    if len(passphrase) < LEAST:
        raise NotValid("passphrase", f"A passphrase has {LEAST} characters or more.")
    if not check_of(settings):
        raise NotValid("secret", "There is no server secret here that could be kept.")
    text = settings.secret or _file(settings).read_text().strip()
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    body = AESGCM(_key(passphrase, salt)).encrypt(nonce, text.encode(), None)
    return b64encode(salt + nonce + body).decode()


def opened(kept: str, passphrase: str) -> str:
    """Reads `sealed` back. Raises NotValid where the passphrase is another."""
    data = b64decode(kept)
    salt, nonce, body = data[:_SALT], data[_SALT : _SALT + _NONCE], data[_SALT + _NONCE :]
    try:
        return AESGCM(_key(passphrase, salt)).decrypt(nonce, body, None).decode()
    except InvalidTag:
        raise NotValid(
            "passphrase", f"{PASSPHRASE} is not the passphrase of this backup's secret."
        ) from None


def keep(settings: Settings, secret: str) -> Path:
    """Writes the secret into the data folder, where there is none. Raises NotValid."""
    path = _file(settings)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        opened_file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise NotValid(
            "secret", f"{path} is there already; move it away to take the backup's."
        ) from None
    with os.fdopen(opened_file, "w") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    return path


def new_passphrase() -> str:
    """One that nobody guesses."""
    return secrets.token_urlsafe(18)


def _file(settings: Settings) -> Path:
    return settings.data_folder / FILE


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=1 << 15, r=8, p=1).derive(passphrase.encode())
