import pytest

from webhookctl.core.event import Json
from webhookctl.core.payload_json import read_json, write_json
from webhookctl.errors import UsageError


@pytest.mark.parametrize(
    ("value", "written"),
    [({"a": [1, 1.0, None, "é/<"]}, '{"a":[1,1.0,null,"é/<"]}'), ("\ud83d", '"\\ud83d"')],
)
def test_json_is_short_and_utf8(value: Json, written: str) -> None:
    assert write_json(value) == written.encode()


def test_payload_that_is_too_deep_to_write_is_refused() -> None:
    deep: Json = 1
    for _ in range(200_000):
        deep = [deep]
    with pytest.raises(UsageError, match="nested too deep"):
        write_json(deep)
    while isinstance(deep, list):  # freed level by level: the interpreter may not go so deep
        deep = deep.pop()


@pytest.mark.parametrize(
    ("body", "payload"),
    [
        (b'{"a": [1, 1.0, null]}', {"a": [1, 1.0, None]}),
        (b"7", 7),
        (b"a=1", None),
        (b"", None),
        (b"\xff", None),
        (b"[" * 200_000, None),
    ],
)
def test_what_is_no_json_is_no_payload(body: bytes, payload: Json) -> None:
    assert read_json(body) == payload
