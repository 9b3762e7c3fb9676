import pytest

from webhookctl.core.body import MemoryBody
from webhookctl.core.locate import FirstOf, InForm, InHeader, InJson, InQuery, Locator
from webhookctl.core.model import CapturedRequest
from webhookctl.core.opening import (
    EmptyList,
    InText,
    Knock,
    Lookout,
    NoBody,
    NoHeader,
    NotInJson,
    Opening,
)

FORM = ((b"Content-Type", b"application/x-www-form-urlencoded"),)


def knock(
    method: str = "POST",
    target: bytes = b"/hook",
    headers: tuple[tuple[bytes, bytes], ...] = (),
    body: bytes = b"",
) -> Knock:
    request = CapturedRequest(
        method.encode(), target, "1.1", headers, MemoryBody(body), "127.0.0.1:9", 1.0, 2.0
    )
    return Knock(request)


A = InQuery("a")
KIND = InJson("data.kind")


@pytest.mark.parametrize(
    ("sign", "wanted", "request_", "fits"),
    [
        (A, None, knock(target=b"/?a=1"), True),
        (A, None, knock(target=b"/?b=1"), False),
        (A, None, knock(target=b"/a"), False),
        (A, "1|2", knock(target=b"/?a=2"), True),
        (A, "1|2", knock(target=b"/?a=12"), False),
        (InHeader("X-Kind"), "ping", knock(headers=((b"x-KIND", b"ping"),)), True),
        (InHeader("X-Kind"), "ping", knock(headers=((b"X-Other", b"ping"),)), False),
        (KIND, "1", knock(body=b'{"data": {"kind": 1}}'), True),
        (KIND, "1", knock(body=b'{"data": {"kind": 10}}'), False),
        (KIND, "1", knock(body=b'{"data": {"other": 1}}'), False),
        (KIND, None, knock(body=b'"kind"'), False),
        (InForm("a"), "1", knock(headers=FORM, body=b"a=1"), True),
        (InForm("a"), "1", knock(headers=FORM, body=b"b=1"), False),
        (EmptyList("a.b"), None, knock(body=b'{"a": {"b": []}}'), True),
        (EmptyList("a.b"), None, knock(body=b'{"a": {"b": [0]}}'), False),
        (EmptyList("a.b"), None, knock(body=b'{"a": [], "b": []}'), False),
        (NoBody(), None, knock(), True),
        (NoBody(), None, knock(body=b" "), False),
        (NoHeader("X-A"), None, knock(), True),
        (NoHeader("X-A"), None, knock(headers=((b"x-a", b""),)), False),
        (NotInJson("a"), None, knock(body=b'{"b": 1}'), True),
        (NotInJson("a"), None, knock(body=b'{"a": {}}'), False),
        (InText("<x"), None, knock(body=b"\xff<x>"), True),
        (InText("<x"), None, knock(body=b"<y>"), False),
        (FirstOf((A, KIND)), None, knock(target=b"/?a=1"), True),
    ],
)
def test_sign_is_seen_where_it_stands(
    sign: Locator, wanted: str | None, request_: Knock, fits: bool
) -> None:
    assert Opening("POST", ((sign, wanted),)).fits(request_) is fits


def test_all_signs_are_needed() -> None:
    opening = Opening("POST", ((A, None), (KIND, None)))

    assert opening.fits(knock(target=b"/?a=1", body=b'{"data": {"kind": 1}}'))
    assert not opening.fits(knock(target=b"/?a=1"))


@pytest.mark.parametrize("method", ["GET", "post", "HEAD"])
def test_method_is_needed_as_it_is(method: str) -> None:
    assert Opening("POST").fits(knock())
    assert not Opening("POST").fits(knock(method))


def test_what_stands_far_behind_is_not_looked_for() -> None:
    far = b'{"padding": "%b", "data": {"kind": 1}}' % (b"x" * 20_000)

    assert not Opening("POST", ((KIND, "1"),)).fits(knock(body=far))


def test_it_is_said_in_words() -> None:
    signs = (
        (A, "1"),
        (EmptyList("events"), None),
        (NoBody(), None),
        (NoHeader("X-A"), None),
        (NotInJson("event"), None),
        (InText("<x"), None),
    )

    assert Opening("HEAD").describe() == "HEAD"
    assert Opening("POST", signs).describe() == (
        "POST with query a = 1, an empty list at body $.events, no body, no header X-A, "
        "no body $.event, `<x` in the body"
    )


LOOKOUT = Lookout(
    (
        Opening("POST", ((A, None),)),
        Opening("POST", ((InHeader("X-Kind"), None),)),
        Opening("POST", ((KIND, None),)),
        Opening("POST"),
    )
)


@pytest.mark.parametrize(
    ("request_", "seen"),
    [
        (knock(), False),
        (knock(target=b"/?b=1", body=b'{"other": 1}'), False),
        (knock(target=b"/?a=1"), True),
        (knock(headers=((b"x-kind", b""),)), True),
        (knock(body=b'{"data": {"kind": 1}}'), True),
    ],
)
def test_lookout_sees_any_of_its_names(request_: Knock, seen: bool) -> None:
    assert LOOKOUT.sees(request_) is seen


def test_lookout_without_names_sees_nothing() -> None:
    assert not Lookout(()).sees(knock(target=b"/?a=1", body=b'{"data": 1}'))


@pytest.mark.parametrize(
    ("opening", "telltale"),
    [
        (Opening("POST"), None),
        (Opening("POST", ((A, None), (InHeader("X-Kind"), None))), ("header", b"x-kind")),
        (Opening("POST", ((InForm("ab"), None), (KIND, None))), ("body", b'"kind"')),
        (Opening("GET", ((A, None),)), ("target", b"a")),
    ],
)
def test_telltale_is_a_name_that_must_be_there(
    opening: Opening, telltale: tuple[str, bytes] | None
) -> None:
    assert opening.telltale == telltale
