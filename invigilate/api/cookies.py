"""Our cookies: `__Host-invigilate-…` over TLS, `invigilate-…` on plain HTTP.

Two names, because browsers and tools drop Secure cookies on plain HTTP even on loopback; and over
TLS the plain name is never read, or a stranger on the network could have planted it beforehand.
"""

from starlette.requests import HTTPConnection
from starlette.responses import Response

from invigilate.api.peer import over_tls
from invigilate.settings import Settings


def cookie_name(name: str, *, secure: bool) -> str:
    """The full name under which a cookie travels."""
    return f"__Host-invigilate-{name}" if secure else f"invigilate-{name}"


def read_cookie(connection: HTTPConnection, settings: Settings, name: str) -> str:
    """What the cookie holds, empty where there is none."""
    secure = over_tls(connection, settings)
    return connection.cookies.get(cookie_name(name, secure=secure), "")


def set_cookie(
    response: Response,
    connection: HTTPConnection,
    settings: Settings,
    name: str,
    value: str,
    *,
    max_age_seconds: int,
) -> None:
    """Set a cookie that scripts cannot read and other sites cannot send."""
    secure = over_tls(connection, settings)
    response.set_cookie(
        cookie_name(name, secure=secure),
        value,
        max_age=max_age_seconds,
        path="/",
        secure=secure,
        httponly=True,
        samesite="strict",
    )


def clear_cookie(
    response: Response, connection: HTTPConnection, settings: Settings, name: str
) -> None:
    """Take a cookie back."""
    set_cookie(response, connection, settings, name, "", max_age_seconds=0)
