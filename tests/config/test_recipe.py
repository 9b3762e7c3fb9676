import hmac
import tomllib
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.core.messages import NOW, OTHER, SECRET, a_message
from tests.providers.fixed import fixed_facts
from webhookctl.config.recipe import provider_of
from webhookctl.config.table import Table
from webhookctl.core.headers import text
from webhookctl.core.locate import RequestView
from webhookctl.core.provider import Outline, Provider
from webhookctl.core.scheme import Part, Scheme, SignedMessage, Stamp
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError

URL = "https://x.test/hook?a=1"
BODY = b'{"id":"evt_1","type":"a.b"}'
KEY = SECRET.value


def provider(toml: str, name: str = "acme") -> Provider:
    return provider_of(name, Table(f"providers.{name}", "my.toml", tomllib.loads(toml)))


def signed(scheme: Scheme, secret: Secret = SECRET) -> SignedMessage:
    message = a_message(("X-Other", "o"), body=BODY, url=URL)
    return scheme.sign(message, secret, Stamp(NOW, "msg_1"))


def sha(message: bytes, key: bytes = KEY, name: str = "sha256") -> bytes:
    return hmac.digest(key, message, name)


CASES: Mapping[str, tuple[str, str]] = {
    "plain": ("", sha(BODY).hex()),
    "sha1": ('algorithm = "hmac-sha1"', sha(BODY, name="sha1").hex()),
    "sha384": ('algorithm = "hmac-sha384"', sha(BODY, name="sha384").hex()),
    "sha512": ('algorithm = "hmac-sha512"', sha(BODY, name="sha512").hex()),
    "base64": ('encoding = "base64"', b64encode(sha(BODY)).decode()),
    "base64url": ('encoding = "base64url"', urlsafe_b64encode(sha(BODY)).decode().rstrip("=")),
    "prefix": ('prefix = "sha256="', "sha256=" + sha(BODY).hex()),
    "list": ('prefix = "v1="\nseparator = ","', "v1=" + sha(BODY).hex()),
    "time and id": (
        'template = "{id}.{timestamp}.{body}"\nid = "header:X-Id"\ntimestamp = "header:X-Time"',
        sha(b"msg_1.1767225600." + BODY).hex(),
    ),
    "milliseconds": (
        'template = "{timestamp}{body}"\ntimestamp = "header:X-Time"\ntimestamp_unit = "ms"',
        sha(b"1767225600000" + BODY).hex(),
    ),
    "iso8601": (
        'template = "{timestamp}{body}"\ntimestamp = "header:X-Time"\ntimestamp_unit = "iso8601"',
        sha(b"2026-01-01T00:00:00.000Z" + BODY).hex(),
    ),
    "request": (
        'template = "{method}\\n{url}\\n{header:X-Other}\\n{body}"',
        sha(b"POST\n" + URL.encode() + b"\no\n" + BODY).hex(),
    ),
    "fields": (
        'field = "v1"\ntimestamp = "field:t"\ntemplate = "{timestamp}.{body}"',
        "t=1767225600,v1=" + sha(b"1767225600." + BODY).hex(),
    ),
    "other fields": (
        'field = "s"\nseparator = ";"\nfield_separator = ":"',
        "s:" + sha(BODY).hex(),
    ),
}


@pytest.mark.parametrize(("recipe", "value"), CASES.values(), ids=CASES)
def test_recipe_signs_as_it_says_and_judges_that(recipe: str, value: str) -> None:
    (scheme,) = provider('header = "X-Sig"\n' + recipe).schemes

    message = signed(scheme)

    assert text(message.headers, "x-sig") == value
    verdict = scheme.judge(message, [OTHER, SECRET], NOW)
    assert (verdict.valid, verdict.secret, verdict.scheme) == (True, SECRET.name, "acme")
    assert scheme.judge(message, [OTHER], NOW).reason is Reason.MISMATCH
    changed = replace(message, body=b"x")
    assert scheme.judge(changed, [SECRET], NOW).reason is Reason.MISMATCH


@pytest.mark.parametrize(
    ("encoding", "secret", "key"),
    [
        ("utf8", b"abcd", b"abcd"),
        ("hex", b"61626364", b"abcd"),
        ("base64", b"YWJjZA==", b"abcd"),
        ("whsec", b"whsec_YWJjZA==", b"abcd"),
    ],
)
def test_secret_is_read_as_the_recipe_says(encoding: str, secret: bytes, key: bytes) -> None:
    (scheme,) = provider(f'header = "X-Sig"\nkey_encoding = "{encoding}"').schemes

    message = signed(scheme, Secret("s", secret))

    assert text(message.headers, "x-sig") == sha(BODY, key).hex()


@pytest.mark.parametrize("encoding", ["hex", "base64"])
def test_public_key_judges_what_the_private_one_signed(encoding: str) -> None:
    private = Ed25519PrivateKey.from_private_bytes(b"7" * 32)
    public = private.public_key().public_bytes_raw()
    (scheme,) = provider(
        f'header = "X-Sig"\nalgorithm = "ed25519"\nencoding = "{encoding}"\n'
        f'key_encoding = "{encoding}"\ntemplate = "{{timestamp}}{{body}}"\n'
        'timestamp = "header:X-Time"'
    ).schemes

    message = signed(scheme, Secret("private", written(b"7" * 32, encoding)))

    value = text(message.headers, "x-sig") or ""
    signature = bytes.fromhex(value) if encoding == "hex" else b64decode(value)
    private.public_key().verify(signature, b"1767225600" + BODY)
    assert scheme.judge(message, [Secret("public", written(public, encoding))], NOW).valid
    assert scheme.recipe.covers == {Part.BODY, Part.TIMESTAMP}
    assert scheme.secret_words == f"a public key in {encoding}"


def written(raw: bytes, encoding: str) -> bytes:
    return raw.hex().encode() if encoding == "hex" else b64encode(raw)


def test_token_is_the_secret_itself() -> None:
    made = provider('algorithm = "token"\nheader = "X-Token"\nevent = "header:X-Event"')
    (scheme,) = made.schemes

    message = signed(scheme)

    assert text(message.headers, "x-token") == "a secret"
    verdict = scheme.judge(message, [SECRET], NOW)
    assert verdict.valid
    assert "nothing protects the body" in verdict.message


def test_timestamp_counts_within_its_tolerance() -> None:
    (scheme,) = provider(
        'header = "X-Sig"\ntimestamp = "header:X-When"\ntemplate = "{timestamp}{body}"\n'
        'tolerance = "1m"'
    ).schemes
    message = signed(scheme)

    assert scheme.judge(message, [SECRET], NOW + 60).valid
    assert scheme.judge(message, [SECRET], NOW + 61).reason is Reason.STALE_TIMESTAMP
    assert scheme.judge(message, [SECRET], NOW - 61).reason is Reason.FUTURE_TIMESTAMP


@pytest.mark.parametrize(
    ("template", "covers"),
    [
        ("{body}", {Part.BODY}),
        (
            "{method}{url}{id}{timestamp}",
            {Part.METHOD, Part.URL, Part.ID, Part.TIMESTAMP},
        ),
        ("{header:X-O}{timestamp}", {Part.HEADERS, Part.TIMESTAMP}),
    ],
)
def test_covered_parts_are_those_in_the_template(template: str, covers: set[Part]) -> None:
    timestamp = 'timestamp = "header:X-When"\n' if "{timestamp}" in template else ""
    (scheme,) = provider(
        f'header = "X-Sig"\nid = "header:X-Id"\n{timestamp}template = "{template}"'
    ).schemes

    assert scheme.recipe.covers == covers


def test_event_and_id_are_found_where_the_recipe_says() -> None:
    (scheme,) = provider('header = "X-Sig"\nevent = "json:$.type"\nid = "header:X-Id"').schemes
    view = RequestView(((b"x-id", b"one"),), BODY)

    assert (scheme.event.find(view), scheme.delivery_id.find(view)) == ("a.b", "one")


def test_delivery_is_dressed_with_event_and_id() -> None:
    made = provider('header = "X-Sig"\nevent = "header:X-Event"\nid = "header:X-Id"')
    outline = Outline("order.created", "id_1", {}, fixed_facts())

    assert made.dress(outline) == (
        (b"Content-Type", b"application/json"),
        (b"X-Event", b"order.created"),
        (b"X-Id", b"id_1"),
    )
    assert made.dress(replace(outline, type="")) == (
        (b"Content-Type", b"application/json"),
        (b"X-Id", b"id_1"),
    )


def test_id_in_the_body_is_known_to_send() -> None:
    made = provider('header = "X-Sig"\nid = "json:$.data[0].id"\nevent = "json:$.type"')

    assert made.id_path == "data[0].id"
    assert made.dress(Outline("a", "b", {}, fixed_facts())) == (
        (b"Content-Type", b"application/json"),
    )


def test_recipe_says_where_it_is_from() -> None:
    made = provider('header = "X-Sig"\ntitle = "The Acme"', "my-acme")
    (scheme,) = made.schemes

    assert (made.name, made.title, scheme.title) == ("my-acme", "The Acme", "The Acme")
    assert scheme.sources == ("`[providers.my-acme]` in my.toml",)
    assert (scheme.certainty, scheme.secret_words) == ("custom", "raw text")
    assert scheme.string_to_sign == "{body}"
    assert provider('header = "X-Sig"').title == "acme"


def test_header_gives_the_sender_away_but_authorization_does_not() -> None:
    assert provider('header = "X-Sig"').schemes[0].detection.any_header == ("X-Sig",)
    bearer = provider('algorithm = "token"\nheader = "authorization"').schemes[0]
    assert bearer.detection.any_header == ()


@pytest.mark.parametrize(
    ("toml", "message", "hint"),
    [
        ("", "`[providers.acme]` in `my.toml` has no `header`", "name the header"),
        ('header = "X Sig"', "`header` of `[providers.acme]` in `my.toml` cannot be `X Sig`", ""),
        ("header = 1", "is a number, not a text", 'header = "…"'),
        (
            'header = "X"\nalgoritm = "token"',
            "has an unknown key `algoritm`",
            "did you mean `algorithm`? allowed: `title`, `algorithm`",
        ),
        (
            'header = "X"\nalgorithm = "HMAC_SHA256"',
            "`algorithm` of `[providers.acme]` in `my.toml` cannot be `HMAC_SHA256`",
            "did you mean `hmac-sha256`? allowed: `hmac-sha1`, `hmac-sha256`, `hmac-sha384`, "
            "`hmac-sha512`, `ed25519`, `token`",
        ),
        (
            'header = "X"\nencoding = "bas64"',
            "`encoding` of",
            "did you mean `base64`? allowed: `hex`, `base64`, `base64url`",
        ),
        ('header = "X"\nalgorithm = "ed25519"\nencoding = "base64url"', "`encoding` of", "`hex`"),
        ('header = "X"\nkey_encoding = "x"', "`key_encoding` of", "`utf8`, `hex`, `base64`"),
        ('header = "X"\nprefix = "é"', "`prefix` of", "visible ASCII"),
        ('header = "X"\nprefix = "a"\nfield = "b"', "`prefix` of", "leave one of them out"),
        ('header = "X"\nfield = "a=b"', "`field` of", "letters, digits"),
        ('header = "X"\nfield_separator = ":"', "needs `field`", 'field = "v1"'),
        ('header = "X"\nseparator = ","', "needs `prefix` or `field`", "between several"),
        (
            'header = "X"\nfield = "t"\ntimestamp = "field:t"\ntemplate = "{timestamp}"',
            "is the field of the signature",
            "its own field",
        ),
        (
            'header = "X"\ntimestamp = "header:x"\ntemplate = "{timestamp}"',
            "is the header of the signature",
            'timestamp = "field:t"',
        ),
        (
            'header = "X"\nalgorithm = "token"\ntemplate = "{body}"',
            '`template` of `[providers.acme]` in `my.toml` does not go with `algorithm = "token"`',
            "allowed: `title`, `algorithm`, `header`, `id`, `event`",
        ),
        ('header = "X"\nevent = "type"', "`event` of", "json:$.data.id"),
        ('header = "X"\ntemplate = "{bdy}"', "`template` of", "`{body}`"),
        ('header = "X"\ntolerance = 3', "needs `timestamp`", "header:X-Timestamp"),
    ],
)
def test_mistake_is_told_with_its_key_and_what_is_allowed(
    toml: str, message: str, hint: str
) -> None:
    with pytest.raises(UsageError) as caught:
        provider(toml)

    assert message in caught.value.message
    assert "[providers.acme]" in caught.value.message
    assert "my.toml" in caught.value.message
    assert hint in (caught.value.hint or "")


@pytest.mark.parametrize("name", ["a.b", "", "a b", "-a", "é"])
def test_name_must_be_one_that_can_be_typed(name: str) -> None:
    with pytest.raises(UsageError, match="cannot be the name of a provider"):
        provider('header = "X"', name)


def test_any_text_can_be_an_event_type() -> None:
    made = provider('header = "X-Sig"\nevent = "header:X-Event"')
    outline: Any = Outline("é\udcff", "id_1", None, fixed_facts())

    assert made.dress(outline)[1] == (b"X-Event", b"\xc3\xa9\xff")


@pytest.mark.parametrize(
    "settings",
    [
        'algorithm = "token"',
        "",
        'key_encoding = "hex"',
        'key_encoding = "base64"',
        'key_encoding = "whsec"',
        'algorithm = "ed25519"',
        'algorithm = "ed25519"\nkey_encoding = "base64"',
    ],
)
def test_new_keys_are_in_the_form_of_the_recipe(settings: str) -> None:
    scheme = provider(f'header = "X-Signature"\n{settings}').schemes[0]
    keys = scheme.key_form.make(fixed_facts())

    signed_by_it = signed(scheme, Secret("new", keys.signing.content))

    judge = Secret("new", (keys.judging or keys.signing).content)
    assert scheme.judge(signed_by_it, [judge], NOW).valid
    assert scheme.key_form.is_pair is ("ed25519" in settings)
