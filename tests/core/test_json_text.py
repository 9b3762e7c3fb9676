import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webhookctl.core.json_text import LARGEST, LAYOUTS, Layout, read_tree, write_tree

COMPACT = Layout((",", ":"), "", escape=False, slashes=False, ordered=False)
SPACED = Layout((", ", ": "), "", escape=True, slashes=False, ordered=False)
INDENTED = Layout((",", ": "), "  ", escape=False, slashes=True, ordered=True)

JSON_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda children: st.one_of(
        st.lists(children, max_size=3), st.dictionaries(st.text(max_size=5), children, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("text", "layout", "written"),
    [
        ('{ "b" : 1.0, "a" : [ ] }', COMPACT, '{"b":1.0,"a":[]}'),
        ('{"n":1.10,"m":1E5,"k":-0,"i":12345678901234567890}', COMPACT, None),
        ('{"a":1,"a":2}', COMPACT, None),
        ('{"a":[true,false,null,NaN]}', COMPACT, None),
        ('{"é":"\\u00e9\\/"}', COMPACT, '{"é":"é/"}'),
        ('{"é":[1,{}]}', SPACED, '{"\\u00e9": [1, {}]}'),
        (
            '{"b":[1,{"c":"/"}],"a":{}}',
            INDENTED,
            '{\n  "a": {},\n  "b": [\n    1,\n    {\n      "c": "\\/"\n    }\n  ]\n}',
        ),
        ('"text"', SPACED, '"text"'),
    ],
)
def test_text_is_laid_out(text: str, layout: Layout, written: str | None) -> None:
    tree = read_tree(text.encode())

    result = write_tree(tree, layout)

    assert result is not None
    assert result.decode() == (written or text)


def test_half_a_surrogate_pair_is_kept() -> None:
    escaped = replace(COMPACT, escape=True)

    assert write_tree(read_tree(b'"\\ud800"'), escaped) == b'"\\ud800"'
    assert write_tree(read_tree(b'"\\ud800"'), COMPACT) == b'"\xed\xa0\x80"'


@settings(deadline=None)
@given(JSON_VALUES, st.sampled_from(LAYOUTS))
def test_every_layout_says_the_same(value: object, layout: Layout) -> None:
    written = write_tree(read_tree(json.dumps(value).encode()), layout)

    assert written is not None
    assert repr(json.loads(written.decode("utf-8", "surrogatepass"))) == repr(
        json.loads(json.dumps(value, sort_keys=layout.ordered))
    )


@settings(deadline=None)
@given(JSON_VALUES)
def test_usual_libraries_are_met(value: object) -> None:
    text = json.dumps(value, indent=2).encode()

    written = {write_tree(read_tree(text), layout) for layout in LAYOUTS}

    if read_tree(text) is not None:
        assert json.dumps(value).encode() in written
        assert json.dumps(value, indent=4).encode() in written
        assert json.dumps(value, separators=(",", ":"), sort_keys=True).encode() in written


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[" * 100_000, b" " * (LARGEST + 1)])
def test_what_is_no_json_has_no_tree(data: bytes) -> None:
    assert read_tree(data) is None


def test_text_too_deep_to_be_written_is_none() -> None:
    tree: list[object] = []
    for _ in range(10_000):
        tree = [tree]

    assert write_tree(tree, COMPACT) is None


def test_layouts_have_different_names() -> None:
    names = {layout.name for layout in LAYOUTS}

    assert len(names) == len(LAYOUTS) == 40
    assert COMPACT.name == "compact JSON"
    assert INDENTED.name == "JSON indented by 2 blanks with sorted names and escaped slashes"
    assert SPACED.name == "JSON with blanks with escaped characters"
