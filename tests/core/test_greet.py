from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from webhookctl.core.body import Body, MemoryBody
from webhookctl.core.challenge import Computed, Nothing, TextEcho
from webhookctl.core.detect import DetectionRule
from webhookctl.core.greet import Greeter, Greeting
from webhookctl.core.handshake import (
    Asked,
    Confirmation,
    Evidence,
    Handshake,
    HandshakeError,
)
from webhookctl.core.locate import MAX_PARSED, InHeader, InQuery, RequestView
from webhookctl.core.model import CapturedRequest
from webhookctl.core.opening import InText, Knock, Opening
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_token import UnsignedRecipe
from webhookctl.core.reply import Reply
from webhookctl.core.scheme import Scheme
from webhookctl.core.secret import Secret
from webhookctl.core.verdict import Reason, Verdict

REQUEST = CapturedRequest(
    b"GET",
    b"/hook?c=7",
    "1.1",
    ((b"Host", b"here.test"),),
    MemoryBody(b""),
    "127.0.0.1:9",
    1.0,
    2.0,
)

ECHO = Handshake(
    "echo",
    "an echo",
    Opening("GET", ((InQuery("c"), None),)),
    TextEcho(InQuery("c")),
    Evidence.DOCS,
    "always",
)

VALID = Verdict(True, Reason.VALID, "fits", "one", None, None, "env:B")
INVALID = Verdict(False, Reason.MISMATCH, "does not fit", "one")

SECRETS = (Secret("env:A", b"a"), Secret("env:B", b"b"))


def provider(name: str, *handshakes: Handshake) -> Provider:
    scheme = Scheme(name, name, UnsignedRecipe(), None, "none", DetectionRule())
    return Provider(name, name, (scheme,), handshakes=handshakes)


def greet(one: Handshake, verdict: Verdict | None = None, *, confirms: bool = False) -> Greeting:
    """Greet with a handshake of the provider that was named."""
    own = provider("one", one)
    secrets = SECRETS if verdict else ()
    greeting = Greeter([own], own, secrets, confirms=confirms).greet(Knock(REQUEST), None, verdict)
    assert greeting is not None
    return greeting


def test_handshake_of_the_named_provider_is_answered() -> None:
    greeting = greet(ECHO)

    assert (greeting.handshake, greeting.provider.name) == (ECHO, "one")
    assert greeting.reply.body == b"7"
    assert (greeting.refused, greeting.passes, greeting.note, greeting.confirm) == (
        False,
        False,
        None,
        None,
    )


def test_first_that_fits_is_answered() -> None:
    own = provider("one", replace(ECHO, opening=Opening("HEAD")), ECHO, replace(ECHO, id="late"))
    greeting = Greeter([own], own).greet(Knock(REQUEST), None, None)

    assert greeting is not None
    assert greeting.handshake == ECHO


def test_ordinary_request_is_none() -> None:
    own = provider("one", ECHO)

    assert Greeter([own], own).greet(Knock(replace(REQUEST, target=b"/hook")), None, None) is None


def test_of_those_who_were_not_named_only_the_recognised_one_is_answered() -> None:
    one, two = provider("one", ECHO), provider("two", replace(ECHO, id="other"))
    greeter = Greeter([one, two])

    assert greeter.greet(Knock(REQUEST), None, None) is None
    assert greeter.greet(Knock(REQUEST), "none of them", None) is None
    greeting = greeter.greet(Knock(REQUEST), "two", None)
    assert greeting is not None
    assert greeting.handshake.id == "other"


def test_what_shows_by_itself_whose_it_is_needs_no_name() -> None:
    one, two = provider("one", ECHO), provider("two", replace(ECHO, id="own", alone=True))
    greeting = Greeter([one, two]).greet(Knock(REQUEST), None, None)

    assert greeting is not None
    assert (greeting.handshake.id, greeting.provider.name) == ("own", "two")


def test_named_provider_excludes_the_others() -> None:
    one, two = provider("one"), provider("two", replace(ECHO, alone=True))
    greeter = Greeter([one, two], one)

    assert greeter.greet(Knock(REQUEST), "two", None) is None
    assert greeter.guess(Knock(REQUEST)) is None


def test_guess_names_all_whose_it_may_be() -> None:
    plain = replace(ECHO, responder=Nothing(), passes=True)
    greeter = Greeter(
        [provider("b", ECHO), provider("a", ECHO), provider("c", plain), provider("d")]
    )

    assert greeter.guess(Knock(REQUEST)) == (
        "this looks like a handshake of a or b: with `--provider a` it is answered"
    )
    assert greeter.guess(Knock(replace(REQUEST, target=b"/hook"))) is None


@pytest.mark.parametrize(
    ("verdict", "refused"),
    [
        (None, False),
        (VALID, False),
        (INVALID, True),
        (replace(INVALID, reason=Reason.STALE_TIMESTAMP), True),
        (replace(INVALID, reason=Reason.MISSING_HEADER), True),
        (replace(INVALID, reason=Reason.KEY_UNAVAILABLE), False),
        (replace(INVALID, reason=Reason.NOT_SIGNED), False),
    ],
)
def test_signed_handshake_is_judged_first(verdict: Verdict | None, refused: bool) -> None:
    signed = greet(replace(ECHO, signed=True), verdict)

    assert signed.refused is refused
    assert signed.reply == (Reply(401) if refused else greet(ECHO).reply)
    assert not greet(ECHO, verdict).refused
    assert not greet(replace(ECHO, signed=True, passes=True), verdict).refused


def test_refusal_has_the_status_that_the_provider_expects() -> None:
    own = replace(provider("one", replace(ECHO, signed=True)), refusal_status=403)
    greeting = Greeter([own], own, SECRETS).greet(Knock(REQUEST), None, INVALID)

    assert greeting is not None
    assert greeting.reply == Reply(403)


def test_answer_is_made_with_the_secret_that_fits() -> None:
    def reply(asked: Asked) -> Reply:
        return Reply(200, (), asked.secret("the key"))

    one = replace(ECHO, responder=Computed("the key", reply))

    assert greet(one, VALID).reply.body == b"b"
    assert greet(one, INVALID).reply.body == b"a"


@pytest.mark.parametrize(
    ("public", "url"), [(None, "http://here.test/hook?c=7"), ("https://p.test", None)]
)
def test_answer_is_made_with_the_url_that_the_sender_sees(
    public: str | None, url: str | None
) -> None:
    def reply(asked: Asked) -> Reply:
        return Reply(200, (), (asked.url or "").encode())

    own = provider("one", replace(ECHO, responder=Computed("the URL", reply)))
    greeter = Greeter([own], own)
    greeter.public_url = public
    greeting = greeter.greet(Knock(REQUEST), None, None)

    assert greeting is not None
    assert greeting.reply.body.decode() == (url or "https://p.test/hook?c=7")


@pytest.mark.parametrize("hint", [None, "give it"])
def test_what_cannot_be_answered_says_so_to_both(hint: str | None) -> None:
    def reply(_: Asked) -> Reply:
        raise HandshakeError("a key is missing", hint=hint)

    greeting = greet(replace(ECHO, responder=Computed("nothing", reply)))

    assert greeting.reply.status == 503
    assert greeting.reply.body == b"this handshake cannot be answered yet\n"
    assert (greeting.refused, greeting.passes) == (False, True)
    said = "echo was not answered: a key is missing"
    assert greeting.note == (f"{said}; {hint}" if hint else said)


def test_what_is_not_in_order_is_refused_without_words() -> None:
    def reply(_: Asked) -> Reply:
        raise HandshakeError("it is no text", status=400)

    greeting = greet(replace(ECHO, responder=Computed("nothing", reply)))

    assert greeting.reply == Reply(400)
    assert (greeting.refused, greeting.passes) == (True, False)


@pytest.mark.parametrize("passes", [True, False])
@pytest.mark.parametrize("blind", ["take care", None])
@pytest.mark.parametrize("verdict", [None, VALID])
def test_note_says_what_to_do_and_more_without_a_secret(
    passes: bool, blind: str | None, verdict: Verdict | None
) -> None:
    one = replace(ECHO, note="do this", without_secret=blind, passes=passes)
    greeting = greet(one, verdict)
    unsure = blind is not None and verdict is None

    assert greeting.note == (blind if unsure else "do this")
    assert greeting.passes is (passes or unsure)


def confirming(url: str | None) -> Handshake:
    def found(_: RequestView) -> str:
        if url is None:
            raise HandshakeError("it leads elsewhere")
        return url

    return replace(ECHO, passes=True, confirmation=Confirmation("--confirm-it", found))


def test_url_is_only_fetched_when_the_user_wants_it() -> None:
    told, done = greet(confirming("https://x/")), greet(confirming("https://x/"), confirms=True)

    assert (told.confirm, told.passes) == (None, True)
    assert (
        told.note == "to confirm the subscription, listen with `--confirm-it`, or open https://x/"
    )
    assert (done.confirm, done.passes, done.note) == ("https://x/", False, None)


def test_url_that_leads_elsewhere_is_told_and_not_fetched() -> None:
    greeting = greet(confirming(None), confirms=True)

    assert (greeting.confirm, greeting.note) == (None, "it leads elsewhere")


def test_forged_request_confirms_nothing() -> None:
    one = replace(confirming("https://x/"), signed=True)
    greeting = greet(one, INVALID, confirms=True)

    assert (greeting.refused, greeting.confirm, greeting.note) == (False, None, None)
    assert greet(one, VALID, confirms=True).confirm == "https://x/"


@dataclass(frozen=True)
class Lost:
    """A body that cannot be read back, or should not be."""

    size: int
    error: bool = True

    def read(self) -> bytes:
        assert self.error, "it is too large to be read"
        raise OSError

    def head(self, limit: int) -> bytes:
        raise OSError(limit)

    def chunks(self) -> Iterator[bytes]:
        raise OSError


@pytest.mark.parametrize("body", [Lost(1), Lost(MAX_PARSED + 1, error=False)])
def test_body_out_of_reach_leaves_the_rest(body: Body) -> None:
    one = replace(ECHO, opening=Opening("GET", ((InText("7"), None),)))
    own = provider("one", one, ECHO)
    greeting = Greeter([own], own).greet(Knock(replace(REQUEST, body=body)), None, None)

    assert greeting is not None
    assert greeting.handshake == ECHO


def test_any_bytes_are_looked_at() -> None:
    own = provider("one", replace(ECHO, opening=Opening("G\xff", ((InHeader("A"), None),))))
    request = replace(REQUEST, method=b"G\xff", headers=((b"a", b"\xff"),))
    greeting = Greeter([own], own).greet(Knock(request), None, None)

    assert greeting is not None
    assert greeting.reply.body == b"7"
