"""Azure DevOps: a name and password."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.key_form import NamePassword
from webhookctl.core.locate import InJson, Joined
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_token import BasicRecipe
from webhookctl.core.scheme import Scheme

SCHEME = Scheme(
    id="azure_devops",
    title="Azure DevOps service hooks",
    recipe=BasicRecipe(),
    signature_header="Authorization",
    string_to_sign="none",
    detection=DetectionRule(
        priority=50, user_agent="^VSServices", body_paths=("publisherId", "eventType")
    ),
    event=InJson("eventType"),
    delivery_id=Joined((InJson("id"), InJson("notificationId"))),
    secret_words="`name:password`",
    sources=("https://learn.microsoft.com/azure/devops/service-hooks/services/webhooks",),
    certainty="recall",
    key_form=NamePassword(),
)

PROVIDER = Provider(name="azure_devops", title="Azure DevOps", schemes=(SCHEME,))
