"""What is signed is what arrives, however odd its place: in the URL, in the body, by a certificate.

One listener holds the secrets of all schemes; whose request it is, it finds out by itself.
"""

from hashlib import sha256
from pathlib import Path

from tests.conftest import Cli, StartListener
from tests.processes import Listener
from tests.providers.keyring import new_keys
from tests.providers.vectors import vectors
from webhookctl.core.headers import first
from webhookctl.providers import all_schemes

SCHEMES = (
    "adyen_standard",
    "aws_sns_v1",
    "aws_sns_v2",
    "box",
    "braintree",
    "contentful",
    "docusign",
    "dropbox_sign",
    "figma",
    "getstream",
    "http_message_signatures",
    "mailgun",
    "mandrill",
    "microsoft_graph",
    "paypal",
    "plivo_v2",
    "plivo_v3",
    "sinch_application_auth",
    "sinch_conversation",
    "twilio",
    "twilio_json",
    "twilio_sharedkey",
    "vonage_jwt",
    "vonage_sms_signature",
)
PARAMS = {
    "braintree": ("public_key", "integration_public_key"),
    "getstream": ("api_key", "key-of-stream"),
    "paypal": ("webhook_id", "WH-1"),
    "sinch_application_auth": ("key", "key-of-both"),
    "twilio_sharedkey": ("key", "key-of-both"),
}
BY_ID = {scheme.id: scheme for _, scheme in all_schemes().values()}
GENUINE = {one.scheme: one for one in vectors() if one.valid and not one.disputed}


def test_every_odd_signature_arrives_as_it_was_made(
    cli: Cli, listener: StartListener, tmp_path: Path
) -> None:
    keys = {scheme: kept(tmp_path, scheme) for scheme in SCHEMES}
    judging = [option for _, file in keys.values() for option in ("--secret", f"file:{file}")]
    params = dict.fromkeys(option for scheme in PARAMS for option in param(scheme)[1:])
    running = listener(*judging, *(each for one in params for each in ("--param", one)))

    for scheme in SCHEMES:
        ended = cli(*send(scheme, running, keys[scheme][0], tmp_path))
        assert ended.code == 0, ended.stderr

    events = running.wait_for_events(len(SCHEMES) + 1)[1:]
    verdicts = {event["scheme"]: event["verdict"] for event in events}
    assert {name: one["reason"] for name, one in verdicts.items()} == dict.fromkeys(
        SCHEMES, "valid"
    )
    assert {name: one["secret"] for name, one in verdicts.items()} == {
        name: f"file:{file}" for name, (_, file) in keys.items()
    }


def test_query_that_signing_adds_is_made_anew_when_it_is_signed_anew(
    cli: Cli, listener: StartListener, tmp_path: Path
) -> None:
    key, _ = kept(tmp_path, "twilio_json")
    running = listener("--provider", "twilio", "--secret", f"file:{key}")

    sent = cli(*send("twilio_json", running, key, tmp_path))
    again = cli(
        *("replay", "last", "--to", f"{running.url}/base", "--resign", "--secret", f"file:{key}")
    )

    assert (sent.code, again.code) == (0, 0), again.stderr
    first_event, second_event = running.wait_for_events(3)[1:]
    body = GENUINE["twilio_json"].message.body
    target = f"/twilio_json?a=%2F&bodySHA256={sha256(body).hexdigest()}"
    assert (first_event["target"], second_event["target"]) == (target, f"/base{target}")
    assert [event["verdict"]["valid"] for event in (first_event, second_event)] == [True, True]


def test_signature_of_a_request_without_a_body_is_in_its_query(
    cli: Cli, listener: StartListener, tmp_path: Path
) -> None:
    key, _ = kept(tmp_path, "vonage_sms_signature")
    running = listener("--provider", "vonage", "--secret", f"file:{key}")

    ended = cli(
        *("send", "vonage_sms_signature.sms", "--data", "", "--secret", f"file:{key}"),
        *("--to", f"{running.url}/sms?messageId=1&msisdn=4"),
    )

    assert ended.code == 0, ended.stderr
    _, event = running.wait_for_events(2)
    assert (event["size"], event["verdict"]["valid"]) == (0, True)
    assert event["target"].startswith("/sms?messageId=1&msisdn=4&timestamp=")


def send(scheme: str, running: Listener, key: Path, folder: Path) -> list[str]:
    message, body = GENUINE[scheme].message, folder / scheme / "body"
    body.write_bytes(message.body)
    kind = (first(message.headers, "content-type") or b"application/json").decode()
    return [
        *("send", f"{scheme}.made.up", "--data", f"@{body}", "--secret", f"file:{key}"),
        *("--to", f"{running.url}/{scheme}?a=%2F", "--header", f"Content-Type: {kind}"),
        *param(scheme),
    ]


def param(scheme: str) -> tuple[str, ...]:
    return ("--param", "=".join(PARAMS[scheme])) if scheme in PARAMS else ()


def kept(folder: Path, scheme: str) -> tuple[Path, Path]:
    """Write keys of a scheme's own, and return the files to sign and to judge with."""
    keys, place = new_keys(BY_ID[scheme], seed=SCHEMES.index(scheme)), folder / scheme
    place.mkdir()
    judging = keys.judging or keys.signing
    for one in (keys.signing, judging):
        (place / one.ending).write_bytes(one.content)
    return place / keys.signing.ending, place / judging.ending
