"""Files of certificates and keys: the good ones work in `test_tls`, the others are explained."""

from pathlib import Path

import pytest

from tests.delivery.authority import Identity, the_authority
from webhookctl.core.connection import Connection
from webhookctl.delivery.trust import tls_context, trusted_certificates
from webhookctl.errors import UsageError


def error_of(connection: Connection) -> UsageError:
    with pytest.raises(UsageError) as caught:
        tls_context(connection)
    assert caught.value.hint
    return caught.value


def test_public_authorities_are_trusted() -> None:
    assert len(trusted_certificates().get_ca_certs()) > 50


def test_named_authorities_are_the_only_ones(tmp_path: Path) -> None:
    authorities = the_authority().certificate_in(tmp_path)
    assert len(tls_context(Connection(authorities=authorities)).get_ca_certs()) == 1


@pytest.mark.parametrize("option", ["--cacert", "--cert", "--key"])
def test_file_that_is_not_there_is_named_with_its_option(tmp_path: Path, option: str) -> None:
    missing = str(tmp_path / "none.pem")
    certificate = the_authority().certificate_in(tmp_path)
    connection = {
        "--cacert": Connection(authorities=missing),
        "--cert": Connection(certificate=missing),
        "--key": Connection(certificate=certificate, key=missing),
    }[option]
    error = error_of(connection)
    assert error.message == f"cannot read the file `{missing}`: no such file or directory"
    assert error.hint == f"check the path after `{option}`"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x30\x82\x01\xff",
        b"hello",
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        the_authority().key_pem(),
    ],
    ids=["empty", "der", "text", "broken", "key"],
)
def test_file_without_a_certificate_is_explained(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "given.pem"
    path.write_bytes(content)
    error = error_of(Connection(authorities=str(path)))
    assert error.message == f"the file `{path}` holds no certificate in PEM form"


def test_certificate_to_show_must_be_one(tmp_path: Path) -> None:
    key = the_authority().key_in(tmp_path)
    error = error_of(Connection(certificate=key))
    assert error.message == f"the file `{key}` holds no certificate in PEM form"


def test_certificate_without_its_key_asks_for_it(tmp_path: Path) -> None:
    certificate = the_authority().certificate_in(tmp_path)
    error = error_of(Connection(certificate=certificate))
    assert error.message == f"the file `{certificate}` holds no private key in PEM form"
    assert error.hint == "give the key that belongs to the certificate with `--key FILE`"


def test_key_of_another_certificate_is_refused(tmp_path: Path) -> None:
    certificate = the_authority().certificate_in(tmp_path)
    other = Identity.self_signed().key_in(tmp_path)
    error = error_of(Connection(certificate=certificate, key=other))
    assert error.message == (
        f"the private key does not belong to the certificate in `{certificate}`"
    )


def test_broken_certificate_to_show_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.pem"
    broken = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    path.write_bytes(broken + the_authority().key_pem())
    error = error_of(Connection(certificate=str(path)))
    assert error.message.startswith(f"cannot use the certificate in `{path}`: ")


def test_encrypted_key_asks_nobody(tmp_path: Path) -> None:
    path = tmp_path / "both.pem"
    path.write_bytes(the_authority().pem + the_authority().key_pem(b"password"))
    error = error_of(Connection(certificate=str(path)))
    assert error.message == "the private key is encrypted, and nobody is asked for its password"


def test_home_directory_may_be_written_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    name = Path(the_authority().both_in(tmp_path)).name
    connection = Connection(authorities=f"~/{name}", certificate=f"~/{name}", key=f"~/{name}")
    assert len(tls_context(connection).get_ca_certs()) == 1
