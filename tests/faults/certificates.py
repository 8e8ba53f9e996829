"""Certificates for tests of TLS: an authority of our own, and what it or nobody vouches for."""

from __future__ import annotations

import ssl
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from pathlib import Path

_PEM = serialization.Encoding.PEM


@dataclass(frozen=True)
class Authority:
    """Signs certificates; `file` is what a client has to trust."""

    folder: Path
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def file(self) -> Path:
        return self.folder / "authority.pem"

    def server(self, *, address: str = "127.0.0.1", expired: bool = False, newest: bool = True) -> ssl.SSLContext:
        """What a server at this address shows; `newest` False: it speaks TLS 1.1 at most."""
        key = ec.generate_private_key(ec.SECP256R1())
        until = datetime.now(UTC) + timedelta(days=-1 if expired else 1)
        alternative = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
        signed = (
            _builder("server", until)
            .issuer_name(self.certificate.subject)
            .public_key(key.public_key())
            .add_extension(alternative, critical=False)
            .sign(self.key, hashes.SHA256())
        )
        file = self.folder / f"server-{signed.serial_number}.pem"
        file.write_bytes(signed.public_bytes(_PEM) + _private(key))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        if not newest:
            context.set_ciphers("DEFAULT:@SECLEVEL=0")
            with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
                context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
        return context


def authority(folder: Path) -> Authority:
    """A new authority that keeps its files in the folder."""
    key = ec.generate_private_key(ec.SECP256R1())
    own = (
        _builder("authority", datetime.now(UTC) + timedelta(days=1))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "authority")]))
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    made = Authority(folder, key, own)
    made.file.write_bytes(own.public_bytes(_PEM))
    return made


def _builder(name: str, until: datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=10))
        .not_valid_after(until)
    )


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
