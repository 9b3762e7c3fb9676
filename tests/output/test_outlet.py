import io
import os
import sys
import threading

import pytest

from webhookctl.output.console import Screen
from webhookctl.output.outlet import Outlet


def test_a_stream_without_a_file_is_written_as_text() -> None:
    stream = io.StringIO()
    outlet = Outlet(stream)
    outlet.write("✓".encode())
    assert (stream.getvalue(), outlet.written, outlet.broken) == ("✓", 3, None)


def test_a_closed_stream_breaks_it_quietly() -> None:
    stream = io.StringIO()
    outlet = Outlet(stream)
    stream.close()
    outlet.write(b"x")
    outlet.write(b"x")
    assert isinstance(outlet.broken, OSError)
    assert outlet.screen() == Screen()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes")
class TestOnAPipe:
    def test_bytes_go_straight_through(self) -> None:
        reader, writer = os.pipe()
        with os.fdopen(reader, "rb") as source, os.fdopen(writer, "w", encoding="utf-8") as stream:
            Outlet(stream).write(b"\x00straight")
            assert os.read(source.fileno(), 100) == b"\x00straight"

    def test_a_reader_that_is_gone_breaks_it_once(self) -> None:
        reader, writer = os.pipe()
        os.close(reader)
        with os.fdopen(writer, "w", encoding="utf-8") as stream:
            outlet = Outlet(stream)
            outlet.write(b"x")
            outlet.write(b"y")
            assert isinstance(outlet.broken, BrokenPipeError)
            assert outlet.written == 0

    def test_all_is_written_to_a_stream_that_does_not_block(self) -> None:
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        data = os.urandom(300_000)
        with os.fdopen(reader, "rb") as source:
            with os.fdopen(writer, "w", encoding="utf-8") as stream:
                outlet = Outlet(stream)
                thread = threading.Thread(target=outlet.write, args=(data,))
                thread.start()
                got = bytearray()
                while len(got) < len(data):
                    got += os.read(source.fileno(), 65536)
                thread.join(10)
            assert bytes(got) == data
            assert outlet.written == len(data)
