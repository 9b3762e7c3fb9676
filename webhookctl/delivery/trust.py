"""TLS as a user wants it: which certificates are trusted, and which one is shown."""

import ssl
from pathlib import Path

import httpx

from webhookctl.core.connection import Connection
from webhookctl.errors import UsageError

_CERTIFICATE = b"-----BEGIN CERTIFICATE-----"
_PRIVATE_KEY = b"PRIVATE KEY-----"


def trusted_certificates() -> ssl.SSLContext:
    """Return the trust in what certifi, the system and `SSL_CERT_FILE` name."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


def tls_context(connection: Connection) -> ssl.SSLContext:
    """Return the TLS settings of a connection. Raises UsageError for files that do not do."""
    context = _trust(connection)
    context.set_alpn_protocols(["http/1.1"])
    if connection.certificate is not None:
        _show(context, connection.certificate, connection.key)
    return context


def _trust(connection: Connection) -> ssl.SSLContext:
    if connection.insecure:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    if connection.authorities is None:
        return trusted_certificates()
    _read(connection.authorities, "--cacert")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # An authority in between, or the server's own certificate, may stand for itself.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    try:
        context.load_verify_locations(Path(connection.authorities).expanduser())
    except ssl.SSLError as exc:
        raise _no_certificate(connection.authorities) from exc
    return context


def _show(context: ssl.SSLContext, certificate: str, key: str | None) -> None:
    pem = _read(certificate, "--cert")
    if _CERTIFICATE not in pem:
        raise _no_certificate(certificate)
    if _PRIVATE_KEY not in (pem if key is None else _read(key, "--key")):
        raise UsageError(
            f"the file `{key or certificate}` holds no private key in PEM form",
            hint="give the key that belongs to the certificate with `--key FILE`",
        )
    key_path = None if key is None else Path(key).expanduser()
    try:
        context.load_cert_chain(Path(certificate).expanduser(), key_path, _no_password)
    except ssl.SSLError as exc:
        if exc.reason == "KEY_VALUES_MISMATCH":
            raise UsageError(
                f"the private key does not belong to the certificate in `{certificate}`",
                hint="give the key it was made with by `--key FILE`; the server's own certificate "
                "stands first in its file",
            ) from exc
        raise UsageError(
            f"cannot use the certificate in `{certificate}`: {exc.reason or exc}",
            hint="it must be PEM, with the authorities in between after it",
        ) from exc


def _no_password() -> str:
    """Stand in for OpenSSL's own question on the terminal."""
    raise UsageError(
        "the private key is encrypted, and nobody is asked for its password",
        hint="decrypt it into a file that only you can read: "
        "`openssl pkey -in KEY -out PLAIN`, then `--key PLAIN`",
    )


def _read(path: str, option: str) -> bytes:
    try:
        return Path(path).expanduser().read_bytes()
    except OSError as exc:
        reason = (exc.strerror or type(exc).__name__).lower()
        raise UsageError(
            f"cannot read the file `{path}`: {reason}", hint=f"check the path after `{option}`"
        ) from exc


def _no_certificate(path: str) -> UsageError:
    return UsageError(
        f"the file `{path}` holds no certificate in PEM form",
        hint="it begins with `-----BEGIN CERTIFICATE-----`; "
        "`openssl x509 -inform der -in FILE -out PEM` makes one of a DER file",
    )
