"""Who is at the other end of a connection: their address, and whether it is encrypted.

`X-Forwarded-For` and `X-Forwarded-Proto` are believed only from the exact addresses in
`trusted_proxies`; from anyone else they are text that a stranger typed. The server itself
(uvicorn) must not read these headers.
"""

from ipaddress import IPv6Address, ip_address

from starlette.requests import HTTPConnection

from invigilate.settings import Settings

LOCAL = "local"
"""The address of a peer that has none: a Unix socket, or a test within the process."""


def client_address(connection: HTTPConnection, settings: Settings) -> str:
    """The client's IP address; behind trusted proxies the last one that they did not add."""
    address = peer_address(connection)
    told = ",".join(connection.headers.getlist("x-forwarded-for")).split(",")
    for before in reversed(told):
        if address not in settings.trusted_proxies or not (known := _address(before)):
            break
        address = known
    return address


def over_tls(connection: HTTPConnection, settings: Settings) -> bool:
    """Whether the client's side of the connection is encrypted."""
    if connection.scope.get("scheme") in ("https", "wss"):
        return True
    if peer_address(connection) not in settings.trusted_proxies:
        return False
    told = connection.headers.getlist("x-forwarded-proto")
    return bool(told) and told[-1].rpartition(",")[2].strip().lower() in ("https", "wss")


def is_this_machine(address: str) -> bool:
    """Whether a client address lies within this machine."""
    return address == LOCAL or ip_address(address).is_loopback


def peer_address(connection: HTTPConnection) -> str:
    """The address at the other end of the TCP connection, a proxy's where one stands there."""
    client = connection.client
    return _address(client.host) if client is not None and _address(client.host) else LOCAL


def _address(text: str) -> str:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(address)
