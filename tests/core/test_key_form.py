import base64
import re

import pytest

from tests.providers.fixed import fixed_facts
from webhookctl.core.key_form import PLAIN, WHSEC, KeyForm, NamePassword, SharedSecret


def made(form: KeyForm) -> bytes:
    keys = form.make(fixed_facts())
    assert keys.files == (keys.signing,)
    assert keys.judging is None
    return keys.signing.content


@pytest.mark.parametrize(
    ("form", "pattern"),
    [
        (PLAIN, r"[0-9a-f]{64}"),
        (SharedSecret("shpss_", 16), r"shpss_[0-9a-f]{32}"),
        (SharedSecret("whsec_", 32, "letters"), r"whsec_[A-Za-z0-9]{32}"),
        (SharedSecret(encoding="base64"), r"[A-Za-z0-9+/]{43}="),
        (WHSEC, r"whsec_[A-Za-z0-9+/]{43}="),
        (NamePassword(), r"webhook:[A-Za-z0-9]{32}"),
    ],
)
def test_shared_secret_has_its_form_and_no_line_break(form: KeyForm, pattern: str) -> None:
    assert re.fullmatch(pattern, made(form).decode())
    assert not form.is_pair


def test_standard_webhooks_wants_24_to_64_random_bytes() -> None:
    assert len(base64.b64decode(made(WHSEC).removeprefix(b"whsec_"))) == 32


@pytest.mark.parametrize("form", [PLAIN, WHSEC, NamePassword()])
def test_every_secret_is_another_one(form: KeyForm) -> None:
    facts = fixed_facts()
    assert form.make(facts).signing.content != form.make(facts).signing.content


@pytest.mark.parametrize("form", [PLAIN, NamePassword()])
def test_secret_is_private_and_never_in_words(form: KeyForm) -> None:
    keys = form.make(fixed_facts())
    assert keys.signing.private
    assert keys.signing.content.decode() not in repr(keys)
