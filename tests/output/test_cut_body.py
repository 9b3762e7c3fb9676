from webhookctl.output.cut_body import CutBody


def test_a_cut_body_gives_what_is_there_and_the_size_of_the_whole() -> None:
    body = CutBody(b"start", true_size=1000)
    assert body.size == 1000
    assert (body.read(), body.head(2), list(body.chunks())) == (b"start", b"st", [b"start"])


def test_all_of_a_body_may_be_missing() -> None:
    body = CutBody(true_size=9)
    assert (body.size, body.read(), list(body.chunks())) == (9, b"", [])
