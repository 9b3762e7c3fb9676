from dataclasses import replace

import pytest

from tests.core.test_greet import ECHO, INVALID, REQUEST, VALID, provider
from webhookctl.core.admission import Admission, Decision
from webhookctl.core.challenge import Nothing
from webhookctl.core.greet import Greeter
from webhookctl.core.handshake import Handshake
from webhookctl.core.model import UNKNOWN, Recognition
from webhookctl.core.opening import Knock
from webhookctl.core.reply import Reply, text_reply
from webhookctl.core.verdict import Reason, Verdict

SEEN = Recognition("one", "one", "thing.happened", "7")
EVENT = replace(REQUEST, target=b"/hook")
NOT_VALID = text_reply(401, "the signature is not valid")


def decide(
    one: Handshake | None,
    verdict: Verdict | None = None,
    recognition: Recognition = SEEN,
    **settings: bool,
) -> Decision:
    """Decide on a handshake of the provider that was named, or on an event."""
    own = provider("one", *([one] if one else []))
    greeter = Greeter([own], own)
    admission = Admission([own], greeter, own, **settings)
    return admission.decide(Knock(EVENT if one is None else REQUEST), recognition, verdict)


@pytest.mark.parametrize("verdict", [None, VALID, INVALID])
def test_event_is_let_in(verdict: Verdict | None) -> None:
    assert decide(None, verdict) == Decision(SEEN, verdict)
    assert decide(None, verdict, forwards=True) == Decision(SEEN, verdict)


def test_handshake_is_answered_and_marked() -> None:
    decision = decide(ECHO)

    assert (decision.handshake, decision.refused) == ("echo", False)
    assert decision.reply is not None
    assert decision.reply.body == b"7"
    assert decision.recognition == SEEN


@pytest.mark.parametrize("found", [UNKNOWN, Recognition("two", "two", "thing", "7")])
def test_handshake_shows_whose_the_request_is(found: Recognition) -> None:
    assert decide(ECHO, recognition=found).recognition == Recognition("one")


@pytest.mark.parametrize(
    ("signed", "verdict", "kept"),
    [(True, INVALID, INVALID), (True, VALID, VALID), (False, VALID, VALID), (False, INVALID, None)],
)
def test_handshake_that_is_not_meant_to_be_signed_has_no_wrong_signature(
    signed: bool, verdict: Verdict, kept: Verdict | None
) -> None:
    assert decide(replace(ECHO, signed=signed), verdict).verdict == kept


def test_refused_handshake_is_marked() -> None:
    decision = decide(replace(ECHO, signed=True), INVALID)

    assert (decision.handshake, decision.refused, decision.reply) == ("echo", True, Reply(401))


def test_note_is_passed_on() -> None:
    assert decide(replace(ECHO, note="do this")).note == "do this"


@pytest.mark.parametrize("passes", [True, False])
@pytest.mark.parametrize("forwards", [True, False])
def test_app_gets_what_it_may_answer(passes: bool, forwards: bool) -> None:
    decision = decide(replace(ECHO, passes=passes), forwards=forwards)

    assert (decision.reply is None) is (passes and forwards)
    assert decision.handshake == "echo"


@pytest.mark.parametrize(("verdict", "passed"), [(VALID, True), (INVALID, False), (None, False)])
def test_app_gets_nothing_unproved_when_that_was_asked(
    verdict: Verdict | None, passed: bool
) -> None:
    one = replace(ECHO, passes=True)
    decision = decide(one, verdict, forwards=True, require_valid=True)

    assert (decision.reply is None) is passed
    assert not decision.refused


@pytest.mark.parametrize(("verdict", "refused"), [(VALID, False), (INVALID, True), (None, True)])
@pytest.mark.parametrize("forwards", [True, False])
def test_signed_handshake_is_refused_like_an_event_when_that_was_asked(
    verdict: Verdict | None, refused: bool, forwards: bool
) -> None:
    one = replace(ECHO, signed=True, passes=True)
    decision = decide(one, verdict, forwards=forwards, require_valid=True)

    assert decision.refused is refused
    assert (decision.reply == Reply(401)) is refused
    assert decision.handshake == "echo"


@pytest.mark.parametrize("verdict", [INVALID, replace(INVALID, reason=Reason.MISSING_HEADER)])
@pytest.mark.parametrize("forwards", [True, False])
def test_event_without_a_valid_signature_is_refused_when_that_was_asked(
    verdict: Verdict, forwards: bool
) -> None:
    decision = decide(None, verdict, forwards=forwards, require_valid=True)

    assert decision == Decision(SEEN, verdict, refused=True, reply=NOT_VALID)


ALONE = replace(VALID, message="the old one alone", facts={"better_scheme": "new"})


def test_old_signature_alone_is_refused_when_that_was_asked_and_only_then() -> None:
    refused = replace(ALONE, valid=False, reason=Reason.WRONG_ALGORITHM)

    assert decide(None, ALONE) == Decision(SEEN, ALONE)
    assert decide(None, ALONE, require_valid=True) == Decision(
        SEEN, refused, refused=True, reply=NOT_VALID
    )
    signed = decide(replace(ECHO, signed=True), ALONE, require_valid=True)
    assert (signed.refused, signed.verdict) == (True, refused)


def test_event_with_a_valid_signature_is_let_in_when_that_was_asked() -> None:
    assert decide(None, VALID, require_valid=True) == Decision(SEEN, VALID)


def test_event_that_was_not_judged_is_refused_and_says_why() -> None:
    decision = decide(None, None, require_valid=True)

    assert (decision.refused, decision.reply) == (True, NOT_VALID)
    assert "was not judged" in (decision.note or "")


@pytest.mark.parametrize(
    ("named", "seen", "status"),
    [
        ("one", SEEN, 401),
        ("two", SEEN, 403),
        (None, SEEN, 401),
        (None, Recognition("two"), 403),
        (None, Recognition("three"), 401),
        (None, UNKNOWN, 401),
    ],
)
def test_refusal_is_what_the_provider_expects(
    named: str | None, seen: Recognition, status: int
) -> None:
    one, two = provider("one"), replace(provider("two"), refusal_status=403)
    own = next((each for each in (one, two) if each.name == named), None)
    admission = Admission([one, two], Greeter([one, two], own), own, require_valid=True)
    reply = admission.decide(Knock(EVENT), seen, INVALID).reply

    assert reply == text_reply(status, "the signature is not valid")


EVERY = replace(ECHO, responder=Nothing(202), every=True)


def test_event_is_acknowledged_as_its_provider_wants_and_is_no_handshake() -> None:
    assert decide(EVERY, VALID) == Decision(SEEN, VALID, reply=Reply(202))


@pytest.mark.parametrize("setting", ["forwards", "has_answer"])
def test_event_is_acknowledged_by_who_was_asked_to(setting: str) -> None:
    settings = {setting: True}

    assert decide(EVERY, VALID, SEEN, **settings) == Decision(SEEN, VALID)


def test_event_that_is_refused_is_not_acknowledged() -> None:
    decision = decide(EVERY, INVALID, require_valid=True)

    assert decision == Decision(SEEN, INVALID, refused=True, reply=NOT_VALID)


def test_handshake_of_nobody_knows_whom_is_an_event_with_a_guess() -> None:
    own = provider("one", ECHO)
    decision = Admission([own], Greeter([own])).decide(Knock(REQUEST), UNKNOWN, None)

    assert decision == Decision(
        UNKNOWN,
        None,
        note="this looks like a handshake of one: with `--provider one` it is answered",
    )


def test_nothing_is_guessed_of_a_request_that_shows_whose_it_is() -> None:
    own = provider("one", ECHO)
    seen = Recognition("two")

    assert Admission([own], Greeter([own])).decide(Knock(REQUEST), seen, None) == Decision(
        seen, None
    )


@pytest.mark.parametrize("require_valid", [True, False])
def test_handshakes_can_be_left_alone(require_valid: bool) -> None:
    own = provider("one", ECHO)
    admission = Admission([own], None, own, require_valid=require_valid)
    decision = admission.decide(Knock(REQUEST), SEEN, INVALID)

    assert (decision.handshake, decision.refused) == (None, require_valid)
