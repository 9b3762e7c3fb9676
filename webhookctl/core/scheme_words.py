"""Schemes in words, for people who want to know what is signed, how, and what that is worth."""

from collections.abc import Iterable, Iterator, Mapping

from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Evidence
from webhookctl.core.recipe import URL_PARAMETER, compiled
from webhookctl.core.recipe_body_token import BodyTokenRecipe
from webhookctl.core.recipe_certificate import CertificateRecipe
from webhookctl.core.recipe_digest import DigestRecipe
from webhookctl.core.recipe_either import EitherForm
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.recipe_jwt import JwtRecipe
from webhookctl.core.recipe_key import PublicKeyRecipe
from webhookctl.core.recipe_own import ComputedRecipe
from webhookctl.core.recipe_token import BasicRecipe, TokenRecipe, UnsignedRecipe
from webhookctl.core.scheme import Part, Recipe, Scheme, TimestampRule
from webhookctl.core.span import span
from webhookctl.core.verdict import Reason
from webhookctl.errors import UsageError

CERTAINTIES: Mapping[str, str] = {
    "oracle": "checked against the provider's own library",
    "published_vector": "checked against an example that the provider published",
    "documented": "read in the provider's documentation",
    "docs_read": "read in the provider's documentation, not checked against a library",
    "community_code": "from public code of others, not confirmed by the provider",
    "recall": "recalled, not verified: it may be wrong",
    "custom": "your own, from your configuration",
}
"""What the values of `Scheme.certainty` mean."""

EVIDENCE: Mapping[Evidence, str] = {
    Evidence.SDK: "checked against the provider's own library",
    Evidence.DOCS: "from the provider's documentation",
    Evidence.COMMUNITY: "from public code of others",
    Evidence.RECALL: "recalled, not verified: it may be wrong",
}
"""What the evidence of a handshake means."""

_ALGORITHMS = {"ed25519": "Ed25519", "ecdsa_p256_sha256": "ECDSA P-256 SHA-256"}
_UNITS = {
    "s": "Unix seconds",
    "ms": "Unix milliseconds",
    "iso8601": "ISO 8601",
    "http_date": "HTTP date",
}
_PLAIN: Mapping[type, tuple[str, str]] = {
    TokenRecipe: ("token", "the secret itself"),
    BasicRecipe: ("HTTP Basic", "`Basic ` and base64 of `name:password`"),
}
_PARAMETERS = frozenset({"param", "config", "config_header"})


def algorithm_of(scheme: Scheme) -> str:
    """Name what signs in a few words: `HMAC-SHA256`, `Ed25519`, `token`, `none`."""
    return scheme.algorithm or _words(scheme.recipe)[0]


def encoding_of(scheme: Scheme) -> str:
    """Say how a signature is written: `sha256=` and hex."""
    return scheme.encoding or _words(scheme.recipe)[1]


def covered_parts(scheme: Scheme) -> tuple[Part, ...]:
    """Return what is protected, in the order of `Part`."""
    return tuple(part for part in Part if part in scheme.recipe.covers)


def covered_words(scheme: Scheme) -> str:
    """Say what is protected, and in plain words when the body is not."""
    recipe = scheme.recipe
    names = ", ".join("URL" if part is Part.URL else part for part in covered_parts(scheme))
    if isinstance(recipe, CertificateRecipe) and recipe.caution:
        return f"{names}, {recipe.caution}"
    if Part.BODY in recipe.covers:
        return names
    if isinstance(recipe, UnsignedRecipe):
        is_open = recipe.reason is Reason.NOT_SIGNED
        return "nothing: anybody can make such a request" if is_open else "not known here"
    if isinstance(recipe, TokenRecipe | BasicRecipe | BodyTokenRecipe):
        return "nothing of the request: whoever has seen one can make others"
    return f"{names or 'what is named above'}, but NOT the body: a changed body would fit as well"


def timestamp_words(scheme: Scheme) -> str:
    """Say where the signed time is and how old it may be."""
    rule = scheme.timestamp
    if rule is None and Part.TIMESTAMP in scheme.recipe.covers:
        return "one is signed, but its age is not checked"
    if rule is None:
        return "none: an old request looks like a new one"
    unit = "" if rule.source.startswith("claim:") else f", {_UNITS.get(rule.unit, rule.unit)}"
    return f"{_place(rule.source)}{unit}; {_tolerance(rule)}"


def detection_words(rule: DetectionRule) -> Iterator[str]:
    """Yield what a request is recognised by, and what speaks against it."""
    if rule.any_header:
        yield f"header {' or '.join(rule.any_header)}"
    if rule.all_header:
        yield f"header {' and '.join(rule.all_header)}"
    for name, pattern in rule.patterns:
        yield f"header {name} like `{pattern}`"
    if rule.user_agent:
        yield f"User-Agent like `{rule.user_agent}`"
    if rule.content_type:
        yield f"Content-Type like `{rule.content_type}`"
    if rule.body_paths:
        yield f"body {' and '.join(f'$.{path}' for path in rule.body_paths)}"
    if rule.form_fields:
        yield f"form field {' and '.join(rule.form_fields)}"
    if rule.query:
        yield f"query {' and '.join(rule.query)}"
    if rule.not_header:
        yield f"no header {' or '.join(rule.not_header)}"


def parameters_of(scheme: Scheme) -> tuple[str, ...]:
    """Return what a scheme needs beside secret and request (`--param NAME=…`)."""
    recipe = _inner(scheme.recipe)
    names = list(scheme.parameters)
    if isinstance(recipe, HmacRecipe | DigestRecipe | PublicKeyRecipe):
        pieces = compiled(recipe.message)
        names += [piece.name for piece in pieces if piece.kind in _PARAMETERS]
    if isinstance(recipe, HmacRecipe) and recipe.key_name is not None:
        names.append(recipe.key_name[1])
    if isinstance(recipe, JwtRecipe):
        names += [claim.param for claim in recipe.claims if claim.param is not None]
        names += recipe.more_keys
    return tuple(dict.fromkeys(names))


def needed_parameters(scheme: Scheme) -> tuple[str, ...]:
    """Return those of `parameters_of` without which nothing is signed (`--param NAME=…`)."""
    recipe = _inner(scheme.recipe)
    names = list(scheme.needed)
    if isinstance(recipe, HmacRecipe | DigestRecipe | PublicKeyRecipe):
        pieces = compiled(recipe.message)
        names += [piece.name for piece in pieces if piece.kind in _PARAMETERS]
    if isinstance(recipe, JwtRecipe):
        names += [claim.param for claim in recipe.claims if claim.param and not claim.otherwise]
    # Where no URL was registered, the one that is sent to is signed.
    return tuple(name for name in dict.fromkeys(names) if name != URL_PARAMETER)


def check_parameters(scheme: Scheme, names: Iterable[str]) -> None:
    """Raise UsageError for the first name that is no parameter of a scheme.

    Where the URL is signed, `notification_url` is one: the URL that the sender was given.
    """
    known = parameters_of(scheme)
    if Part.URL in scheme.recipe.covers and URL_PARAMETER not in known:
        known += (URL_PARAMETER,)
    for name in names:
        if name not in known:
            takes = f"it takes {', '.join(f'`{one}`' for one in known)}"
            hint = takes if known else "leave it out: the secret is all that signs"
            raise UsageError(f"`{name}` is no parameter of {scheme.title}", hint=hint)


def _inner(recipe: Recipe) -> Recipe:
    """Return what signs, for a recipe that only changes what it is about."""
    if isinstance(recipe, EitherForm):
        return recipe.recipe
    return recipe.inner if isinstance(recipe, ComputedRecipe) else recipe


def _words(recipe: Recipe) -> tuple[str, str]:
    """Return the algorithm and the encoding of a recipe."""
    recipe = _inner(recipe)
    if isinstance(recipe, HmacRecipe):
        return f"HMAC-{recipe.hash.upper()}", recipe.signature.wanted
    if isinstance(recipe, DigestRecipe):
        return f"SHA-{recipe.hash.removeprefix('sha')} digest", recipe.signature.wanted
    if isinstance(recipe, PublicKeyRecipe):
        return _ALGORITHMS[recipe.algorithm], recipe.signature.wanted
    if isinstance(recipe, JwtRecipe):
        prefix = f"`{recipe.prefix}` and a " if recipe.prefix else ""
        return f"JWT {'/'.join(recipe.algorithms)}", f"{prefix}JSON Web Token"
    return _words_of_no_signature(recipe)


def _words_of_no_signature(recipe: Recipe) -> tuple[str, str]:
    if isinstance(recipe, UnsignedRecipe):
        is_open = recipe.reason is Reason.NOT_SIGNED
        return ("none", "none") if is_open else ("unknown", "not known here")
    if isinstance(recipe, BodyTokenRecipe):
        return "token", f"the secret itself, as {recipe.name} in the body"
    return _PLAIN.get(type(recipe), ("its own", "its own"))


def _place(source: str) -> str:
    kind, _, name = source.partition(":")
    return {
        "kv": f"`{name}` beside the signature",
        "json": f"body $.{name}",
        "param": f"parameter {name.replace(',', ' and ')}",
        "claim": f"{name.replace(',', ' and ')} of the token",
        "config_header": f"the header that `--param {name}` names",
    }.get(kind, f"{kind} {name}")


def _tolerance(rule: TimestampRule) -> str:
    if rule.tolerance is None:
        return "the provider's libraries do not check its age"
    directions = {(True, False): ", only the past", (False, True): ", only the future"}
    return f"tolerance {span(rule.tolerance)}{directions.get((rule.past, rule.future), '')}"
