import pytest

from webhookctl.config.table import Table
from webhookctl.config.template import template_parts, template_text
from webhookctl.core.scheme import TimestampRule
from webhookctl.errors import UsageError

TIME = TimestampRule("header:X-Time")
FIELD = TimestampRule("kv:t")


def table(template: object = None) -> Table:
    values = {} if template is None else {"template": template}
    return Table("providers.acme", "my.toml", values)


@pytest.mark.parametrize(
    ("template", "timestamp", "id_header", "parts"),
    [
        (None, None, None, ("{body}",)),
        ("{body}", None, None, ("{body}",)),
        ("v0:{timestamp}:{body}", TIME, None, ("v0:", "{header:X-Time}", ":", "{body}")),
        ("{timestamp}.{body}", FIELD, None, ("{kv:t}", ".", "{body}")),
        ("{id}{method}{url}", None, "X-Id", ("{header:X-Id}", "{method}", "{url}")),
        ("{header:X-Other}\n{body}", None, None, ("{header:X-Other}", "\n", "{body}")),
        ("{header:x-id}{body}", None, "X-Id", ("{header:X-Id}", "{body}")),
        ("{header:x-time}{body}", TIME, None, ("{header:X-Time}", "{body}")),
    ],
)
def test_template_is_taken_apart(
    template: str | None,
    timestamp: TimestampRule | None,
    id_header: str | None,
    parts: tuple[str, ...],
) -> None:
    assert template_parts(table(template), timestamp, id_header) == parts


def test_template_is_the_body_unless_told() -> None:
    assert template_text(table()) == "{body}"


@pytest.mark.parametrize(
    ("template", "timestamp", "words", "hint"),
    [
        ("{bdy}", None, "cannot have `{bdy}`", "`{body}`, `{timestamp}`"),
        ("{}", None, "cannot have `{}`", "allowed: "),
        ("{header:}", None, "cannot have `{header:}`", "`{header:NAME}`"),
        ("{header:a b}", None, "cannot have `{header:a b}`", "`{header:NAME}`"),
        ("{body", None, "has a lone `{`", "braces stand around a name"),
        ("body}", None, "has a lone `}`", "braces stand around a name"),
        ("{{body}}", None, "has a lone `{`", "braces stand around a name"),
        ("{timestamp}{body}", None, "has `{timestamp}`", 'timestamp = "header:X-Timestamp"'),
        ("{id}{body}", None, "has `{id}`", 'id = "header:X-Id"'),
        ("{body}", TIME, "does not have the timestamp in it", "add `{timestamp}`"),
        ("fixed", None, "has nothing of the request in it", "allowed: `{body}`"),
        (7, None, "is a number, not a text", "in quotes"),
        ("", None, "is empty", ""),
    ],
)
def test_mistake_in_a_template_is_told(
    template: object, timestamp: TimestampRule | None, words: str, hint: str
) -> None:
    with pytest.raises(UsageError) as caught:
        template_parts(table(template), timestamp, None)

    assert f"`template` of `[providers.acme]` in `my.toml` {words}" in caught.value.message
    assert hint in (caught.value.hint or "")
