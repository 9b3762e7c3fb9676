"""Words are compared with those that real shells hand to a program."""

import shutil
import subprocess
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webhookctl.core.shell_words import read_command, written_by_printf
from webhookctl.errors import UsageError

BASH = shutil.which("bash") or ""
needs_bash = pytest.mark.skipif(not BASH, reason="no bash")

LINES = [
    b"a  b\tc",
    b"'a b' \"c d\" e\\ f",
    b"'' \"\" a''b",
    b"'a\"b' \"a'b\"",
    b'"a\\"b\\\\c\\$d\\`e\\xf"',
    b"a\\\nb \\\n c 'd\\\ne' \"f\\\ng\"",
    b"$'a\\tb\\nc\\\\d\\'e\\\"f\\?\\a\\b\\e\\E\\f\\r\\v'",
    b"$'\\101\\x41\\u0041\\u00e9\\U0001F600\\q\\xzz'",
    b'a$ $ "$" "a$.b" \'a$b\'',
    b"a # no word",
    b"a#b",
    b"\xc3\xa9 '\xff' \"\xfe\"",
    b"\"$(printf 'a\\n')\" $(printf '\\303\\251')",
    b'$"a b"',
    b"a;\n\n# end\n",
    b"a {b,c}d",
]


@needs_bash
@pytest.mark.parametrize("line", [line for line in LINES if b"{" not in line])
def test_words_are_those_of_a_shell(line: bytes) -> None:
    script = b"show() { printf '<%s>' \"$@\"; }\nshow " + line
    shown = subprocess.run(
        [BASH, "--norc"],
        input=script,
        check=True,
        capture_output=True,
        timeout=20,
        env={"LC_ALL": "C.UTF-8"},
    )

    assert b"".join(b"<%b>" % word for word in read_command(line).words) == shown.stdout


def test_braces_and_stars_are_taken_as_they_are() -> None:
    assert read_command(b"a {b,c}d [e]* ~").words == (b"a", b"{b,c}d", b"[e]*", b"~")


def test_windows_line_ends_continue_a_line_as_well() -> None:
    assert read_command(b"a \\\r\n b\\\r\nc\r\n").words == (b"a", b"bc")


def test_commands_of_a_pipe_are_kept_apart() -> None:
    command = read_command(b"printf 'a b' | cat - | curl x")

    assert command.words == (b"curl", b"x")
    assert command.piped == ((b"printf", b"a b"), (b"cat", b"-"))


def test_nothing_has_no_words() -> None:
    assert read_command(b"").words == ()
    assert read_command(b"\n# only this").words == ()


@pytest.mark.parametrize(
    ("line", "what", "place"),
    [
        (b"a 'b", "a `'` is never closed", "(line 1, column 3)"),
        (b'a\\\n "b', 'a `"` is never closed', "(line 2, column 2)"),
        (b"a $'b", "a `$'` is never closed", "(line 1, column 3)"),
        (b"a $B", "a variable or command would have to be filled in", "column 3"),
        (b'a "x${B}"', "a variable or command", "column 5"),
        (b"a $(cat f)", "a variable or command", "column 3"),
        (b"a $(printf '%s')", "a variable or command", "column 3"),
        (b"a `cat f`", "has a meaning of its own for a shell", "column 3"),
        (b'a "`b`"', "has a meaning of its own for a shell", "column 4"),
        (b"a < f", "`<` has a meaning of its own for a shell", "column 3"),
        (b"a > f", "`>` has a meaning", "column 3"),
        (b"a &", "`&` has a meaning", "column 3"),
        (b"(a)", "`(` has a meaning", "column 1"),
        (b"a || b", "`|` has a meaning", "column 3"),
        (b"| a", "`|` has a meaning", "column 1"),
        (b'a ^\r\n "b"', "it is for the Windows command prompt", "column 3"),
        (b"a; b", "there is more than one command", "column 4"),
        (b"a\nb", "there is more than one command", "(line 2, column 1)"),
    ],
)
def test_what_would_have_to_be_run_is_refused_with_its_place(
    line: bytes, what: str, place: str
) -> None:
    with pytest.raises(UsageError) as caught:
        read_command(line)

    assert what in caught.value.message
    assert place in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("ab", b"ab"),
        ("\\101\\n\\\\\\'\\\"\\t", b"A\n\\'\"\t"),
        ("100%%", b"100%"),
        ("é", "é".encode()),
        ("", b""),
        ("%s", None),
        ("\\q", None),
    ],
)
def test_printf_writes_its_format(text: str, written: bytes | None) -> None:
    assert written_by_printf(text) == written


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=30), st.text("a '\"$\\|;#\n(){}`xu0", max_size=20)))
def test_no_bytes_make_it_fail(line: bytes | str) -> None:
    data = line if isinstance(line, bytes) else line.encode()
    with suppress(UsageError):
        command = read_command(data)
        assert all(len(word) <= len(data) for word in command.words)
