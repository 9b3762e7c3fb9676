"""Requests without the secret that some providers send instead of a signature.

A token, or a name and password, stands in a header or in the body as it is: such a request may be
sent, but neither kept nor printed.
"""

from base64 import b64encode
from dataclasses import replace

from webhookctl.core.model import Attempt, OutgoingRequest
from webhookctl.core.secret import Secret
from webhookctl.core.signature_place import with_body

WITHHELD = b"[the secret]"
"""What stands in place of a header's value that holds the secret."""


def carries(request: OutgoingRequest, secret: Secret) -> bool:
    """Say whether a request holds the secret somewhere, be it by chance."""
    for form in _forms(secret):
        for _, value in request.headers:
            if form in value:
                return True
    return secret.value in request.body.read()


def withheld(
    request: OutgoingRequest, signed: OutgoingRequest, plain: OutgoingRequest, secret: Secret
) -> OutgoingRequest:
    """Return a request without the secret, if its provider sends that; else the request itself.

    `signed` is the genuine request, `plain` the one that nobody has signed. A header that holds
    the secret in the genuine one loses its value, a body is replaced by the plain one.
    """
    forms = _forms(secret)
    carriers = {
        name.lower()
        for name, value in signed.headers
        if (name, value) not in plain.headers and any(form in value for form in forms)
    }
    headers = tuple(
        (name, WITHHELD if name.lower() in carriers else value) for name, value in request.headers
    )
    if carriers:
        request = replace(request, headers=headers)
    body, bare = signed.body.read(), plain.body.read()
    carried = body != bare and secret.value in body
    return with_body(request, bare) if carried else request


def attempt_withheld(attempt: Attempt, request: OutgoingRequest, secret: Secret) -> Attempt:
    """Return an attempt with the request that is kept, and an answer that does not echo the secret.

    The `request` is what `withheld` made of the attempt's own.
    """

    def cleaned(content: bytes) -> bytes:
        for form in _forms(secret):
            content = content.replace(form, WITHHELD)
        return content

    if (answer := attempt.answer) is None:
        return replace(attempt, request=request)
    headers = tuple((name, cleaned(value)) for name, value in answer.headers)
    body = cleaned(answer.body)
    size = answer.body_size - len(answer.body) + len(body)
    answer = replace(answer, headers=headers, body=body, body_size=size)
    return replace(attempt, request=request, answer=answer)


def _forms(secret: Secret) -> tuple[bytes, bytes]:
    return secret.value, b64encode(secret.value)
