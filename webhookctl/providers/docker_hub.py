"""Docker Hub: no signature."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InJson
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_token import UnsignedRecipe
from webhookctl.core.scheme import Scheme

SCHEME = Scheme(
    id="docker_hub",
    title="Docker Hub webhooks",
    recipe=UnsignedRecipe(),
    signature_header=None,
    string_to_sign="none",
    detection=DetectionRule(priority=50, body_paths=("push_data", "callback_url")),
    delivery_id=InJson("callback_url"),
    secret_words="nothing",
    pitfalls=(
        "no signature at all: put a secret in the URL",
        'POST {"state":"success"} to $.callback_url to validate the chain',
    ),
    sources=("https://docs.docker.com/docker-hub/repos/manage/webhooks/",),
    certainty="recall",
)

PROVIDER = Provider(name="docker_hub", title="Docker Hub", schemes=(SCHEME,), aliases=("docker",))
