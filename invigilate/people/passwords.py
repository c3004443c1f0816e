"""Passwords at rest: Argon2id, in threads, so that a rush of sign-ins never stalls the loop."""

import os
from functools import cache

import anyio.to_thread
from anyio import CapacityLimiter
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""19 MiB and two passes: the OWASP Password Storage Cheat Sheet's first choice for Argon2id."""


@cache
def _limiter() -> CapacityLimiter:
    # As many at once as there are cores: more would only hold more memory.
    return CapacityLimiter(os.cpu_count() or 2)


async def hash_password(password: str) -> str:
    """The hash to keep, its parameters and salt included."""
    return await anyio.to_thread.run_sync(HASHER.hash, password, limiter=_limiter())


async def is_password(kept: str | None, password: str) -> bool:
    """Whether this is the password; without a kept hash it takes as long and says no."""
    return await anyio.to_thread.run_sync(_verify, kept, password, limiter=_limiter())


def needs_rehash(kept: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return HASHER.check_needs_rehash(kept)


def _verify(kept: str | None, password: str) -> bool:
    try:
        return HASHER.verify(kept or _nobodys_hash(), password) and bool(kept)
    except (VerifyMismatchError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return HASHER.hash(os.urandom(16).hex())
