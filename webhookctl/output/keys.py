"""What `keys new` says: the files it wrote, what to give to the app, how to go on."""

from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from webhookctl.core.scheme import Part
from webhookctl.core.scheme_words import needed_parameters
from webhookctl.output.console import BOLD, DIM, Screen
from webhookctl.output.jsonl import Fields
from webhookctl.output.safe import safe, safe_line

if TYPE_CHECKING:
    from webhookctl.core.key_form import NewKeys
    from webhookctl.core.scheme import Scheme


def keys_fields(provider: str, scheme: "Scheme", keys: "NewKeys", paths: Sequence[Path]) -> Fields:
    """Return new keys as JSON. `public` is the public half as text; what is private is not in it.

    `sign_with` and `verify_with` are values for `--secret`.
    """
    judging = paths[1] if keys.judging else paths[0]
    return {
        "provider": provider,
        "scheme": scheme.id,
        "kind": keys.kind,
        "files": [
            {"role": file.role, "path": str(path), "private": file.private}
            for file, path in zip(keys.files, paths, strict=True)
        ],
        "public": keys.judging.content.decode("ascii") if keys.judging else None,
        "give_as": scheme.secret_words,
        "sign_with": f"file:{paths[0]}",
        "verify_with": f"file:{judging}",
    }


def keys_text(
    name: str, scheme: "Scheme", keys: "NewKeys", paths: Sequence[Path], screen: Screen
) -> str:
    """Return for people what was made, of a pair also the public half; `name` is the provider's."""
    given, judging = (keys.judging, paths[1]) if keys.judging else (keys.signing, paths[0])
    lines = [f"made for {scheme.title}, to test with: {keys.kind}", ""]
    width = max(len(file.role) for file in keys.files)
    for file, path in zip(keys.files, paths, strict=True):
        kept = "  keep it to yourself, and out of git" if file.private else ""
        lines.append(f"  {file.role:<{width}}  {screen.paint(BOLD, safe_line(str(path)))}{kept}")
    lines += ["", f"your app takes the {given.role} as: {scheme.secret_words}", ""]
    if not given.private:
        lines += [safe(given.content.decode("ascii").rstrip("\n")), ""]
    more = "".join(f" --param {param}=VALUE" for param in needed_parameters(scheme))
    url = " --url URL" if Part.URL in scheme.recipe.covers else ""
    sign = f"webhookctl sign --provider {name} --secret {_reference(paths[0])}{more} --data @FILE"
    verify = f"webhookctl verify last --provider {name} --secret {_reference(judging)}{more}"
    lines += [
        f"{screen.paint(DIM, 'sign')}    {sign}{url}",
        f"{screen.paint(DIM, 'verify')}  {verify}",
    ]
    return "\n".join(lines) + "\n"


def _reference(path: Path) -> str:
    return safe_line(quote(f"file:{path}"))
