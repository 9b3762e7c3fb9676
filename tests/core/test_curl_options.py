import pytest

from webhookctl.core.curl_options import CurlOptions, read_options
from webhookctl.core.shell_words import ShellCommand
from webhookctl.errors import UsageError


def options(*words: str, piped: tuple[bytes, ...] = ()) -> CurlOptions:
    return read_options(
        ShellCommand((b"curl", *(word.encode() for word in words)), (piped,) if piped else ())
    )


@pytest.mark.parametrize(
    "words", [("-sSXPUT", "u"), ("-s", "-X", "PUT", "u"), ("--request", "PUT", "--silent", "u")]
)
def test_short_and_long_options_mean_the_same(words: tuple[str, ...]) -> None:
    found = options(*words)

    assert (found.method, found.urls) == (b"PUT", [b"u"])


def test_what_does_not_change_the_request_is_passed_over() -> None:
    found = options("-o", "out", "--max-time", "3", "-kL", "--no-buffer", "-#", "-", "-w", "x")

    assert found == CurlOptions(
        urls=[b"-"], flags={"insecure", "location", "no-buffer", "progress-bar"}
    )


def test_all_after_two_dashes_is_urls() -> None:
    assert options("--", "-X", "u").urls == [b"-X", b"u"]


@pytest.mark.parametrize(
    ("words", "headers", "dropped"),
    [
        (("-H", "A: b"), [(b"A", b"b")], set()),
        (("-H", "A:b \r\n"), [(b"A", b"b")], set()),
        (("-H", "A:"), [], {b"a"}),
        (("-H", "A: "), [], {b"a"}),
        (("-H", "A;"), [(b"A", b"")], set()),
        (("-H", "nothing"), [], set()),
        (("-A", ""), [], {b"user-agent"}),
    ],
)
def test_headers_are_added_and_dropped(
    words: tuple[str, ...], headers: list[tuple[bytes, bytes]], dropped: set[bytes]
) -> None:
    found = options(*words)

    assert (found.headers, found.dropped) == (headers, dropped)


@pytest.mark.parametrize(
    ("words", "piped", "data"),
    [
        (("-d", "a", "--data-raw", "@b", "--data-ascii", "c"), (), [b"a", b"@b", b"c"]),
        (("--json", "{", "--json", "}"), (), [b"{}"]),
        (("--data-binary", "@-"), (b"printf", b"a\\r\\nb"), [b"a\r\nb"]),
        (("-d", "@-"), (b"printf", b"a\\r\\n\\000b"), [b"ab"]),
        (("--data-urlencode", "a b=c d"), (), [b"a b=c+d"]),
        (("--data-urlencode", "=c@d"), (), [b"c%40d"]),
    ],
)
def test_data_is_what_curl_makes_of_it(
    words: tuple[str, ...], piped: tuple[bytes, ...], data: list[bytes]
) -> None:
    assert options(*words, piped=piped).data == data


@pytest.mark.parametrize(
    ("words", "piped", "message", "hint"),
    [
        (("-d", "@f.json"), (), "is in a file, which is not read (`-d @f.json`)", "--data-raw"),
        (("--data-binary", "@-"), (), "another command, which is not read", "--data-raw"),
        (("--json", "@-"), (b"jq", b"."), "another command", "--data-raw"),
        (("-d", "@-"), (b"printf", b"%s"), "another command", "--data-raw"),
        (("-d", "@-"), (b"printf", b"%s", b"a"), "another command", "--data-raw"),
        (("--data-urlencode", "a@f"), (), "(`--data-urlencode a@f`)", "--data-raw"),
        (("-H", "@f"), (), "headers are in the file `f`", "--header 'Name: value'"),
        (("-F", "a=b"), (), "`-F`: its boundary is made up", "raw HTTP"),
        (("--form-string", "a=b"), (), "`--form-string`: its boundary", "raw HTTP"),
        (("-T", "f"), (), "`-T`: the body is in a file", ""),
        (("-K", "f"), (), "`-K`: options are in a file", ""),
        (("-:",), (), "`-:`: it sends more than one request", ""),
        (("--next",), (), "`--next`: it sends more than one request", ""),
        (("-u", "ada"), (), "would ask for the password", "--user name:password"),
        (("-X",), (), "ends after `-X`", "add its value"),
        (("--digest",), (), "the curl option `--digest` is not known here", "leave it out"),
        (("--request=PUT",), (), "the curl option `--request=PUT`", ""),
        (("-sQ",), (), "the curl option `-Q`", ""),
        (("-é",), (), "the curl option `-\udcc3`", ""),
    ],
)
def test_what_the_command_does_not_tell_is_told(
    words: tuple[str, ...], piped: tuple[bytes, ...], message: str, hint: str
) -> None:
    with pytest.raises(UsageError) as caught:
        options(*words, piped=piped)

    assert message in caught.value.message
    assert hint in (caught.value.hint or "")
