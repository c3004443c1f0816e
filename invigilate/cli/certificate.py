"""The TLS certificate and its key: whether they are there, belong together, and hold today."""

from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from invigilate.errors import NotValid
from invigilate.settings import Settings, variable_of

RENEW = "renew it, and start the server again."


def certificate_of(settings: Settings) -> x509.Certificate | None:
    """The certificate that the server shows; None where it speaks no TLS itself.

    Raises NotValid (`setting`) where a file is missing or is no PEM, or the key is another one's.
    """
    if settings.tls_certificate is None or settings.tls_key is None:
        return None
    certificate = _certificate(settings.tls_certificate)
    if _key(settings.tls_key).public_key() != certificate.public_key():
        raise _wrong(
            "tls_key",
            settings.tls_key,
            f"is not the key of the certificate {settings.tls_certificate}: name the two that were"
            " made together, and put the server's own certificate before those of its issuers",
        )
    return certificate


def lapse(certificate: x509.Certificate, now: datetime) -> str:
    """Why browsers do not believe it at this instant; empty where its time is right."""
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if now > ends:
        return f"expired on {ends:%Y-%m-%d}, and no browser believes it: {RENEW}"
    if now < begins:
        return f"holds only from {begins:%Y-%m-%d}: set this machine's clock, or {RENEW}"
    return ""


def _certificate(path: Path) -> x509.Certificate:
    data = _content("tls_certificate", path)
    try:
        return x509.load_pem_x509_certificates(data)[0]
    except ValueError:
        raise _wrong("tls_certificate", path, "holds no certificate in PEM") from None


def _key(path: Path) -> PrivateKeyTypes:
    data = _content("tls_key", path)
    try:
        return load_pem_private_key(data, None)
    except TypeError:
        raise _wrong("tls_key", path, "asks for a password: store the key without one") from None
    except ValueError:
        raise _wrong("tls_key", path, "holds no private key in PEM") from None


def _content(name: str, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        why = f"cannot be read ({fault.strerror}): give the path of a PEM file"
        raise _wrong(name, path, why) from None


def _wrong(name: str, path: Path, why: str) -> NotValid:
    variable = variable_of(name)
    return NotValid("setting", f"{path} ({variable}) {why}.", variable=variable)
