from pathlib import Path

import pytest

from tests.processes import clean_environment
from webhookctl.core.body import MemoryBody
from webhookctl.core.model import Capture, CapturedRequest, Recognition
from webhookctl.core.ports import StoreError
from webhookctl.flows.complete import LIMIT, candidates
from webhookctl.flows.history import open_store
from webhookctl.providers import all_policies, all_providers, events_of
from webhookctl.providers.scenarios import all_scenarios


def capture(capture_id: str, recognition: Recognition) -> Capture:
    request = CapturedRequest(
        b"POST", b"/in?x=\xff", "1.1", (), MemoryBody(b"{}"), "127.0.0.1:1", 0.0, 0.0
    )
    return Capture(capture_id, request, recognition)


def fill(path: Path, *ids: str, recognition: Recognition = Recognition()) -> list[str]:  # noqa: B008
    store = open_store(path, create=True)
    for capture_id in ids:
        store.add(capture(capture_id, recognition))
    store.close()
    return ["--store", str(path)]


def test_captures_are_offered_newest_first_with_what_they_are(tmp_path: Path) -> None:
    known = Recognition("github", "github", "push")
    words = fill(tmp_path / "store", "1aaa", "1bbb", recognition=known)
    assert list(candidates("captures", "", words)) == [
        ("last", "the newest capture"),
        ("1bbb", "POST /in?x=\xff github push"),
        ("1aaa", "POST /in?x=\xff github push"),
    ]


@pytest.mark.parametrize(
    ("prefix", "found"),
    [
        ("1a", ["1aab", "1aaa"]),
        ("1b", ["1bbb"]),
        ("la", ["last"]),
        ("l", ["last"]),
        ("1c", []),
        ("0", []),
        ("last~", []),
    ],
)
def test_prefix_narrows_the_captures(tmp_path: Path, prefix: str, found: list[str]) -> None:
    words = fill(tmp_path / "store", "1aaa", "1aab", "1bbb")
    assert [value for value, _ in candidates("captures", prefix, words)] == found


def test_old_captures_are_found_by_their_prefix(tmp_path: Path) -> None:
    many = [f"2{number:03}" for number in range(LIMIT + 10)]
    words = fill(tmp_path / "store", "1old", *many)
    assert [value for value, _ in candidates("captures", "1", words)] == ["1old"]
    assert len(list(candidates("captures", "", words))) == LIMIT + 1


@pytest.mark.parametrize(
    "words",
    [
        ["show", "--store", "{}"],
        ["show", "--store={}", "--json"],
        ["show", "--store", "=", "{}", "--json"],
        ["show", "--store", "/gone", "--store", "{}"],
    ],
)
def test_store_that_was_typed_is_the_one_asked(tmp_path: Path, words: list[str]) -> None:
    fill(tmp_path / "store", "1aaa")
    typed = [word.format(tmp_path / "store") for word in words]
    assert [value for value, _ in candidates("captures", "1", typed)] == ["1aaa"]


def test_nothing_is_offered_before_there_is_a_capture(tmp_path: Path) -> None:
    assert list(candidates("captures", "", fill(tmp_path / "store"))) == []


def test_store_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        list(candidates("captures", "", ["--store", str(tmp_path / "gone")]))
    assert list(tmp_path.iterdir()) == []


def test_option_without_its_value_asks_the_usual_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path / "store", "1aaa")
    monkeypatch.setenv("WEBHOOKCTL_STORE", str(tmp_path / "store"))
    assert [value for value, _ in candidates("captures", "1", ["--store"])] == ["1aaa"]


def test_providers_are_offered_by_name() -> None:
    assert dict(candidates("providers", "", [])) == {
        provider.name: provider.title for provider in all_providers().values()
    }


def test_own_providers_are_offered_among_the_others(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in clean_environment(home).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "webhookctl.toml").write_text('[providers.github_like]\ntitle = "Ours"\n', "utf-8")
    offered = list(candidates("providers", "github", []))
    assert offered == [("github", "GitHub"), ("github_like", "Ours")]


def test_policies_are_offered_by_each_of_their_names() -> None:
    offered = dict(candidates("policies", "", []))
    assert offered["none"] == "one attempt"
    assert offered["kit"] == "Kit"
    assert offered["bitbucket"] == offered["bitbucket-cloud"] == "Bitbucket Cloud"
    assert set(offered) == {"none", *all_policies()}


def test_mistake_in_a_file_leaves_the_policies_that_are_built_in(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in clean_environment(home).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "webhookctl.toml"
    file.write_text('[retry.mine]\ndelays = ["1s"]\n', "utf-8")
    assert ("mine", "mine") in set(candidates("policies", "m", []))
    file.write_text('[retry.mine]\ndelays = ["soon"]\n', "utf-8")
    assert set(dict(candidates("policies", "", []))) == {"none", *all_policies()}


def test_events_are_offered_as_they_are_typed() -> None:
    offered = dict(candidates("events", "", []))
    for provider in all_providers().values():
        for event in events_of(provider):
            assert offered[f"{provider.name}.{event.type}"] == event.summary


def test_prefix_narrows_events_and_providers() -> None:
    for source in ("events", "providers"):
        offered = [value for value, _ in candidates(source, "git", [])]
        assert all(value.startswith("git") for value in offered)
        assert len(offered) < len(list(candidates(source, "", [])))


def test_tunnels_are_offered_by_name() -> None:
    assert ("ngrok", "a public URL") in set(candidates("tunnels", "ng", []))


def test_unknown_source_has_no_values() -> None:
    assert list(candidates("nonsense", "", [])) == []


def test_scenarios_are_offered_with_what_they_tell() -> None:
    offered = dict(candidates("scenarios", "", []))
    assert offered == {name: one.summary for name, one in all_scenarios().items()}
    assert list(candidates("scenarios", "sh", [])) == [("shop-order", "a WooCommerce order")]


def test_own_scenario_is_offered_with_its_steps(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in clean_environment(home).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "webhookctl.toml"
    file.write_text('[[scenario.mine]]\nevent = "a.b"\n[[scenario.mine]]\nevent = "a.c"\n')
    assert list(candidates("scenarios", "m", [])) == [("mine", "1 → 2")]
    file.write_text("[scenario]\nmine = 5\n")
    assert dict(candidates("scenarios", "", [])).keys() == all_scenarios().keys()
