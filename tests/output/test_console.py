import io
import os
import sys

import pytest

from webhookctl.output.console import BOLD, RESET, Screen, screen_of, write


class Terminal(io.StringIO):
    """A stream that says it is a terminal, without a size of its own."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("is_terminal", "environment", "colour"),
    [
        (True, {"TERM": "xterm"}, True),
        (True, {"TERM": "xterm", "NO_COLOR": ""}, True),
        (True, {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
        (True, {}, False),
        (False, {"TERM": "xterm"}, False),
        (False, {"FORCE_COLOR": "1"}, True),
        (False, {"FORCE_COLOR": ""}, False),
        (True, {"TERM": "xterm", "FORCE_COLOR": "0"}, False),
        (True, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (False, {"CI": "true"}, False),
    ],
)
def test_colour_is_for_terminals_unless_told(
    is_terminal: bool, environment: dict[str, str], colour: bool
) -> None:
    stream = Terminal() if is_terminal else io.StringIO()
    assert screen_of(stream, environment, "linux").colour is colour


@pytest.mark.parametrize(
    ("environment", "colour"), [({}, False), ({"WT_SESSION": "1"}, True), ({"TERM": "xterm"}, True)]
)
def test_an_old_windows_console_gets_no_sequences(
    environment: dict[str, str], colour: bool
) -> None:
    assert screen_of(Terminal(), environment, "win32").colour is colour


@pytest.mark.parametrize(
    ("is_terminal", "columns", "width"),
    [
        (False, "", None),
        (False, "100", 100),
        (False, "0", None),
        (False, "many", None),
        (False, "5", 20),
        (True, "100", 100),
        (True, "", 80),
    ],
)
def test_a_pipe_has_no_width_unless_told(
    is_terminal: bool, columns: str, width: int | None
) -> None:
    stream = Terminal() if is_terminal else io.StringIO()
    assert screen_of(stream, {"COLUMNS": columns}).width == width


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal")
def test_a_terminal_knows_its_width() -> None:
    import fcntl
    import pty
    import struct
    import termios

    leader, follower = pty.openpty()
    try:
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 132, 0, 0))
        with os.fdopen(follower, "w", encoding="utf-8") as stream:
            assert screen_of(stream, {"TERM": "xterm"}, "linux") == Screen(
                132, colour=True, encoding="utf-8", is_terminal=True
            )
    finally:
        os.close(leader)


def test_a_stream_without_an_encoding_is_utf8() -> None:
    assert screen_of(io.StringIO(), {}).encoding == "utf-8"


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "✓ ✗ – … • → é 注".encode()),
        ("ascii", rb"ok x - ~ * > \xe9 \u6ce8"),
        ("cp1252", b"ok x \x96 \x85 \x95 > \xe9 \\u6ce8"),
    ],
)
def test_what_a_stream_cannot_show_is_replaced_or_escaped(encoding: str, shown: bytes) -> None:
    assert Screen(encoding=encoding).encode("✓ ✗ – … • → é 注") == shown


def test_a_stream_without_our_marks_leaves_room_for_longer_ones() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), "ascii")
    assert screen_of(stream, {"COLUMNS": "80"}).width == 79


def test_styles_are_nothing_without_colour() -> None:
    assert Screen().paint(BOLD, "x") == "x"
    assert Screen().style(RESET) == ""
    assert Screen(colour=True).paint(BOLD, "x") == "\x1b[1mx\x1b[0m"
    assert Screen(colour=True).paint(BOLD, "") == ""
    assert Screen(colour=True).style(RESET) == "\x1b[0m"


def test_writing_keeps_the_order_with_text_written_before() -> None:
    file = io.BytesIO()
    stream = io.TextIOWrapper(file, "utf-8")
    stream.write("before ")
    write(stream, [b"\x00\xff", b"after"])
    assert file.getvalue() == b"before \x00\xffafter"


@pytest.mark.skipif(sys.platform == "win32", reason="the error of a POSIX pipe")
def test_a_reader_that_is_gone_is_an_error_of_the_system() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as stream:
        with pytest.raises(BrokenPipeError):
            write(stream, [b"x" * 100_000])
        os.dup2(os.open(os.devnull, os.O_WRONLY), writer)  # so that closing it is quiet
