"""Values that are kept from the screen: which names hold secrets, and what is shown instead.

The rule goes by the words of a name, however it is written (`X-Gitlab-Token`, `clientSecret`,
`card[number]`): a password word anywhere; at the end a secret, token, cookie or credential, or a
kind of key or number that is one. A field called just `number` is judged by its value: a payment
card's. HMAC signatures are no secrets and stay visible. The store and `--json` keep what came.
"""

import re
from functools import lru_cache
from urllib.parse import unquote_plus

MASK = "••••"
_TAIL = 4
_LONG_TOKEN = re.compile(r"[\w.+/=-]{24,}", re.ASCII)
"""Only what is too long for a person to have made up shows its tail, to tell two apart."""

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_PASSWORDS = ("password", "passwd", "passphrase", "passcode", "pwd")
_ENDINGS = (*_PASSWORDS, "token", "secret", "cookie", "apikey", "secretkey", "privatekey")
_LAST = frozenset(
    {"auth", "authorization", "bearer", "credential", "credentials", "csc", "cvc", "cvv", "iban"}
    | {"jwt", "otp", "pin", "secrets", "ssn"}
)
_LAST_TWO = frozenset(
    {(kind, "key") for kind in ("access", "api", "auth", "encryption", "functions", "private")}
    | {(kind, "key") for kind in ("secret", "shared", "signing", "subscription", "webhook")}
    | {(kind, "number") for kind in ("account", "card", "cc")}
    | {(kind, "code") for kind in ("card", "security", "verification")}
    | {("cvc", "2"), ("cvv", "2")}
)
_LONGEST_NAME = 200
"""Characters of a name that are looked at, from its end."""

_AUTH_SCHEME = re.compile(
    r"(apikey|aws4-hmac-sha256|basic|bearer|digest|hmac|key|negotiate|signature|token)(?= )",
    re.IGNORECASE,
)
_CARD = re.compile(r"\d(?:[ -]?\d){12,18}", re.ASCII)
_PARAMETER = re.compile(r"(?<![^&;])([^&=;]+)=([^&;#]*)")
_USER_INFO = re.compile(r"(?<=://)[^/?#@]*@")


def is_secret_name(name: str) -> bool:
    """Say whether a header, field or parameter of that name holds a secret."""
    return _is_secret(name[-_LONGEST_NAME:])


@lru_cache(maxsize=4096)
def _is_secret(name: str) -> bool:
    words = [word.lower() for word in _WORDS.findall(name)]
    if not words:
        return False
    return (
        words[-1].endswith(_ENDINGS)
        or words[-1] in _LAST
        or tuple(words[-2:]) in _LAST_TWO
        or any(word.endswith(_PASSWORDS) for word in words)
    )


def masked(name: str, value: str) -> str:
    """Return what is shown in place of the secret called `name`: dots, and a long token's tail."""
    scheme = _AUTH_SCHEME.match(value) if name.lower().endswith("authorization") else None
    if scheme is not None:
        return f"{scheme[0]} {MASK}"
    if _LONG_TOKEN.fullmatch(value) and not name.lower().endswith(_PASSWORDS):
        return MASK + value[-_TAIL:]
    return MASK


def shown(name: str, value: str) -> str:
    """Return a field's value as it may be shown: masked when its name or itself is secret."""
    if is_secret_name(name):
        return masked(name, value)
    if name.lower().endswith("number") and is_card_number(value):
        return masked_card(value)
    return value


def masked_card(value: str) -> str:
    """Return what is shown of a payment card's number: its last four digits."""
    return MASK + value[-_TAIL:]


def is_card_number(value: str) -> bool:
    """Say whether the text is a payment card's number: 13 to 19 digits that pass Luhn's check."""
    if _CARD.fullmatch(value) is None:
        return False
    digits = [int(digit) for digit in value if digit.isdigit()][::-1]
    return sum(digits[::2]) % 10 == -sum(sum(divmod(2 * d, 10)) for d in digits[1::2]) % 10


def shown_target(target: str) -> str:
    """Return a request target with the secret values of its query masked."""
    path, mark, query = target.partition("?")
    return path + mark + _PARAMETER.sub(_shown_parameter, query) if query else target


def shown_url(url: str) -> str:
    """Return a URL with its user, password and the secret values of its query masked."""
    return shown_target(_USER_INFO.sub(f"{MASK}@", url))


def _shown_parameter(match: re.Match[str]) -> str:
    name, value = unquote_plus(match[1]), match[2]
    kept = shown(name, value)
    return f"{match[1]}={kept}"
