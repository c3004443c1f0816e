"""A local authority for `demo --lan`: browsers keep nothing offline over plain HTTP."""

import socket
from pathlib import Path

import trustme
from msgspec import Struct

FILE = "authority.pem"
"""The certificate that devices are to trust."""


class Made(Struct, frozen=True):
    """Files of a certificate for this machine, and the authority to trust."""

    address: str
    certificate: Path
    key: Path
    authority: Path


def made(folder: Path) -> Made:
    """The authority is made once and kept; the certificate is for the address of now."""
    address = lan_address()
    paths = Made(address, folder / "tls-certificate.pem", folder / "tls-key.pem", folder / FILE)
    authority_key = folder / "authority-key.pem"
    if paths.authority.exists() and authority_key.exists():
        authority = trustme.CA.from_pem(paths.authority.read_bytes(), authority_key.read_bytes())
    else:
        authority = trustme.CA(organization_name="invigilate demo on this machine")
        _write(authority_key, authority.private_key_pem)
        authority.cert_pem.write_to_path(paths.authority)
    issued = authority.issue_cert(address, "localhost", "127.0.0.1", socket.gethostname())
    _write(paths.key, issued.private_key_pem)
    chain = b"".join(blob.bytes() for blob in issued.cert_chain_pems)
    paths.certificate.write_bytes(chain)
    return paths


def _write(path: Path, blob: trustme.Blob) -> None:
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_bytes(blob.bytes())


def lan_address() -> str:
    """This machine's address on its network; nothing is sent to find it out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def how_to_trust(authority: str) -> str:
    """What to do on the hall's devices, once."""
    return (
        f"  Each device in the hall must trust this machine's own authority once:\n"
        f"  copy {authority} to it and install it as a trusted root certificate\n"
        f"  (iOS: then switch it on under General > About > Certificate Trust Settings;\n"
        f"  Android: Security > Install a certificate > CA; Windows: Trusted Root\n"
        f"  Certification Authorities; macOS: Keychain Access > Always Trust).\n"
        f"  Remove it afterwards: whoever has {Path(authority).with_name('authority-key.pem')}\n"
        f"  could pretend to be any site to these devices.\n"
    )
