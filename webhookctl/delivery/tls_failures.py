"""What TLS and its certificates fail at, told as values."""

import ssl

from webhookctl.core.model import Failure, FailureKind
from webhookctl.delivery.receiver import Receiver

_EXPIRED = 10  # OpenSSL's X509_V_ERR_CERT_HAS_EXPIRED
_NOT_YET_VALID = 9  # X509_V_ERR_CERT_NOT_YET_VALID
_SELF_SIGNED = 18  # X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT
_OTHER_HOST = frozenset({62, 64})  # X509_V_ERR_HOSTNAME_MISMATCH, _IP_ADDRESS_MISMATCH

_NO_CHECK = "check nothing with `--insecure`"
_PLAIN_PORT = "is it a plain HTTP port? then use `http://`"
_ALERT = " alert "
_REQUIRED = "certificate required"
_ABOUT_A_CERTIFICATE = ("certificate", "unknown ca", "access denied")
_NO_COMMON_VERSION = ("protocol version", "unsupported protocol", "no protocols available")


def tls_failure(cause: BaseException, receiver: Receiver) -> Failure | None:
    """Return why there is no TLS connection, None when the cause is another, or a mere end."""
    if isinstance(cause, ssl.SSLCertVerificationError):
        return _certificate(cause, receiver)
    if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError):
        return _handshake(words_of(cause), receiver)
    return None


def words_of(error: ssl.SSLError) -> str:
    """Return what OpenSSL calls an error, in lower case and with spaces."""
    return (getattr(error, "reason", None) or str(error)).replace("_", " ").lower()


def _certificate(error: ssl.SSLCertVerificationError, receiver: Receiver) -> Failure:
    whose = f"the certificate of {receiver}"
    trust = _how_to_trust(receiver)
    if error.verify_code == _SELF_SIGNED:
        return Failure(FailureKind.TLS_SELF_SIGNED, f"{whose} is self-signed", trust)
    if error.verify_code == _EXPIRED:
        hint = receiver.or_option("renew the certificate", _NO_CHECK)
        return Failure(FailureKind.TLS_EXPIRED, f"{whose} has expired", hint)
    if error.verify_code == _NOT_YET_VALID:
        hint = receiver.or_option("check the clocks of both machines", _NO_CHECK)
        return Failure(FailureKind.TLS_NOT_YET_VALID, f"{whose} is not valid yet", hint)
    if error.verify_code in _OTHER_HOST:
        hint = receiver.or_option("use the name that stands in the certificate", _NO_CHECK)
        return Failure(FailureKind.TLS_HOST_NAME, f"{whose} is for another host name", hint)
    said = f"{whose} is not trusted: {error.verify_message}"
    return Failure(FailureKind.TLS_UNKNOWN_AUTHORITY, said, trust)


def _how_to_trust(receiver: Receiver) -> str:
    if receiver.connection is None:
        return "trust its authority by the environment variable SSL_CERT_FILE=PATH"
    given = receiver.connection.authorities
    trust = "trust it with `--cacert FILE`"
    if given is not None:
        trust = (
            f"neither it nor its authority is in `{given}`: give the file that holds one of them"
        )
    return f"{trust}, or {_NO_CHECK}"


def _handshake(words: str, receiver: Receiver) -> Failure:
    if _REQUIRED in words:
        return _client_certificate(f"{receiver} wants a client certificate", receiver)
    if _ALERT in words and any(said in words for said in _ABOUT_A_CERTIFICATE):
        reason = words.partition(_ALERT)[2]
        said = f"{receiver} does not accept the client certificate: {reason}"
        return _client_certificate(said, receiver)
    said = f"no TLS connection to {receiver}: {words}"
    if any(version in words for version in _NO_COMMON_VERSION):
        hint = "it must speak TLS 1.2 or later"
    elif "handshake failure" in words:
        hint = "it may want a client certificate"
        if receiver.connection is not None:
            hint += ": give one with `--cert FILE`"
    else:
        hint = _PLAIN_PORT
    return Failure(FailureKind.TLS, said, hint)


def _client_certificate(message: str, receiver: Receiver) -> Failure:
    hint = (
        "none can be shown here"
        if receiver.connection is None
        else "give one that the server trusts with `--cert FILE`, and its key with `--key FILE`"
    )
    return Failure(FailureKind.TLS_CLIENT_CERTIFICATE, message, hint)
