"""Every knob, read once from the environment and then frozen.

A knob `port` is set by `INVIGILATE_PORT`; the fields below are the table: name, default, meaning
with its unit, and between which values it may stand. `Limits` are set the same way
(`INVIGILATE_RING_EVENTS`). `table()` gives all of them for the documentation.
"""

# ruff: noqa: RUF009  (a knob is a field of its own making, made anew for each name)

import dataclasses
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, get_type_hints
from urllib.parse import urlsplit

from invigilate.errors import NotValid

PREFIX = "INVIGILATE_"
KIB = 1024
MIB = 1024 * KIB

T = TypeVar("T")


def knob(default: T, meaning: str, least: float | None = None, most: float | None = None) -> T:
    """A field with its meaning and its bounds (both included)."""
    held = {"meaning": meaning, "least": least, "most": most}
    field: T = dataclasses.field(default=default, metadata=held)
    return field


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one client may ask of the server, and how much is kept for it."""

    client_message_bytes: int = knob(64 * KIB, "bytes of one message from a client", KIB, MIB)
    client_array: int = knob(256, "entries of an array from a student", 16, 10_000)
    staff_array: int = knob(10_000, "entries of an array from staff", 16, 100_000)
    client_map: int = knob(64, "entries of a map from a client", 8, 1_000)
    answers_changes: int = knob(64, "changes in one sending from a journal", 1, 256)
    answers_bytes: int = knob(48 * KIB, "bytes of one sending from a journal", KIB, MIB)
    splice_bytes: int = knob(16 * KIB, "bytes put in by one splice", KIB, 48 * KIB)
    text_code_points: int = knob(100_000, "code points of one text answer", 1_000, 1_000_000)
    heartbeat_seconds: float = knob(6.0, "seconds between heartbeats", 0.1, 60)
    hello_seconds: float = knob(10.0, "seconds within which the hello must come", 0.1, 60)
    buffer_bytes: int = knob(MIB, "bytes unread by a slow reader before it is cut", 64 * KIB)
    stuck_seconds: float = knob(10.0, "seconds without progress before a reader is cut", 0.1, 300)
    ring_events: int = knob(2_000, "events kept at hand for each audience", 16, 1_000_000)
    ring_bytes: int = knob(8 * MIB, "bytes kept at hand for each audience", 64 * KIB)
    handshakes_per_second: float = knob(300.0, "handshakes a second in one worker", 1, 100_000)
    handshakes_burst: int = knob(1_000, "handshakes at once in one worker", 1, 100_000)
    body_bytes: int = knob(64 * KIB, "bytes of a JSON request", KIB, 64 * MIB)
    upload_bytes: int = knob(20 * MIB, "bytes of an uploaded file", KIB, 1_024 * MIB)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How this server runs; two processes of one server have equal settings."""

    host: str = knob("127.0.0.1", "address to listen on")
    port: int = knob(8000, "TCP port to listen on; 0: any free one", 0, 65_535)
    workers: int = knob(1, "worker processes", 1, 256)
    data_folder: Path = knob(Path("invigilate-data"), "folder for the SQLite file and the secret")
    database_url: str = knob("", "sqlite:///… or postgresql://…; empty: SQLite in the data folder")
    redis_url: str = knob("", "redis://…; empty: no bus between processes, a poll instead")
    public_url: str = knob("", "how browsers reach the server, such as https://exams.example.org")
    tls_certificate: Path | None = knob(None, "PEM file of the certificate and its chain")
    tls_key: Path | None = knob(None, "PEM file of the certificate's key")
    plain_http: bool = knob(False, "yes: allow unencrypted HTTP beyond this machine")
    trusted_proxies: tuple[str, ...] = knob((), "exact addresses whose X-Forwarded-* is believed")
    secret: str = knob("", "the server secret, ≥ 32 characters; empty: kept in the data folder")
    disk_free_mib: int = knob(1_024, "MiB free beside the data, or `check` calls it wrong", 0)
    metrics_token: str = knob("", "the bearer token that /metrics asks for; empty: no /metrics")
    log_level: str = knob("info", "debug, info, warning or error")
    sign_in_hours: float = knob(12.0, "hours after which staff sign in again", 0.01, 168)
    ticket_seconds: float = knob(60.0, "seconds within which a ticket opens a socket", 1, 600)
    lease_seconds: float = knob(10.0, "seconds a worker's lease lasts, renewed at a third", 1, 120)
    head_poll_ms: int = knob(1_000, "ms between looks at the rooms' heads", 10, 60_000)
    head_poll_unhealthy_ms: int = knob(250, "the same while the bus is unhealthy", 10, 60_000)
    gap_wait_ms: int = knob(30, "ms to wait for a missing event before reading the log", 0, 5_000)
    batch_commands: int = knob(256, "commands decided in one transaction", 1, 10_000)
    catch_up_wait_ms: int = knob(4, "ms to gather after a transaction that caught up", 0, 1_000)
    progress_ms: int = knob(250, "ms between two progress rows of a board", 10, 10_000)
    bus_probe_ms: int = knob(1_000, "ms between probes through the bus", 10, 60_000)
    bus_unhealthy_ms: int = knob(3_000, "ms without a probe: the bus is unhealthy", 20, 60_000)
    bus_publish_ms: int = knob(500, "ms within which a message is published or dropped", 10, 10_000)
    job_poll_ms: int = knob(1_000, "ms between looks for work that is due", 10, 60_000)
    outage_seconds: float = knob(10.0, "seconds without any worker: an outage", 1, 600)
    grace_seconds: float = knob(120.0, "a session's grace, unless it says otherwise", 0, 86_400)
    limits: Limits = dataclasses.field(default_factory=Limits)

    @property
    def speaks_tls(self) -> bool:
        """Whether this server itself encrypts."""
        return self.tls_certificate is not None

    @property
    def database(self) -> str:
        """The database's URL, the default worked out."""
        return self.database_url or f"sqlite:///{self.data_folder.absolute()}/invigilate.sqlite3"

    @property
    def spans_hosts(self) -> bool:
        """Whether workers on other hosts may share the database and the bus."""
        shared = self.redis_url and self.database.startswith("postgres")
        return bool(shared) and not (is_near(self.redis_url) and is_near(self.database))


class Knob(NamedTuple):
    """One line of the table."""

    variable: str
    default: str
    meaning: str


def table() -> Iterator[Knob]:
    """Every knob in the order of the fields, the limits last."""
    for kind in (Settings, Limits):
        for field in dataclasses.fields(kind):
            if field.metadata:
                default = "" if field.default is None else str(field.default)
                yield Knob(variable_of(field.name), default, field.metadata["meaning"])


def read(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings that the environment asks for.

    Raises NotValid (`setting`) naming the variable, its value and what is expected.
    """
    chosen = _chosen(Settings, environ)
    settings = Settings(**chosen, limits=Limits(**_chosen(Limits, environ)))
    _check(settings)
    return settings


def unknown_names(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The variables that look like knobs and are none, most likely slips of the pen."""
    known = {each.variable for each in table()}
    return tuple(sorted(n for n in environ if n.startswith(PREFIX) and n not in known))


def variable_of(name: str) -> str:
    """The environment variable that sets the knob of this name."""
    return PREFIX + name.upper()


def is_loopback(host: str) -> bool:
    """Whether an address or host name can only mean this machine."""
    if host.lower() in ("", "localhost"):
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.startswith("/")


def is_near(url: str) -> bool:
    """Whether the server behind a URL stands on this machine."""
    return url.startswith("unix:") or is_loopback(urlsplit(url).hostname or "")


def not_valid(name: str, value: str, expected: str) -> NotValid:
    """The error that names the variable, what it held and what is expected."""
    variable = variable_of(name)
    shown = "not shown here" if name == "secret" else repr(value)
    return NotValid("setting", f"{variable} is {shown}: {expected}.", variable=variable)


def _chosen(kind: type[Settings] | type[Limits], environ: Mapping[str, str]) -> dict[str, Any]:
    types = get_type_hints(kind)
    chosen: dict[str, Any] = {}
    for field in dataclasses.fields(kind):
        text = environ.get(variable_of(field.name), "").strip()
        if text and field.metadata:
            chosen[field.name] = _value(field, types[field.name], text)
    return chosen


def _value(field: "dataclasses.Field[Any]", kind: Any, text: str) -> Any:
    parse, expected = _PARSERS[kind]
    try:
        value = parse(text)
    except (ValueError, KeyError):
        raise not_valid(field.name, text, f"{expected} is expected") from None
    least, most = field.metadata["least"], field.metadata["most"]
    if least is not None and not value >= least:
        raise not_valid(field.name, text, f"at least {least:g} is expected")
    if most is not None and not value <= most:
        raise not_valid(field.name, text, f"at most {most:g} is expected")
    return value


def _yes_or_no(text: str) -> bool:
    return {"1": True, "yes": True, "true": True, "0": False, "no": False, "false": False}[
        text.lower()
    ]


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


_PARSERS: dict[Any, tuple[Callable[[str], Any], str]] = {
    str: (str, "a text"),
    int: (int, "a whole number"),
    float: (float, "a number"),
    bool: (_yes_or_no, "yes or no"),
    Path: (Path, "a path"),
    Path | None: (Path, "a path"),
    tuple[str, ...]: (_names, "a list with commas"),
}


def _check(settings: Settings) -> None:
    """Refuse what cannot stand together."""
    if (settings.tls_certificate is None) != (settings.tls_key is None):
        missing = "tls_key" if settings.tls_certificate else "tls_certificate"
        raise not_valid(missing, "", "a certificate and its key are set together")
    if settings.log_level not in ("debug", "info", "warning", "error"):
        raise not_valid("log_level", settings.log_level, "debug, info, warning or error")
    for address in settings.trusted_proxies:
        _check_address(address)
    _check_public_url(settings.public_url)
    _check_secret(settings)
    _check_plain_http(settings)


def _check_address(address: str) -> None:
    try:
        ip_address(address)
    except ValueError:
        raise not_valid(
            "trusted_proxies", address, "exact addresses are expected, no names and no networks"
        ) from None


def _check_public_url(url: str) -> None:
    parts = urlsplit(url)
    plain = parts.scheme in ("http", "https") and parts.netloc and parts.path in ("", "/")
    if url and (not plain or parts.query or parts.fragment or "@" in parts.netloc):
        raise not_valid("public_url", url, "scheme, host and port alone are expected")


def _check_secret(settings: Settings) -> None:
    if settings.secret and len(settings.secret) < 32:
        raise not_valid("secret", "", "at least 32 characters are expected")
    if settings.spans_hosts and not settings.secret:
        raise not_valid(
            "secret",
            "",
            "with Redis and PostgreSQL on other hosts every host needs the same secret,"
            " set by this name",
        )


def _check_plain_http(settings: Settings) -> None:
    behind_tls = settings.public_url.startswith("https:") and settings.trusted_proxies
    if settings.speaks_tls or settings.plain_http or behind_tls or is_loopback(settings.host):
        return
    raise not_valid(
        "host",
        settings.host,
        "beyond this machine plain HTTP would show answers and cookies to the whole network;"
        f" set {variable_of('tls_certificate')} and {variable_of('tls_key')}, or put an HTTPS"
        f" proxy in front ({variable_of('public_url')}, {variable_of('trusted_proxies')}),"
        f" or ask for it by name with {variable_of('plain_http')}=yes",
    )
