"""Entries to show: a provider of our own, and every one there is."""

from dataclasses import replace

from tests.core.messages import a_scheme
from webhookctl.core.challenge import Nothing
from webhookctl.core.detect import DetectionRule
from webhookctl.core.directory import Entry
from webhookctl.core.event import EventTemplate
from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.key_pair import Ed25519Pair
from webhookctl.core.locate import InHeader, InJson
from webhookctl.core.opening import Opening
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_token import UnsignedRecipe
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.retry_after import RetryAfter
from webhookctl.core.scheme import TimestampRule
from webhookctl.core.signature import Prefixed

SCHEME = replace(
    a_scheme(
        Prefixed("X-Acme", b"v1="),
        ("{header:X-Timestamp}", "{param:hook}"),
        TimestampRule("header:X-Timestamp"),
    ),
    title="Acme webhooks",
    string_to_sign="{X-Timestamp}{hook}",
    detection=DetectionRule(any_header=("X-Acme",), user_agent="^Acme"),
    event=InJson("type"),
    delivery_id=InHeader("X-Id"),
    secret_words="the public key",  # noqa: S106 - words about it
    rotation="none",
    pitfalls=("the first pitfall has so many words that they do not fit on one line", "another"),
    sources=("https://acme.test/docs",),
    certainty="recall",
    key_form=Ed25519Pair(),
)

OPEN = replace(
    a_scheme(), id="acme_open", title="Acme notes", recipe=UnsignedRecipe(), certainty="docs_read"
)

HANDSHAKE = Handshake(
    id="acme_ping",
    title="ping",
    opening=Opening("POST", ()),
    responder=Nothing(204),
    evidence=Evidence.RECALL,
    when="saving the URL",
    timeout=3.0,
    sources=("memory",),
)

RETRY = RetryPolicy(
    name="acme",
    title="Acme",
    delays=(0.0, 60.0, 7200.0),
    jitter=0.1,
    response_timeout=10.0,
    success=((200, 299), (304, 304), (401, 403)),
    final=frozenset({410, 404}),
    retry_after=RetryAfter(),
    redirects=2,
    stop_header=("X-Stop", "1"),
    exact=False,
    note="nobody knows",
    sources=("https://acme.test/retries",),
)

PROVIDER = Provider(
    name="acme",
    title="Acme",
    schemes=(SCHEME, OPEN),
    aliases=("roadrunner",),
    any_event=lambda kind, _: {"type": kind},
    retry=RETRY,
    handshakes=(HANDSHAKE,),
)

ENTRY = Entry(
    PROVIDER, PROVIDER.schemes, (EventTemplate("thing.made", "A thing was made.", lambda _: None),)
)
