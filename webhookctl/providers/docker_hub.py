"""Docker Hub: no signature."""

from webhookctl.core.challenge import Nothing
from webhookctl.core.detect import DetectionRule
from webhookctl.core.handshake import Evidence, Handshake
from webhookctl.core.locate import InJson
from webhookctl.core.opening import Opening
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

ACKNOWLEDGEMENT = Handshake(
    id="docker_hub_callback",
    title="callback validation",
    opening=Opening("POST", ((InJson("callback_url"), None),)),
    responder=Nothing(),
    evidence=Evidence.RECALL,
    when="every push; a chain of webhooks goes on when the state is posted to $.callback_url",
    every=True,
    sources=("https://docs.docker.com/docker-hub/repos/manage/webhooks/",),
)

PROVIDER = Provider(
    name="docker_hub",
    title="Docker Hub",
    schemes=(SCHEME,),
    aliases=("docker",),
    handshakes=(ACKNOWLEDGEMENT,),
)
