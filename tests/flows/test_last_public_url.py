"""The public URL of the last run, in a file beside the store."""

from pathlib import Path

from webhookctl.flows.last_public_url import former_url

ONE, OTHER = "https://one.example", "https://other.example"


def test_first_url_has_no_former(tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite3"
    assert former_url(store, "ngrok", 8080, ONE) is None
    assert former_url(store, "ngrok", 8080, ONE) is None


def test_another_url_has_the_one_before(tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite3"
    assert [former_url(store, "ngrok", 8080, url) for url in (ONE, OTHER, OTHER, ONE)] == [
        None,
        ONE,
        None,
        OTHER,
    ]


def test_each_port_and_store_has_its_own(tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite3"
    former_url(store, "ngrok", 8080, ONE)
    assert former_url(store, "ngrok", 8081, OTHER) is None
    assert former_url(tmp_path / "other.sqlite3", "ngrok", 8080, OTHER) is None


def test_what_cannot_be_read_or_written_is_forgotten(tmp_path: Path) -> None:
    assert former_url(tmp_path / "missing" / "store", "ngrok", 1, ONE) is None
    (tmp_path / "store.ngrok-1.url").write_bytes(b"\xff")
    assert former_url(tmp_path / "store", "ngrok", 1, ONE) is None


def test_tunnel_of_any_name_has_a_file_beside_the_store(tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite3"
    assert former_url(store, "command:../x/y", 8080, ONE) is None
    assert former_url(store, "command:../x/y", 8080, OTHER) == ONE
    assert [file.parent for file in tmp_path.rglob("*.url")] == [tmp_path]
