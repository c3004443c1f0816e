"""Why a socket is closed, and whether the client should come back.

Codes 4000-4499: come back, with jitter. Codes 4500-4999: do not, the reason says why.
"""

from enum import IntEnum

SERVICE_RESTART = 1012
"""The server restarts: come back, when it said so (RFC 6455 §11.7)."""


class Closing(IntEnum):
    """Our close codes (RFC 6455 §7.4.2: 4000-4999 are for private use)."""

    SLOW = 4000
    """The reader fell too far behind; it loses nothing by coming back."""
    SILENT = 4001
    """No hello in time."""
    RETRY = 4002
    """A store cannot be reached just now."""
    TICKET = 4003
    """The ticket is too old: ask for a new one and come back."""
    REPLACED = 4500
    """A newer socket of the same device took over."""
    REVOKED = 4501
    """The cookie behind this socket was revoked."""
    MALFORMED = 4502
    """Not a frame, or out of place."""
    TOO_FAST = 4503
    """More messages than any page sends."""
    FOREIGN = 4504
    """The ticket is not for this server."""

    @property
    def comes_back(self) -> bool:
        """Whether a client reconnects after it."""
        return self < 4500


def comes_back(code: int) -> bool:
    """Whether a client reconnects after any close code: all but ours that say no, and 1008."""
    return code < 4500 and code != 1008
