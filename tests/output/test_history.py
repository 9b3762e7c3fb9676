from dataclasses import replace

from tests.output.samples import AT, ID, NARROW, PLAIN, UTC
from webhookctl.core.ports import CaptureRow
from webhookctl.output.history import list_lines

DAY = 86_400.0
UNKNOWN = {"provider": None, "event": None}


def row(id_: str = ID, **changes: object) -> CaptureRow:
    known = CaptureRow(
        id=id_,
        received_at=AT,
        method=b"POST",
        target=b"/hook",
        peer="127.0.0.1:1",
        size=2048,
        provider="stripe",
        event="charge.succeeded",
        valid=None,
        reason=None,
        status=200,
        elapsed=None,
    )
    return replace(known, **changes)  # type: ignore[arg-type]


def test_captures_are_a_table_of_eighty_columns() -> None:
    rows = [
        row("0ygr3a000000002d", valid=True, reason="valid", elapsed=0.0123),
        row(
            "0ygr39000000002d",
            received_at=AT - DAY,
            valid=False,
            reason="signature_mismatch",
            status=502,
        ),
        row("0ygr38000000002d", received_at=AT - 30 * DAY, target=b"/a/long/p?token=x", **UNKNOWN),
        row("0ygr37000000002d", status=None, elapsed=0.1),
        row("0ygr36000000002d", status=None),
    ]
    assert list(list_lines(rows, NARROW, AT, UTC)) == [
        "ID          WHEN         REQUEST        SIZE  EVENT      SIGNATURE     ANSWER",
        "0ygr3a0000  08:00:00     POST /hook     2.0K  stripe c…  ✓             200 12 ms",
        "0ygr390000  01-14 08:00  POST /hook     2.0K  stripe c…  ✗ signature…  502",
        "0ygr380000  2026-12-16   POST /a/long…  2.0K  –          –             200",
        "0ygr370000  08:00:00     POST /hook     2.0K  stripe c…  –             no answer",
        "0ygr360000  08:00:00     POST /hook     2.0K  stripe c…  –             –",
    ]


def test_handshakes_and_refusals_are_told_until_the_app_has_answered() -> None:
    rows = [
        row(handshake="slack_url_verification"),
        row(handshake="meta_verify", refused=True, status=403),
        row(refused=True, status=401, valid=False, reason="missing_header"),
        row(handshake="github_ping", elapsed=0.0123),
        row(refused=True, status=200, elapsed=0.0123),
        row(handshake="github_ping", status=None),
    ]
    _, *lines = list_lines(rows, PLAIN, AT, UTC)
    assert [line.split("  ")[-1].strip() for line in lines] == [
        "200 handshake",
        "403 refused",
        "401 refused",
        "200 12 ms",
        "200 12 ms",
        "–",
    ]
    assert "slack_url_verification" in lines[0]
    assert "stripe" not in lines[0]


def test_nothing_is_cut_in_a_pipe() -> None:
    [_, line] = list_lines(
        [row(target=b"/" + b"x" * 200, valid=False, reason="stale_timestamp")], PLAIN, AT, UTC
    )
    assert "/" + "x" * 200 in line
    assert "✗ stale timestamp" in line


def test_ids_are_as_long_as_they_must_be() -> None:
    ids = ["0ygr3a000000002e", "0ygr3a000000001d", "0ygr3a000000000d"]
    lines = list(list_lines(map(row, ids), PLAIN, AT, UTC))
    assert [line.split()[0] for line in lines[1:]] == [one[:15] for one in ids]


def test_an_id_is_whole_when_its_neighbours_differ_in_the_last_sign() -> None:
    ids = ["0ygr3a000000002e", "0ygr3a000000002d"]
    lines = list(list_lines(map(row, ids), PLAIN, AT, UTC))
    assert [line.split()[0] for line in lines[1:]] == ids


def test_long_lists_come_page_by_page_with_one_head() -> None:
    taken = 0

    def rows() -> object:
        nonlocal taken
        for number in range(1200):
            taken += 1
            yield row(f"{number:016}")

    lines = list_lines(rows(), PLAIN, AT, UTC)  # type: ignore[arg-type]
    assert next(lines).startswith("ID ")
    assert taken == 500
    assert sum(line.startswith("ID ") for line in lines) == 0
    assert taken == 1200


def test_nothing_is_no_table() -> None:
    assert list(list_lines([], PLAIN, AT, UTC)) == []
