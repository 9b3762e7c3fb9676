import pytest

from tests.tunnels.fake_ngrok import ONLINE_ALREADY, REFUSALS, TOKEN
from webhookctl.tunnels._ngrok_errors import CAUSES, explain, readable

# As agents have logged them; the texts are those of https://ngrok.com/docs/errors.
OLD_105 = (
    r"The authtoken you specified does not look like a proper ngrok tunnel authtoken.\nYour "
    r"authtoken: 1yaP1QLD0cVVKBknmtX9TAduxr6_6B~\nInstructions to install your authtoken are on "
    r"your ngrok dashboard:\nhttps://dashboard.ngrok.com/get-started/your-authtoken"
    r"\r\n\r\nERR_NGROK_105\r\n"
)
OLD_108 = (
    r"Your account is limited to 1 simultaneous ngrok client session.\nActive ngrok client "
    r"sessions in region 'eu':\n  - ts_24bW (192.0.2.206)\r\n\r\nERR_NGROK_108\r\n"
)
PROXY = (
    "Running the agent with an http/s proxy is a paid feature. If this is unexpected, verify that "
    "there is no proxy_url value in your ngrok configuration file\nERR_NGROK_9009"
)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (OLD_105, "the ngrok authtoken is not one", "ngrok config add-authtoken TOKEN"),
        ("… ERR_NGROK_107", "no longer valid: it was reset or revoked", "NGROK_AUTHTOKEN"),
        (OLD_108, "limit of agents", "https://dashboard.ngrok.com/agents"),
        ("… ERR_NGROK_121", "too old for your account", "ngrok update"),
        (ONLINE_ALREADY, "`https://fake-tunnel.ngrok-free.app` is already online", "/endpoints"),
        ("… ERR_NGROK_334", "the ngrok endpoint is already online", "/endpoints"),
        ("… ERR_NGROK_4018", "a verified account and its authtoken", "/signup"),
        (PROXY, "HTTP proxy only on a paid plan", "`proxy_url`"),
    ],
)
def test_a_code_becomes_cause_and_fix(text: str, message: str, hint: str) -> None:
    explained = explain(text)
    assert explained is not None
    assert message in explained.message
    assert explained.hint is not None
    assert hint in explained.hint


@pytest.mark.parametrize("code", CAUSES)
def test_each_known_code_is_named_in_its_message(code: int) -> None:
    explained = explain(f"something ERR_NGROK_{code}\r\n")
    assert explained is not None
    assert explained.message.endswith(f" (ERR_NGROK_{code})")
    assert "{" not in explained.message


def test_an_unknown_code_gives_its_text_and_where_to_read_on() -> None:
    explained = explain(
        r"failed to start tunnel: Only on paid plans.\nMore\r\n\r\nERR_NGROK_7777\r\n"
    )
    assert explained is not None
    assert explained.message == (
        "ngrok refused: failed to start tunnel: Only on paid plans (ERR_NGROK_7777)"
    )
    assert explained.hint == "see https://ngrok.com/docs/errors/err_ngrok_7777"


def test_a_text_without_a_code_has_no_explanation() -> None:
    assert explain("dial tcp: no such host") is None


@pytest.mark.parametrize("code", REFUSALS)
def test_a_token_that_ngrok_repeats_is_never_shown(code: int) -> None:
    text = REFUSALS[code].format(token=TOKEN)
    explained = explain(f"{text} ERR_NGROK_{code}")
    assert TOKEN not in f"{explained} {explained.hint if explained else ''}"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Your authtoken: abc_def\n", "Your authtoken: ***"),
        ("\r\n\r\n  first. \r\nsecond", "first"),
        (r"\r\nfirst\nsecond", "first"),
        ("red \x1b[31m and \u202ereversed", "red ?[31m and ?reversed"),
        ("", ""),
        ("x" * 500, "x" * 199 + "…"),
    ],
)
def test_an_error_of_ngrok_is_one_harmless_line(text: str, line: str) -> None:
    assert readable(text) == line
