from webhookctl.core.connection import DIRECT, Connection
from webhookctl.core.model import OutgoingRequest
from webhookctl.delivery.receiver import Receiver, receiver_of


def test_receiver_is_named_by_its_origin_and_its_socket() -> None:
    request = OutgoingRequest(b"POST", "http://app.test", b"/secret-path", ())
    assert str(receiver_of(request, None)) == "http://app.test"
    over = Connection(unix_socket="/run/app.sock")
    assert str(receiver_of(request, over)) == "http://app.test on `/run/app.sock`"


def test_option_is_named_only_where_there_is_one() -> None:
    assert Receiver("http://a").or_option("wait", "use `--x`") == "wait"
    assert Receiver("http://a", DIRECT).or_option("wait", "use `--x`") == "wait, or use `--x`"
