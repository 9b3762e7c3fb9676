import pytest

from webhookctl.core.locate import InJson, RequestView
from webhookctl.core.mode import Mode, ModeRule

RULE = ModeRule(InJson("live"), live="true", test="false")


@pytest.mark.parametrize(
    ("body", "mode"),
    [
        (b'{"live":true}', Mode.LIVE),
        (b'{"live":"true"}', Mode.LIVE),
        (b'{"live":false}', Mode.TEST),
        (b'{"live":"FALSE"}', Mode.TEST),
        (b'{"live":1}', None),
        (b'{"live":{}}', None),
        (b"{}", None),
        (b"\xff", None),
    ],
)
def test_mode_is_what_the_event_says(body: bytes, mode: Mode | None) -> None:
    assert RULE.find(RequestView((), body)) is mode
