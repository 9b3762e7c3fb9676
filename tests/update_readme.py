"""`python -m tests.update_readme`: write README's recordings and tables anew."""

import tempfile
from pathlib import Path
from textwrap import wrap

from typer.main import get_command

from tests.readme import CI_EXAMPLE, README, Walk, walk_through
from tests.recording_app import Reply, serve
from webhookctl.cli import app
from webhookctl.cli._tree import read_tree
from webhookctl.core.next_step import MEANINGS
from webhookctl.core.verdict import Reason
from webhookctl.providers import all_providers, events_of

WIDTH = 120
"""Columns of a paragraph."""


def options_table() -> str:
    """Return each command and its options, but for those of every command."""
    rows = ["| command | options |", "|---|---|"]
    for command in read_tree(get_command(app)).commands:
        options = [option for option in command.options if "--help" not in option.names]
        names = (" ".join((option.names[-1], option.value_name)).strip() for option in options)
        shown = [f"`{name}`".replace("|", "\\|") for name in names]
        places = [f"`{argument.name}`".replace("|", "\\|") for argument in command.arguments]
        rows.append(f"| `{command.name}` | {' '.join([*places, *shown])} |")
    return "\n".join(rows)


def providers_table() -> str:
    """Return the providers that there are payloads of, with their events, and then the others."""
    rows = ["| provider | name | events to send |", "|---|---|---|"]
    others: list[str] = []
    for provider in all_providers().values():
        events = " ".join(f"`{event.type}`" for event in events_of(provider))
        if events:
            rest = ", and any other with `--data`"
            rows.append(f"| {provider.title} | `{provider.name}` | {events}{rest} |")
        else:
            others.append(f"`{provider.name}`")
    more = f"Of {len(others)} more it knows whether and how they sign, and sends the bodies that "
    lines = wrap(f"{more}you give: {', '.join(others)}.", WIDTH)
    return "\n".join([*rows, "", *lines])


def reasons_table() -> str:
    """Return the reasons that verdicts have, with their meaning and the next step."""
    rows = ["| reason | meaning | next step |", "|---|---|---|"]
    for reason in Reason:
        meaning = MEANINGS[reason]
        rows.append(f"| `{reason.value}` | {meaning.words} | {meaning.next_step} |")
    return "\n".join(rows)


def with_tables(text: str) -> str:
    """Return README's text with fresh tables and the example for CI as it is."""
    example = f"```bash\n{CI_EXAMPLE.read_text('utf-8')}```"
    text = _between(text, "<!-- ci example -->", "\n\n", example)
    text = _between(text, "<!-- options -->", "\n<!-- /options -->", options_table())
    text = _between(text, "<!-- reasons -->", "\n<!-- /reasons -->", reasons_table())
    return _between(text, "<!-- providers -->", "\n<!-- /providers -->", providers_table())


def _between(text: str, start: str, end: str, new: str) -> str:
    before, found, rest = text.partition(f"{start}\n")
    assert found, f"there is no {start}"
    return f"{before}{found}{new}{rest[rest.index(end) :]}"


def main() -> None:
    """Run all that README shows, and write down what came of it."""
    text = with_tables(README.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder, serve(Reply()) as app_of_the_reader:
        walk = Walk(Path(folder), app_of_the_reader)
        try:
            recorded = list(walk_through(walk, text))
        finally:
            walk.close()
    for block, now in recorded:
        text = text.replace(f"```console\n{block.text}```", f"```console\n{now}```")
    README.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
