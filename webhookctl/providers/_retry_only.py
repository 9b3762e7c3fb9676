"""Retry policies of senders, or of products of a provider, that have no file of their own."""

from webhookctl.core.model import FailureKind
from webhookctl.core.retry import RetryPolicy, status_set
from webhookctl.core.retry_after import RetryAfter
from webhookctl.core.schedule import DAY, HOUR, MINUTE, growing, repeated

POLICIES = (
    RetryPolicy(
        name="google-pubsub-push",
        title="Google Pub/Sub push",
        delays=growing(0.1, longest=MINUTE, within=7 * DAY),
        response_timeout=10.0,
        success=((102, 102), (200, 202), (204, 204)),
        exact=False,
        note="pauses between 100 ms and 60 s for 7 days and the accepted statuses are "
        "recalled from its documentation; that they double is assumed; the "
        "time-out is the default acknowledgement deadline",
        sources=("docs.cloud.google.com/pubsub/docs/push.md.txt (overview part read)",),
    ),
    RetryPolicy(
        name="sendgrid-inbound-parse",
        title="SendGrid Inbound Parse",
        delays=(*growing(450.0, 1.0, retries=8), *growing(3 * HOUR, 1.0, retries=23)),
        final=status_set("3xx,4xx"),
        final_failures=frozenset({FailureKind.DNS}),
        exact=False,
        note="every 5 to 10 min in the first hour, then about every 3 hours for 3 "
        "days; 7.5 min and 3 hours are taken; its time-out is not published: 30 s"
        " are assumed",
        sources=("https://support.sendgrid.com/hc/en-us/articles/46513815674395",),
    ),
    RetryPolicy(
        name="square-legacy-72h",
        title="Square (72 hours, superseded)",
        delays=(*growing(MINUTE, retries=6), *growing(HOUR, 1.0, retries=72)),
        response_timeout=10.0,
        note="superseded: Square retries for 24 hours now",
        sources=("https://developer.squareup.com/docs/webhooks-api/delivery-sla",),
    ),
    RetryPolicy(
        name="discord-interactions",
        title="Discord interactions endpoint",
        response_timeout=3.0,
        success=((200, 200),),
        note="an interaction is not retried: its token is void after 3 s",
        sources=(
            "github.com/discord/discord-api-docs "
            "developers/interactions/{overview,receiving-and-responding}.mdx "
            "@c98d64b",
        ),
    ),
    RetryPolicy(
        name="whatsapp-cloud",
        title="WhatsApp Cloud API",
        delays=growing(MINUTE, within=7 * DAY),
        success=((200, 200),),
        exact=False,
        note="ever less often for up to 7 days, recalled from its documentation; "
        "intervals are not published: these double from a minute; its time-out is"
        " not published: 30 s are assumed",
        sources=("secondary blogs (conflicting: 3 s vs 20 s vs 30 s timeout)",),
    ),
    RetryPolicy(
        name="azure-event-grid-namespace",
        title="Azure Event Grid namespace push",
        delays=repeated((0.0, 10.0, 30.0, 60.0, 300.0), within=DAY),
        final=frozenset({400, 401, 403, 404, 414}),
        exact=False,
        note="every 5 min in the end, until the event is too old: a day is assumed; "
        "its time-out is not published: 30 s are assumed",
        sources=("https://learn.microsoft.com/azure/event-grid/namespace-delivery-retry",),
    ),
    RetryPolicy(
        name="convoy",
        title="Convoy",
        delays=growing(100.0, 1.0, retries=9),
        response_timeout=10.0,
        redirects=10,
        disable_rule="disabled after the last retry, where the project asks for that",
        note="the default of a project, which may choose another schedule",
        sources=(
            "github.com/frain-dev/convoy retrystrategies/, datastore/models.go, "
            "worker/task/process_event_delivery.go, const.go @2b60cc6",
        ),
    ),
    RetryPolicy(
        name="hookdeck-outpost",
        title="Hookdeck Outpost",
        delays=growing(30.0, retries=10),
        response_timeout=5.0,
        success=((200, 399),),
        redirects=10,
        sources=(
            "github.com/hookdeck/outpost "
            "docs/content/features/event-delivery.mdoc, "
            "internal/config/config.go, destwebhook/httphelper.go @f67ae01",
        ),
    ),
    RetryPolicy(
        name="kit",
        title="Kit",
        delays=(30.0, 120.0, 900.0, 3600.0, 14400.0, 43200.0, 86400.0),
        final=frozenset({410}),
        retry_after=RetryAfter(frozenset({429, 503}), least=1.0, replaces=True),
        note="its time-out is not published: 30 s are assumed",
        sources=("https://developers.kit.com/webhooks/retries.md",),
    ),
    RetryPolicy(
        name="brevo",
        title="Brevo",
        delays=(600.0, 3600.0, 7200.0, 28800.0),
        final=status_set("4xx,5xx") - {429},
        note="its documentation says that a 5xx is not retried either, so only a 429 "
        "or no answer is; its time-out is not published: 30 s are assumed; what "
        "it takes for a success is not published: 2xx is assumed",
        sources=("https://developers.brevo.com/docs/retry-mechanism",),
    ),
    RetryPolicy(
        name="wix",
        title="Wix",
        delays=(
            60.0,
            600.0,
            3600.0,
            7200.0,
            7200.0,
            7200.0,
            14400.0,
            14400.0,
            14400.0,
            28800.0,
            28800.0,
            43200.0,
        ),
        response_timeout=1.25,
        success=((200, 200),),
        sources=("https://dev.wix.com/docs/rest/articles/getting-started/webhook-resend-policy",),
    ),
    RetryPolicy(
        name="circle-cpn",
        title="Circle CPN",
        delays=(1.0, 10.0, 30.0, 60.0, 900.0, 3600.0, 10800.0, 18000.0, 21600.0, 36000.0, 39600.0),
        note="the sandbox makes 6 retries; its time-out is not published: 30 s are assumed",
        sources=("https://developers.circle.com/cpn/references/webhook-retries",),
    ),
    RetryPolicy(
        name="pusher-beams",
        title="Pusher Beams",
        delays=(10.0, 30.0, 120.0, 300.0),
        response_timeout=3.0,
        sources=(
            "https://docs.bird.com/pusher/beams/beams/webhooks/beams-webhook-timeouts-and-retries",
        ),
    ),
    RetryPolicy(
        name="ashby",
        title="Ashby",
        delays=(10.0, 30.0, 70.0, 150.0, 310.0, 630.0, 1270.0, 2550.0, 5110.0),
        final=frozenset({401, 403, 404, 405, 410}),
        note="the waits are the shortest there are; its time-out is not published: 30 "
        "s are assumed",
        sources=("https://developers.ashbyhq.com/docs/retries",),
    ),
    RetryPolicy(
        name="recurly",
        title="Recurly",
        delays=(10.0, 74.0, 266.0, 778.0, 2058.0, 5130.0, 12298.0, 28682.0, 65546.0, 147466.0),
        note="from its rule: 10 + x · 2^(x+5) seconds, about; its time-out is not "
        "published: 30 s are assumed",
        sources=("https://docs.recurly.com/recurly-subscriptions/docs/automatic-retries",),
    ),
    RetryPolicy(
        name="tidio",
        title="Tidio",
        delays=(5.0, 10.0, 30.0, 60.0, 180.0, 600.0, 1800.0, 3600.0, 10800.0),
        response_timeout=4.0,
        sources=("https://developers.tidio.com/docs/webhooks-delivering",),
    ),
    RetryPolicy(
        name="truecaller",
        title="Truecaller Business",
        delays=(120.0, 360.0, 1800.0, 3600.0, 18000.0, 86400.0, 172800.0),
        note="its time-out is not published: 30 s are assumed; what it takes for a "
        "success is not published: 2xx is assumed",
        sources=("https://docs.truecaller.com/.../webhooks/automatic-retries",),
    ),
    RetryPolicy(
        name="contentstack",
        title="Contentstack",
        delays=(5.0, 25.0, 125.0, 625.0),
        disable_rule="disabled after 10 failures by 5xx, 401 or a time-out",
        note="what it takes for a success is not published: 2xx is assumed",
        sources=("https://contentstack.com/docs/developers/set-up-webhooks/webhook-retry-policy",),
    ),
    RetryPolicy(
        name="akamai-identity",
        title="Akamai Identity Cloud",
        delays=(3.0, 30.0, 300.0, 3600.0, 86400.0),
        note="its time-out is not published: 30 s are assumed; what it takes for a "
        "success is not published: 2xx is assumed",
        sources=(
            "https://techdocs.akamai.com/identity-cloud/docs/what-happens-if-an-event-cant-be-delivered",
        ),
    ),
    RetryPolicy(
        name="emailit",
        title="Emailit",
        delays=(
            300.0,
            1800.0,
            7200.0,
            18000.0,
            43200.0,
            43200.0,
            43200.0,
            43200.0,
            43200.0,
            43200.0,
        ),
        sources=("https://emailit.com/docs/webhooks/retries-and-failures.md",),
    ),
    RetryPolicy(
        name="alloy",
        title="Alloy Automation",
        delays=(1.0, 60.0, 540.0, 1200.0, 3600.0, 5400.0, 10800.0, 21600.0, 43200.0),
        disable_rule="disabled after 100 failures in a row within 72 hours",
        note="its time-out is not published: 30 s are assumed; what it takes for a "
        "success is not published: 2xx is assumed",
        sources=("https://developer.alloy.com/public/docs/retry-logic-and-webhook-logs.md",),
    ),
    RetryPolicy(
        name="juspay-upi",
        title="Juspay UPI",
        delays=(
            60.0,
            300.0,
            300.0,
            600.0,
            600.0,
            600.0,
            600.0,
            600.0,
            3600.0,
            3600.0,
            3600.0,
            3600.0,
            3600.0,
            21600.0,
            21600.0,
            21600.0,
        ),
        success=((200, 200),),
        note="its time-out is not published: 30 s are assumed",
        sources=(
            "https://juspay.io/in/docs/upi-inapp/react-native/miscellaneous/webhook-callback-retries",
        ),
    ),
    RetryPolicy(
        name="nmi",
        title="NMI",
        delays=(
            15.0,
            60.0,
            60.0,
            60.0,
            300.0,
            900.0,
            1800.0,
            3600.0,
            3600.0,
            3600.0,
            3600.0,
            3600.0,
            3600.0,
            3600.0,
            3600.0,
            3600.0,
            3600.0,
            43200.0,
            43200.0,
            86400.0,
        ),
        success=((200, 200),),
        exact=False,
        note="its documentation calls the intervals approximate; its time-out is not "
        "published: 30 s are assumed",
        sources=("https://docs.nmi.com/reference/retry-logic",),
    ),
    RetryPolicy(
        name="ahasend",
        title="AhaSend",
        delays=(1.0, 16.0, 81.0, 256.0, 625.0, 1296.0),
        jitter=0.1,
        disable_rule="disabled after 100 failures in a row",
        exact=False,
        note="each wait is the number of failures to the fourth power; that it means "
        "seconds is assumed; its time-out is not published: 30 s are assumed",
        sources=("https://ahasend.com/docs/api-reference/webhooks/retry-policy",),
    ),
    RetryPolicy(
        name="dialpad-sms",
        title="Dialpad SMS",
        delays=(30.0, 60.0, 120.0, 240.0, 480.0, 960.0, 1920.0, 3600.0, 3600.0, 3600.0),
        response_timeout=5.0,
        final=status_set("4xx"),
        sources=("https://developers.dialpad.com/docs/webhook-delivery-failures",),
    ),
    RetryPolicy(
        name="oracle-commerce",
        title="Oracle Commerce Cloud",
        delays=(3600.0, 3600.0, 3600.0, 3600.0),
        note="the default: hourly, 5 attempts; its time-out is not published: 30 s are assumed",
        sources=("https://docs.oracle.com/cd/E90963_01/...",),
    ),
)
"""Each is found by its name, like those of the providers' files."""
