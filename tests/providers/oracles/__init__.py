"""The libraries that judge what we sign."""

from tests.providers.oracles import body, fields, keys, standard, timestamped, tokens, url
from tests.providers.oracles.oracle import Oracle

ORACLES: tuple[Oracle, ...] = (
    *body.ORACLES,
    *fields.ORACLES,
    *keys.ORACLES,
    *standard.ORACLES,
    *timestamped.ORACLES,
    *tokens.ORACLES,
    *url.ORACLES,
)
