"""The server secret: 32 bytes from which every key of the server is derived.

Given by `INVIGILATE_SECRET`, or made at the first start and kept in the data folder with mode
0600. Whoever knows it can mint tickets; whoever loses it makes printed personal keys worthless.
"""

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

from invigilate.settings import Settings, not_valid

FILE = "secret"


def load_secret(settings: Settings) -> bytes:
    """The secret as 32 bytes, the same in every process of the server.

    Raises NotValid (`setting`) where the file can be read by others or is too short.
    """
    if settings.secret:
        return hashlib.sha256(settings.secret.encode()).digest()
    settings.data_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = settings.data_folder / FILE
    if not path.exists():
        _make(path)
    return _read(path)


def derive(secret: bytes, purpose: str) -> bytes:
    """A key for one purpose alone, so that what signs tickets never signs anything else."""
    return hmac.digest(secret, purpose.encode(), "sha256")


def _make(path: Path) -> None:
    # Written whole under another name and then linked: of two processes that start at once
    # one link wins, and neither ever reads half a secret.
    draft = path.with_name(f"{FILE}.{secrets.token_hex(8)}")
    opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(opened, "w") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()


def _read(path: Path) -> bytes:
    if path.stat().st_mode & 0o077:
        raise not_valid("secret", "", f"the file {path} can be read by others; set its mode to 600")
    text = path.read_text().strip()
    if len(text) < 32:
        raise not_valid("secret", "", f"the file {path} holds fewer than 32 characters")
    return hashlib.sha256(text.encode()).digest()
