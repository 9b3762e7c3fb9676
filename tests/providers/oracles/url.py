"""Those who sign the URL too."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs, parse_qsl

from tests.providers.messages import FORM, having
from tests.providers.oracles.oracle import ANY_TEXT, SOME_TEXT, URL, Library, Oracle, Sent
from webhookctl.core.headers import first
from webhookctl.core.scheme import SignedMessage

FORMS = ("From=1415&Digits=2", "b=%20+&a=%C3%A9&A=1&_=x", "Text=a+b%E6%97%A5&To=")


def square(library: Library, sent: Sent) -> object:
    return library.verify_signature(
        request_body=sent.text,
        signature_header=sent["x-square-hmacsha256-signature"],
        signature_key=sent.secret,
        notification_url=URL,
    )


def hubspot(library: Library, sent: Sent, version: str) -> object:
    stamped = version == "v3"
    return library.Signature.is_valid(
        signature=sent["X-HubSpot-Signature-v3" if stamped else "X-HubSpot-Signature"],
        client_secret=sent.secret,
        request_body=sent.text,
        http_uri=sent.url,
        signature_version=version,
        timestamp=sent["X-HubSpot-Request-Timestamp"] if stamped else None,
    )


def hubspot_v1(library: Library, sent: Sent) -> object:
    return hubspot(library, sent, "v1")


def hubspot_v2(library: Library, sent: Sent) -> object:
    return hubspot(library, sent, "v2")


def hubspot_v3(library: Library, sent: Sent) -> object:
    return hubspot(library, sent, "v3")


def hubspot_v1_signs(library: Library, sent: Sent, now: int) -> dict[str, str]:
    return {"X-HubSpot-Signature": library.Signature.get_signature(sent.secret, sent.text, "v1")}


def hubspot_v2_signs(library: Library, sent: Sent, now: int) -> dict[str, str]:
    made = library.Signature.get_signature(sent.secret, sent.text, "v2", http_uri=sent.url)
    return {"X-HubSpot-Signature": made}


def hubspot_v3_signs(library: Library, sent: Sent, now: int) -> dict[str, str]:
    stamp = str(now * 1000)
    made = library.Signature.get_signature(
        sent.secret, sent.text, "v3", http_uri=sent.url, timestamp=stamp
    )
    return {"X-HubSpot-Request-Timestamp": stamp, "X-HubSpot-Signature-v3": made}


def twilio(library: Library, sent: Sent) -> object:
    fields = dict(parse_qsl(sent.text, keep_blank_values=True))
    validator = library.RequestValidator(sent.secret)
    return validator.validate(sent.url, fields, sent["X-Twilio-Signature"])


def twilio_json(library: Library, sent: Sent) -> object:
    validator = library.RequestValidator(sent.secret)
    return validator.validate(sent.url, sent.text, sent["X-Twilio-Signature"])


def twilio_sharedkey(library: Library, sent: Sent) -> object:
    validator = library.RequestValidator(sent.secret)
    fields = dict(parse_qsl(sent.text, keep_blank_values=True))
    algorithm = library.get_signature_algorithm(sent["X-Twilio-Webhooks-Signature-Settings"])
    return validator.validate(sent.url, fields, sent["X-Twilio-Signature"], algorithm)


def twilio_signs(library: Library, sent: Sent, now: int) -> dict[str, str]:
    fields = dict(parse_qsl(sent.text, keep_blank_values=True))
    made = library.RequestValidator(sent.secret).compute_signature(sent.url, fields)
    return {"X-Twilio-Signature": made}


def twilio_sharedkey_signs(library: Library, sent: Sent, now: int) -> dict[str, str]:
    fields = dict(parse_qsl(sent.text, keep_blank_values=True))
    validator = library.RequestValidator(sent.secret)
    return {
        "X-Twilio-Webhooks-Signature-Settings": "key=SK1,algorithm=HMAC_SHA256",
        "X-Twilio-Signature": validator.compute_signature(sent.url, fields, "HMAC_SHA256"),
    }


def plivo_v2(library: Library, sent: Sent) -> object:
    nonce, signature = sent["X-Plivo-Signature-V2-Nonce"], sent["X-Plivo-Signature-V2"]
    return library.validate_signature(sent.url, nonce, signature, sent.secret)


def plivo_v3(library: Library, sent: Sent) -> object:
    nonce, signature = sent["X-Plivo-Signature-V3-Nonce"], sent["X-Plivo-Signature-V3"]
    fields = parse_qs(sent.text, keep_blank_values=True)
    return library.validate_v3_signature("POST", sent.url, nonce, sent.secret, signature, fields)


def sinch(library: Library, sent: Sent) -> object:
    return library.validate_authentication_header(
        "app", sent.secret, sent.headers, sent.body, "/hook", "post"
    )


def nonce_changed(message: SignedMessage) -> SignedMessage:
    """Return the message with another nonce: this signature does not cover the body."""
    name = "X-Plivo-Signature-V2-Nonce"
    nonce = first(message.headers, name) or b""
    return having(message, name, nonce[:-1] + bytes([nonce[-1] ^ 1]))


def _hubspot(
    scheme: str,
    judge: Callable[[Library, Sent], object],
    sign: Callable[[Library, Sent, int], dict[str, str]],
) -> Oracle:
    return Oracle(scheme, "hubspot-api-client", "hubspot.utils.signature", judge, sign=sign)


ORACLES = (
    Oracle(
        "square",
        "squareup",
        "square.utils.webhooks_helper",
        square,
        bodies=SOME_TEXT,
        params={"notification_url": URL},
    ),
    _hubspot("hubspot_v1", hubspot_v1, hubspot_v1_signs),
    _hubspot("hubspot_v2", hubspot_v2, hubspot_v2_signs),
    replace(
        _hubspot("hubspot_v3", hubspot_v3, hubspot_v3_signs),
        refusals=("hubspot.exceptions:InvalidSignatureTimestampError",),
        tolerance=300,
    ),
    Oracle(
        "twilio",
        "twilio",
        "twilio.request_validator",
        twilio,
        sign=twilio_signs,
        bodies=FORMS,
        content_type=FORM,
    ),
    Oracle("twilio_json", "twilio", "twilio.request_validator", twilio_json, bodies=ANY_TEXT),
    Oracle(
        "twilio_sharedkey",
        "twilio",
        "twilio.request_validator",
        twilio_sharedkey,
        sign=twilio_sharedkey_signs,
        bodies=FORMS,
        content_type=FORM,
    ),
    Oracle("plivo_v2", "plivo", "plivo.utils", plivo_v2, bodies=FORMS[:1], change=nonce_changed),
    Oracle("plivo_v3", "plivo", "plivo.utils", plivo_v3, bodies=FORMS, content_type=FORM),
    Oracle(
        "sinch_application_auth",
        "sinch",
        "sinch.core.internal.sinch_events.authorization_helpers",
        sinch,
        bodies=ANY_TEXT,
        url="https://hooks.example.test/hook",
        params={"key": "app"},
        warnings=(
            "ignore:invalid escape sequence:DeprecationWarning",
            "ignore:invalid escape sequence:SyntaxWarning",
        ),
    ),
)
