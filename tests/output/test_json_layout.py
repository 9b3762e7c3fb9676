import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.output.samples import COLOUR, PLAIN, UNHURRIED
from webhookctl.output.json_layout import json_text

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
    ),
    max_leaves=20,
)


def test_json_is_laid_out_as_it_was_sent() -> None:
    sent = (
        '{"a":1.0,"big":123456789012345678901234567890,"e":1E+2,"same":1,"same":2,'
        '"escape":"caf\\u00e9 \\"{}\\"","list":[1,[],{}],"no":null}'
    )
    assert json_text(sent, PLAIN) == (
        "{\n"
        '  "a": 1.0,\n'
        '  "big": 123456789012345678901234567890,\n'
        '  "e": 1E+2,\n'
        '  "same": 1,\n'
        '  "same": 2,\n'
        '  "escape": "caf\\u00e9 \\"{}\\"",\n'
        '  "list": [\n'
        "    1,\n"
        "    [],\n"
        "    {}\n"
        "  ],\n"
        '  "no": null\n'
        "}"
    )


@UNHURRIED
@given(VALUES, st.sampled_from([None, 1, "\t"]))
def test_what_is_laid_out_means_the_same(value: object, indent: int | str | None) -> None:
    laid_out = json_text(json.dumps(value, indent=indent), PLAIN, show_secrets=True)
    assert laid_out == json.dumps(value, indent=2)


def test_secrets_are_masked_wherever_they_are() -> None:
    sent = (
        '{"password":"hunter2","n":1,"token":{"id":"tok_1","live":false,"of":[1,{"x":"y"}]},'
        '"after":"seen","list":[{"client_secret":"pi_1"},"seen"],"pin":1234,"secret":null,'
        '"card":{"number":4242424242424242,"cvc":"123"},"number":"17"}'
    )
    assert json.loads(json_text(sent, PLAIN)) == {
        "password": "••••",
        "n": 1,
        "token": {"id": "••••", "live": False, "of": ["••••", {"x": "••••"}]},
        "after": "seen",
        "list": [{"client_secret": "••••"}, "seen"],
        "pin": "••••",
        "secret": None,
        "card": {"number": "••••4242", "cvc": "••••"},
        "number": "17",
    }
    assert json.loads(json_text(sent, PLAIN, show_secrets=True)) == json.loads(sent)


@pytest.mark.parametrize(
    ("sent", "laid_out"),
    [
        ("", ""),
        ("1", "1"),
        ('{"a":1}\n[2]', '{\n  "a": 1\n}\n[\n  2\n]'),
        ('{"a":{"b":"cut', '{\n  "a": {\n    "b": "cut'),
        ('{"password":"cut', '{\n  "password": "••••"'),
        ("]", "\n]"),
    ],
)
def test_what_is_cut_off_comes_as_far_as_it_goes(sent: str, laid_out: str) -> None:
    assert json_text(sent, PLAIN) == laid_out


def test_keys_strings_and_others_have_colours() -> None:
    assert json_text('{"a":["b",1,true]}', COLOUR) == (
        "{\n"
        '  \x1b[36m"a"\x1b[0m: [\n'
        '    \x1b[32m"b"\x1b[0m,\n'
        "    \x1b[33m1\x1b[0m,\n"
        "    \x1b[33mtrue\x1b[0m\n"
        "  ]\n"
        "}"
    )


def test_deep_nesting_does_not_make_megabytes() -> None:
    assert len(json_text("[" * 16384, PLAIN)) < 1_500_000


def test_two_kilobytes_take_well_under_a_millisecond() -> None:
    members = {f"key{n}": "v" * 12 if n % 2 else n for n in range(100)}
    sent = json.dumps({"id": "evt_1", "data": members})
    rounds = []
    for _ in range(5):
        start = time.process_time()
        for _ in range(10):
            json_text(sent, COLOUR)
        rounds.append((time.process_time() - start) / 10)
    assert min(rounds) < 2e-3  # 0.2 ms when nothing else runs; Rich takes 5
