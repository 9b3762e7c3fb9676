"""Grafana Alerting: HMAC over the body, or over timestamp and body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson, Joined
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme, TimestampRule
from webhookctl.core.signature import Bare

HMAC = Scheme(
    id="grafana",
    title="Grafana alerting webhook (HMAC)",
    recipe=HmacRecipe(Bare("X-Grafana-Alerting-Signature")),
    signature_header="X-Grafana-Alerting-Signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(
        priority=50,
        any_header=("X-Grafana-Alerting-Signature",),
        not_header=("X-Grafana-Alerting-Timestamp",),
        body_paths=("alerts", "orgId"),
    ),
    event=InJson("status"),
    delivery_id=Joined((InJson("groupKey"), InJson("alerts.0.fingerprint"))),
    pitfalls=(
        "header name is configurable; default X-Grafana-Alerting-Signature (a code comment "
        "wrongly says X-Grafana-Alert-Signature)",
        "HMAC is optional; basic/bearer auth also possible",
    ),
    sources=("grafana/alerting http/hmac.go",),
    certainty="docs_read",
)

TIMESTAMP = Scheme(
    id="grafana_timestamp",
    title="Grafana alerting webhook (HMAC + timestamp header)",
    recipe=HmacRecipe(
        Bare("X-Grafana-Alerting-Signature"),
        message=("{config_header:timestamp_header}", ":", "{body}"),
    ),
    signature_header="X-Grafana-Alerting-Signature",
    string_to_sign="{timestamp}:{raw body} when a timestamp header is configured",
    timestamp=TimestampRule("config_header:timestamp_header", tolerance=300.0),
    detection=DetectionRule(
        priority=50, all_header=("X-Grafana-Alerting-Signature", "X-Grafana-Alerting-Timestamp")
    ),
    event=InJson("status"),
    delivery_id=InJson("groupKey"),
    pitfalls=("the timestamp header has no default name: must be configured on both sides",),
    sources=("grafana/alerting http/hmac.go, http/hmac_test.go",),
    certainty="docs_read",
)

PROVIDER = Provider(name="grafana", title="Grafana Alerting", schemes=(HMAC, TIMESTAMP))
