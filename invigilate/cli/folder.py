"""The folders that the server writes: there, its own to write, and with room on the disk."""

import os
import shutil
from pathlib import Path

from invigilate.secret import FILE, load_secret
from invigilate.settings import Settings

MIB = 1024 * 1024


def folders(settings: Settings, database: Path | None) -> list[Path]:
    """Where this server writes: the SQLite file's folder, and the data folder for the secret."""
    secrets = [] if settings.secret else [settings.data_folder]
    files = [database.parent] if database is not None else []
    return list(dict.fromkeys(path.absolute() for path in [*files, *secrets]))


def unwritable(settings: Settings, folder: Path, database: Path | None) -> str:
    """Why this user cannot write there, or into the SQLite file; empty where that goes well."""
    there = _nearest(folder)
    if not there.is_dir():
        return f"{there} is a file and no folder: choose another with {_variable(settings)}"
    for path in (there, database if there == folder else None):
        if path is not None and os.path.exists(path) and not _is_ours(path):
            return (
                f"{path} cannot be written by user {os.geteuid()}, who runs this: give it to that"
                " user (chown), make its disk writable, or choose another with"
                f" {_variable(settings)}"
            )
    return ""


def full(settings: Settings, folder: Path) -> str:
    """How little room is left on its disk; empty where there is enough."""
    free = shutil.disk_usage(_nearest(folder)).free // MIB
    if free >= settings.disk_free_mib:
        return ""
    return (
        f"only {free} MiB are free on the disk of {folder}, fewer than the"
        f" {settings.disk_free_mib} of INVIGILATE_DISK_FREE_MIB: make room, for on a full disk no"
        " answer can be saved"
    )


def secret_is_there(settings: Settings) -> bool:
    """Whether the secret exists and may be used. Raises NotValid, OSError; makes none."""
    if not settings.secret and not (settings.data_folder / FILE).exists():
        return False
    return len(load_secret(settings)) == 32


def _nearest(folder: Path) -> Path:
    """The folder itself or, where it is still to be made, the last one on the way that is there."""
    return next(path for path in (folder, *folder.parents) if os.path.exists(path))


def _is_ours(path: Path) -> bool:
    return os.access(path, os.W_OK | (os.X_OK if path.is_dir() else 0))


def _variable(settings: Settings) -> str:
    return "INVIGILATE_DATABASE_URL" if settings.database_url else "INVIGILATE_DATA_FOLDER"
