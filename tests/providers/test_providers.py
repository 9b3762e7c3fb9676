import ast
import compileall
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from webhookctl import providers as room
from webhookctl.errors import UsageError
from webhookctl.providers import all_providers, all_schemes, events_of, find, provider_titles

FOLDER = Path(room.__file__).parent
STANDARD = ("standard_webhooks", "standard_webhooks_v1a")
SPELLED_TWICE = {"standardwebhooks"}
"""Names of one provider that differ in `-` and `_` alone."""


def test_every_file_is_a_provider_of_that_name() -> None:
    files = {path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_")}

    assert set(all_providers()) == files
    assert list(all_providers()) == sorted(files)


def test_titles_are_those_of_the_providers_in_their_order() -> None:
    assert list(provider_titles()) == [(one.name, one.title) for one in all_providers().values()]


def test_titles_are_there_without_sources(tmp_path: Path) -> None:
    package = tmp_path / "webhookctl"
    shutil.copytree(FOLDER.parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    compileall.compile_dir(package, quiet=1, legacy=True)
    for source in package.rglob("*.py"):
        source.unlink()
    code = "from webhookctl.providers import provider_titles; print(dict(provider_titles()))"
    ended = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ast.literal_eval(ended.stdout) == {
        one.name: one.title for one in all_providers().values()
    }


def test_no_two_schemes_share_a_name() -> None:
    providers = all_providers().values()
    plain = [
        "".join(filter(str.isalnum, name))
        for provider in providers
        for name in {provider.name, *provider.aliases, *(one.id for one in provider.schemes)}
    ]

    assert len({one.id for provider in providers for one in provider.schemes}) == sum(
        len(provider.schemes) for provider in providers
    )
    assert {name for name in plain if plain.count(name) > 1} == SPELLED_TWICE


def test_loading_the_providers_loads_no_cryptography() -> None:
    code = (
        "import sys; from webhookctl.providers import all_schemes; all_schemes();"
        "sys.exit(bool({'cryptography', 'jwt'} & set(sys.modules)))"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_scheme_is_known_by_its_names() -> None:
    names = {"github", "github_sha1", "github_sha256", "shopify_events", "standard-webhooks"}

    assert names <= set(all_schemes())
    assert all_schemes()["github"][1].id == "github_sha256"


@pytest.mark.parametrize(
    ("name", "provider", "schemes"),
    [
        ("github", "github", ("github_sha256", "github_sha1")),
        ("GitHub", "github", ("github_sha256", "github_sha1")),
        ("github_sha1", "github", ("github_sha1",)),
        ("standard-webhooks", "standard_webhooks", STANDARD),
        ("StandardWebhooks", "standard_webhooks", STANDARD),
        ("shopify", "shopify", ("shopify", "shopify_events")),
    ],
)
def test_name_means_a_provider_or_one_scheme(
    name: str, provider: str, schemes: tuple[str, ...]
) -> None:
    found, its_schemes = find(name)

    assert found.name == provider
    assert tuple(scheme.id for scheme in its_schemes) == schemes


def test_nearest_name_is_suggested() -> None:
    with pytest.raises(UsageError, match="no provider called `strpe`") as caught:
        find("strpe")

    assert caught.value.hint == "did you mean `stripe`?"


def test_known_providers_are_listed_when_none_is_near() -> None:
    with pytest.raises(UsageError) as caught:
        find("zzz")

    assert caught.value.hint == "`webhookctl providers list` shows all"


def test_events_are_those_of_the_file_with_its_name() -> None:
    github = all_providers()["github"]

    assert "push" in [event.type for event in events_of(github)]
    assert events_of(replace(github, name="nobody")) == ()
