from dataclasses import replace

import pytest

from tests.output.directory import ENTRY, RETRY, SCHEME
from tests.output.samples import ATTACKS, COLOUR, NARROW, PLAIN
from webhookctl.core.directory import Entry
from webhookctl.core.retry import RetryPolicy
from webhookctl.core.scheme_words import CERTAINTIES
from webhookctl.flows.directory import entries
from webhookctl.output.console import Screen
from webhookctl.output.provider_page import page_text
from webhookctl.output.safe import safe_line

EVERY = [pytest.param(entry, id=entry.provider.name) for entry in entries()]

PAGE = """\
Acme  acme, also roadrunner

acme  Acme webhooks
  signature    HMAC-SHA256 as `v1=` and hex, in the header X-Acme
  signed       {X-Timestamp}{hook}
  protects     timestamp, but NOT the body: a changed body would fit as well
  secret       the public key
               only the provider can sign; `webhookctl keys new acme` makes a
               pair to test with
  parameters   --param hook=…
  timestamp    header X-Timestamp, Unix seconds; tolerance 5 min
  rotation     none
  event type   body $.type
  delivery id  header X-Id
  known by     header X-Acme; User-Agent like `^Acme`
  pitfalls     - the first pitfall has so many words that they do not fit on
                 one line
               - another
  certainty    recalled, not verified: it may be wrong
  sources      - https://acme.test/docs

acme_open  Acme notes
  signature    Acme notes are not signed: nothing shows who sent this request
  instead      keep the URL secret, and ask the provider's API before acting
               on an event
  event type   none
  delivery id  none
  known by     header X-Signature
  certainty    read in the provider's documentation, not checked against a
               library

deliveries
  events       thing.made, and any other type
  handshake    ping (saving the URL): 204 without a body within 3 s; recalled,
               not verified: it may be wrong
  retries      approximate: 3 times, after no wait, 1 min, 2 h, each up to 10%
               shorter or longer
               nobody knows
  accepts      2xx, 304, 401-403 within 10 s; no retry after 404, 410; no
               retry after an answer with `X-Stop: 1`; Retry-After is obeyed;
               follows 2 redirects
  sources      - https://acme.test/retries
"""


def test_page_says_all_that_is_known() -> None:
    assert page_text(ENTRY, Screen(width=78)) == PAGE


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        (None, "  retries      not known here\n"),
        (
            RetryPolicy("acme", "Acme"),
            "  retries      none by itself\n  accepts      2xx within 30 s; no redirects\n",
        ),
        (replace(RETRY, delays=(5.0,), jitter=0.0, exact=True), "  retries      once, after 5 s\n"),
    ],
)
def test_retries_are_told_in_words(policy: RetryPolicy | None, words: str) -> None:
    entry = replace(ENTRY, provider=replace(ENTRY.provider, retry=policy))
    assert words in page_text(entry, PLAIN)


def test_scheme_that_nothing_gives_away_says_so() -> None:
    scheme = replace(SCHEME, detection=replace(SCHEME.detection, any_header=(), user_agent=None))
    assert "nothing in its requests" in page_text(replace(ENTRY, schemes=(scheme,)), PLAIN)


@pytest.mark.parametrize("entry", EVERY)
def test_page_of_every_provider_fits_and_says_how_sure_it_is(entry: Entry) -> None:
    text = page_text(entry, NARROW)

    assert max(map(len, text.splitlines())) <= 80
    whole = page_text(entry, PLAIN)
    assert "".join(text.split()) == "".join(whole.split())
    for scheme in entry.schemes:
        assert f"\n{scheme.id}  {scheme.title}\n" in whole
        assert f"  certainty    {CERTAINTIES[scheme.certainty]}\n" in whole
        assert all(source in whole for source in scheme.sources)


def test_what_is_to_be_minded_stands_out() -> None:
    text = page_text(ENTRY, COLOUR)

    for words in ("timestamp, but", "recalled, not", "approximate:", "Acme notes are", "ping ("):
        assert f"\x1b[33m{words}" in text
    assert "\x1b" not in page_text(ENTRY, NARROW)


@pytest.mark.parametrize("attack", ATTACKS)
def test_facts_from_a_configuration_act_on_no_terminal(attack: str) -> None:
    scheme = replace(SCHEME, title=attack, string_to_sign=attack, sources=(attack,), pitfalls=())
    provider = replace(ENTRY.provider, title=attack, aliases=(attack,))

    text = page_text(replace(ENTRY, provider=provider, schemes=(scheme,)), PLAIN)

    assert text.count(safe_line(attack)) == 5
    assert attack not in text or attack == safe_line(attack)
