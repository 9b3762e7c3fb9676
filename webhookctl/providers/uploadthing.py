"""UploadThing: HMAC over the body."""

from webhookctl.core.detect import DetectionRule
from webhookctl.core.locate import InHeader
from webhookctl.core.provider import Provider
from webhookctl.core.recipe_hmac import HmacRecipe
from webhookctl.core.scheme import Scheme
from webhookctl.core.signature import Prefixed

SCHEME = Scheme(
    id="uploadthing",
    title="UploadThing callbacks",
    recipe=HmacRecipe(Prefixed("x-uploadthing-signature", b"hmac-sha256=")),
    signature_header="x-uploadthing-signature",
    string_to_sign="{raw body}",
    detection=DetectionRule(priority=50, any_header=("x-uploadthing-signature",)),
    event=InHeader("uploadthing-hook"),
    sources=("@uploadthing/shared 7.1.10 (npm) dist/index.js verifySignature",),
    certainty="oracle",
)

PROVIDER = Provider(name="uploadthing", title="UploadThing", schemes=(SCHEME,))
