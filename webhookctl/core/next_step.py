"""What each reason of a verdict means, and the next step where the verdict knows no better one."""

from collections.abc import Mapping
from typing import NamedTuple

from webhookctl.core.verdict import Reason


class Meaning(NamedTuple):
    """A reason in words: what it says, and what to do."""

    words: str
    next_step: str


_WHOLE = "pass the header on as it came: something between the sender and you changed it"
_RAW = "verify the bytes as they arrived, before anything reads, decodes or formats them"

MEANINGS: Mapping[Reason, Meaning] = {
    Reason.VALID: Meaning(
        "genuine: made with a secret of yours, and in time",
        "none; `facts.body_covered` is false where a changed body would fit as well",
    ),
    Reason.NOT_SIGNED: Meaning(
        "the provider signs nothing",
        "keep the URL secret, and ask the provider's API before you act on an event",
    ),
    Reason.MISSING_HEADER: Meaning(
        "a header that the signature is in, or covers, is not there; `facts.headers` were",
        "check that a secret is set at the sender, that it is this provider, and that no proxy "
        "drops headers",
    ),
    Reason.MISSING_SIGNATURE: Meaning(
        "the place in the body or URL where the signature stands is empty",
        "check that signing is switched on at the sender, and that it is this provider",
    ),
    Reason.EMPTY_SIGNATURE: Meaning("the header is there, with nothing in it", _WHOLE),
    Reason.MALFORMED_SIGNATURE: Meaning(
        "it is not written as the scheme writes it; where it is genuine otherwise, `facts.fits` "
        "says how it is written",
        _WHOLE,
    ),
    Reason.TRUNCATED_SIGNATURE: Meaning("only the beginning of a signature is there", _WHOLE),
    Reason.WRONG_VERSION: Meaning(
        "there are signatures, but none of the version or kind that is judged",
        "judge it by the provider's other scheme, see `webhookctl providers show`",
    ),
    Reason.WRONG_ALGORITHM: Meaning(
        "it fits another hash or another scheme of the provider (`facts.fits_algorithm`, "
        "`facts.fits_scheme`), an old one came without the `facts.better_scheme` that it is always "
        "beside, or a token names a forbidden algorithm",
        "set the sender to the algorithm that is expected, or judge it by the other scheme",
    ),
    Reason.MISSING_TIMESTAMP: Meaning(
        "the time that is signed is not there",
        "pass all headers on: without its time the signature cannot be judged",
    ),
    Reason.MALFORMED_TIMESTAMP: Meaning(
        "the signed time is none",
        "pass the header on as it came: a time in another form was not signed",
    ),
    Reason.STALE_TIMESTAMP: Meaning(
        "genuine, but older than is tolerated, by `facts.beyond` seconds",
        "compare the clocks; judge a stored request with `--at captured`, or `replay --resign` it",
    ),
    Reason.FUTURE_TIMESTAMP: Meaning(
        "genuine, but from ahead of the clock by more than is tolerated",
        "compare the clocks of sender and receiver",
    ),
    Reason.MISMATCH: Meaning(
        "no secret fits, and no usual variation explains it; most likely it is another secret",
        "get the secret of this endpoint, app and mode (`facts.mode`) from the provider",
    ),
    Reason.WRONG_SECRET: Meaning(
        "what was given is something else: an API key, or a reference",
        "get the signing secret from where the webhook is set up",
    ),
    Reason.SECRET_ENCODING: Meaning(
        "the secret fits in another form (`facts.fits`): decoded, stripped, or as it is",
        "give the secret in the form that the scheme takes",
    ),
    Reason.MALFORMED_SECRET: Meaning(
        "the secret cannot be a key of this scheme",
        "copy it anew from where the webhook is set up at the provider: whole, and with nothing "
        "around it",
    ),
    Reason.BODY_RESERIALISED: Meaning(
        "the body was read and written anew; `facts.fits` is the layout that was signed", _RAW
    ),
    Reason.BODY_CHANGED: Meaning(
        "the body is not the one that was signed: `facts.fits` or `facts.evidence` says how", _RAW
    ),
    Reason.URL_DIFFERS: Meaning(
        "it was signed for another URL: `facts.fits_url` where it could be found",
        "give that address with `--url`, and have your app verify with the address that the "
        "provider calls, not the one behind a proxy",
    ),
    Reason.MISSING_PARAMETER: Meaning(
        "the scheme needs something that is not in the request",
        "give it with `--url` or `--param NAME=VALUE`; `webhookctl providers show` names it",
    ),
    Reason.CLAIM_MISMATCH: Meaning(
        "the token is genuine, but claims something else, or lacks a claim",
        "check that the token is of this provider and meant for this request",
    ),
    Reason.UNTRUSTED_KEY: Meaning(
        "signed with a key that is not yours or not the provider's",
        "check whether it is of another app or account, or whether the key was replaced",
    ),
    Reason.KEY_UNAVAILABLE: Meaning(
        "the key is only to be had from the provider",
        "get it there, and give it with `--secret` or `--param NAME=VALUE`",
    ),
    Reason.MALFORMED_BODY: Meaning(
        "the signature is of a body that this is not: no JSON, no form, parts missing", _RAW
    ),
}
"""Every reason."""
