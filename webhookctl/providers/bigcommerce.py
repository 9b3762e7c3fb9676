"""BigCommerce: signs as Standard Webhooks says, with another key."""

from dataclasses import replace

from webhookctl.core.key_form import PLAIN
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.retry import RetryPolicy
from webhookctl.providers._standard import WEBHOOK, WEBHOOK_RECIPE

SCHEME = replace(
    WEBHOOK,
    id="bigcommerce",
    title="BigCommerce webhooks",
    recipe=replace(WEBHOOK_RECIPE, key="utf8"),
    detection=replace(WEBHOOK.detection, body_paths=("scope", "producer")),
    event=InJson("scope"),
    secret_words="the app's client secret as raw text",
    pitfalls=(
        "key is the UTF-8 client secret, no whsec_",
        "$.hash is a payload hash for dedupe, not a signature",
        "custom headers may also be configured",
    ),
    sources=(
        "bigcommerce/docs docs/integrations/webhooks/https-webhook-overview.mdx",
        "verified with standardwebhooks 1.1.0/1.1.1",
    ),
    key_form=PLAIN,
)

RETRY = RetryPolicy(
    name="bigcommerce",
    title="BigCommerce",
    delays=(60.0, 180.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 21600.0, 50400.0, 86400.0),
    disable_rule="disabled after the last retry; a domain with fewer than 90% successes in 2 "
    "min is shut out for 3 min",
    note="its time-out is not published: 30 s are assumed",
    sources=("github.com/bigcommerce/docs docs/integrations/webhooks/overview.mdx @24f580c",),
)

PROVIDER = Provider(
    name="bigcommerce",
    title="BigCommerce",
    schemes=(SCHEME,),
    retry=RETRY,
)
