"""What ngrok's error codes mean, and what to do about them.

The codes and their causes are those of https://ngrok.com/docs/errors.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from webhookctl.errors import UnavailableError

_CODE = re.compile(r"ERR_NGROK_(\d+)")
_ENDPOINT = re.compile(r"(?<=endpoint ['`])https?://[^\s'\"`]+")
_TOKEN = re.compile(r"(authtoken:\s*)\S+", re.IGNORECASE)
_LONGEST = 200

_COPY_IT = (
    "copy it from https://dashboard.ngrok.com/get-started/your-authtoken, then run "
    "`ngrok config add-authtoken TOKEN` or set NGROK_AUTHTOKEN"
)
_UPDATE = "run `ngrok update`, or take the newest from https://ngrok.com/download"
_SUPPORT = "ask support@ngrok.com if you think that it is an error"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why ngrok refused, in words, and the next step.

    `{endpoint}` in a message stands for the endpoint that ngrok names.
    """

    message: str
    hint: str


CAUSES: Mapping[int, Cause] = {
    103: Cause("ngrok has suspended this account", _SUPPORT),
    105: Cause("the ngrok authtoken is not one: it has the wrong form", _COPY_IT),
    106: Cause("the ngrok authtoken is one of ngrok 1 and no longer valid", _COPY_IT),
    107: Cause("the ngrok authtoken is no longer valid: it was reset or revoked", _COPY_IT),
    108: Cause(
        "your ngrok account has reached its limit of agents that run at the same time",
        "stop the other one: https://dashboard.ngrok.com/agents shows where it runs",
    ),
    116: Cause(
        "the ngrok authtoken must not be used from this IP address",
        "look at its IP restrictions on https://dashboard.ngrok.com, or use another token",
    ),
    120: Cause("this ngrok agent is too old, ngrok no longer accepts it", _UPDATE),
    121: Cause("this ngrok agent is too old for your account", _UPDATE),
    123: Cause(
        "the e-mail address of your ngrok account is not verified",
        "verify it on https://dashboard.ngrok.com/user/settings",
    ),
    324: Cause(
        "your ngrok plan allows no more endpoints in one agent",
        "stop one of them: https://dashboard.ngrok.com/endpoints lists them",
    ),
    334: Cause(
        "the ngrok endpoint{endpoint} is already online, served by another agent",
        "stop the other one: https://dashboard.ngrok.com/endpoints shows which agent serves it",
    ),
    3208: Cause("ngrok has banned this account", _SUPPORT),
    4018: Cause(
        "ngrok wants a verified account and its authtoken, and found no token",
        "sign up on https://dashboard.ngrok.com/signup, then run "
        "`ngrok config add-authtoken TOKEN` or set NGROK_AUTHTOKEN",
    ),
    9009: Cause(
        "ngrok goes through an HTTP proxy only on a paid plan",
        "unset `http_proxy` and `https_proxy`, and remove `proxy_url` from ngrok's configuration",
    ),
    9040: Cause(
        "ngrok does not accept agents from this IP address",
        "try from another network, or without a VPN",
    ),
}


def explain(text: str) -> UnavailableError | None:
    """Return cause and fix of the error code in a text of ngrok, or None when there is no code."""
    found = _CODE.search(text)
    if found is None:
        return None
    code = int(found[1])
    if cause := CAUSES.get(code):
        message = cause.message.format(endpoint=_endpoint_in(text))
        return UnavailableError(f"{message} ({found[0]})", hint=cause.hint)
    return UnavailableError(
        f"ngrok refused: {readable(text)} ({found[0]})",
        hint=f"see https://ngrok.com/docs/errors/err_ngrok_{code}",
    )


def readable(text: str) -> str:
    """Return the first line of an error of ngrok: short, without a token, safe to print."""
    unescaped = text.replace("\\r", "\r").replace("\\n", "\n")
    line = next((one.strip() for one in unescaped.splitlines() if one.strip()), "")
    line = _TOKEN.sub(r"\1***", line).rstrip(".")
    line = "".join(one if one.isprintable() else "?" for one in line)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _endpoint_in(text: str) -> str:
    """Return the endpoint that an error is about: it tells whose agent is in the way."""
    named = _ENDPOINT.search(text)
    return f" `{named[0]}`" if named and named[0].isprintable() else ""
