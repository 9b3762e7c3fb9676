"""Makes the tables in `tests/data/shapes` from the schemas that the npm packages carry.

Not part of a test run. With the packages in a folder of their own:
    npm i @octokit/webhooks-schemas @octokit/openapi-webhooks shopify-webhook-schemas \
        @slack/types ts-json-schema-generator
    npx ts-json-schema-generator --no-type-check --type SlackEvent \
        --path node_modules/@slack/types/dist/events/index.d.ts -o slack.json
    python -m tests.providers.payloads.derive_shapes FOLDER
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import unquote

from tests.providers.payloads.shapes import DATA
from webhookctl.core.event import EventTemplate, Facts
from webhookctl.providers.payloads import github, shopify, slack

Schema = Any  # a JSON schema: an object, or true or false

_FORMATS = {"date-time": "time", "uri": "uri", "uri-template": "uri"}


@dataclass
class Deriver:
    """Turns schemas into specs and keeps the shapes they name.

    `definitions` are what `$ref` names; `closed` refuses unknown fields everywhere.
    """

    definitions: dict[str, Schema]
    closed: bool = False
    shapes: dict[str, Any] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    def spec(self, schema: Schema, name: str) -> Any:
        """Return the spec of a schema; `name` is given to its shape if it has one of its own."""
        if isinstance(schema, bool):
            return "any"
        if "$ref" in schema:
            return self._reference(_target(schema))
        if "allOf" in schema:
            return self.spec(self.merged(schema), name)
        if "const" in schema or "enum" in schema:
            return {"one of": schema.get("enum", [schema.get("const")])}
        for key in ("anyOf", "oneOf"):
            if key in schema:
                return _either(self.spec(one, f"{name}.{n}") for n, one in enumerate(schema[key]))
        return self._typed(schema, name)

    def merged(self, schema: Schema) -> Schema:
        """Return a schema with its reference followed and its `allOf` parts put together."""
        if "$ref" in schema:
            return self.merged(self.definitions[_target(schema)])
        if "allOf" not in schema:
            return schema
        parts = [self.merged(part) for part in schema["allOf"]]
        return {
            "type": "object",
            "properties": {k: v for part in parts for k, v in part.get("properties", {}).items()},
            "required": sorted({name for part in parts for name in part.get("required", ())}),
            "additionalProperties": all(
                part.get("additionalProperties", True) is not False for part in parts
            ),
        }

    def _reference(self, target: str) -> Any:
        schema = self.definitions[target]
        if "properties" not in schema and "allOf" not in schema:
            return self.spec(schema, target)
        if target not in self.shapes:
            self.shapes[target] = {}  # a shape may hold itself
            self.shapes[target] = self._shape(self.merged(schema), target)
        return f"@{target}"

    def _shape(self, schema: Schema, name: str) -> dict[str, Any]:
        required = schema.get("required", ())
        shape = {
            key if key in required else f"?{key}": self.spec(item, f"{name}.{key}")
            for key, item in schema.get("properties", {}).items()
        }
        rest = schema.get("additionalProperties", True)
        if rest is not False and not self.closed:
            shape["*"] = self.spec(rest, f"{name}.*")
        return shape

    def _typed(self, schema: Schema, name: str) -> Any:
        types = schema.get("type", "any")
        specs = [self._of_type(one, schema, name) for one in _as_list(types)]
        return _either(iter(specs))

    def _of_type(self, kind: str, schema: Schema, name: str) -> Any:
        if kind == "array":
            items = schema.get("items", True)
            return [] if items is False else [self.spec(items, f"{name}[]")]
        if kind == "object" and schema.get("properties"):
            return self._named(self._shape(schema, name), name)
        if kind == "string":
            return _FORMATS.get(schema.get("format"), "string")
        return kind

    def _named(self, shape: dict[str, Any], name: str) -> str:
        """Return the name of a shape: that of an equal one, if there is one already."""
        name = self._names.setdefault(json.dumps(shape, sort_keys=True), name)
        self.shapes[name] = shape
        return f"@{name}"


def _target(schema: Schema) -> str:
    reference: str = schema["$ref"]
    return unquote(reference).rpartition("/")[2]


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _either(specs: Iterator[Any]) -> Any:
    found = list({json.dumps(spec): spec for spec in specs}.values())
    if len(found) == 1:
        return found[0]
    if all(isinstance(spec, str) for spec in found):
        return "|".join(found)
    return {"any": found}


def nullable_as_seen(schema: Schema, example: Any) -> Schema:
    """Return an inferred schema that also allows null where the documented example has it."""
    if not isinstance(schema, dict):
        return schema
    if example is None:
        return {"anyOf": [schema, {"type": "null"}]}
    if "anyOf" in schema:
        return {**schema, "anyOf": [nullable_as_seen(one, example) for one in schema["anyOf"]]}
    if isinstance(example, list) and example and "items" in schema:
        return {**schema, "items": nullable_as_seen(schema["items"], example[0])}
    if isinstance(example, dict) and "properties" in schema:
        properties = {
            key: nullable_as_seen(item, example.get(key, item))
            for key, item in schema["properties"].items()
        }
        return {**schema, "properties": properties}
    return schema


def required_besides(octokit: Deriver, official: Deriver, ours: Schema, theirs: Schema) -> None:
    """Add to GitHub's closed schemas the fields that its newer specification requires."""
    ours, theirs = octokit.merged(ours), official.merged(theirs)
    if "items" in ours and "items" in theirs:
        required_besides(octokit, official, ours["items"], theirs["items"])
    known = ours.get("properties", {})
    if ours.get("additionalProperties") is not False:
        return
    for name, schema in theirs.get("properties", {}).items():
        if name in known:
            if "allOf" in known[name]:
                known[name] = octokit.merged(known[name])
            required_besides(octokit, official, known[name], schema)
        elif name in theirs.get("required", ()):
            known[name] = official.merged(schema)
            ours["required"] = [*ours.get("required", ()), name]


def _load(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _version(packages: Path, name: str) -> str:
    return f"{name} {_load(packages / name / 'package.json')['version']} (npm, MIT)"


def _write(provider: str, sources: list[str], events: dict[str, Any], deriver: Deriver) -> None:
    meta = {"sources": sources, "made_by": "tests/providers/payloads/derive_shapes.py"}
    table = {"_meta": meta, "events": events, "shapes": deriver.shapes}
    text = json.dumps(table, indent=0, separators=(",", ":"), ensure_ascii=False)
    (DATA / f"{provider}.json").write_text(text + "\n", "utf-8")


def derive_github(packages: Path) -> None:
    """Write the table of GitHub from Octokit's schemas and GitHub's own specification."""
    schemas = _load(packages / "@octokit/webhooks-schemas/schema.json")["definitions"]
    official = _load(packages / "@octokit/openapi-webhooks/generated/api.github.com.json")
    octokit, newer = Deriver(schemas), Deriver(official["components"]["schemas"])
    wanted = sorted({_definition(one) for one in github.EVENTS})
    for name in wanted:
        webhook = official["webhooks"][
            name.removesuffix("$event").replace("$", "-").replace("_", "-")
        ]
        body = webhook["post"]["requestBody"]["content"]["application/json"]["schema"]
        required_besides(octokit, newer, schemas[name], body)
    events = {name: octokit.spec({"$ref": f"#/definitions/{name}"}, name) for name in wanted}
    sources = [_version(packages, f"@octokit/{one}") for one in _OCTOKIT]
    _write("github", sources, events, octokit)


_OCTOKIT = ("webhooks-schemas", "openapi-webhooks")


def _definition(template: EventTemplate) -> str:
    """Return the name Octokit gives the event: type and action, or `event` where none is."""
    payload: Any = template.payload(Facts(0, Random(0).getrandbits))  # noqa: S311 - no secret
    return f"{template.type.partition('.')[0]}${payload.get('action', 'event')}"


def derive_slack(packages: Path) -> None:
    """Write the table of Slack's inner events from the types of its JavaScript library."""
    definitions = {
        unquote(name): schema
        for name, schema in _load(packages.parent / "slack.json")["definitions"].items()
    }
    deriver = Deriver(definitions)
    names = {"message": "GenericMessageEvent"}
    for name, schema in definitions.items():
        kind = schema.get("properties", {}).get("type", {}).get("const")
        names.setdefault(kind, name)
    wanted = sorted({one.type.partition(".")[0] for one in slack.EVENTS})
    events = {kind: deriver.spec({"$ref": f"#/definitions/{names[kind]}"}, kind) for kind in wanted}
    _write("slack", [_version(packages, "@slack/types")], events, deriver)


def _example(folder: Path, kind: str) -> Any:
    example = _load(folder / "metadatas/2026-07" / f"{kind}.json")["response"]
    for schedule in (example.get("payment_terms") or {}).get("payment_schedules", ()):
        schedule["completed_at"] = None  # PaymentSchedule.completedAt: null until it is paid
    return example


def derive_shopify(packages: Path) -> None:
    """Write the table of Shopify from schemas inferred from its documented examples."""
    folder = packages / "shopify-webhook-schemas"
    deriver = Deriver({}, closed=True)
    events = {}
    for kind in (one.type for one in shopify.EVENTS):
        schema = _load(folder / "schemas/2026-07" / f"{kind}.json")
        events[kind] = deriver.spec(nullable_as_seen(schema, _example(folder, kind)), kind)
    _write("shopify", [_version(packages, folder.name), "API version 2026-07"], events, deriver)


if __name__ == "__main__":
    for derive in (derive_github, derive_slack, derive_shopify):
        derive(Path(sys.argv[1]) / "node_modules")
