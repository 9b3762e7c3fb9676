from tests.output.samples import ATTACKS
from webhookctl.core.detect import Candidate
from webhookctl.output.safe import safe_line
from webhookctl.output.senders import sender_texts

GITHUB = Candidate("github", "github_sha256", 20, ("header X-GitHub-Event", "User-Agent"))
SHA1 = Candidate("github", "github_sha1", 14, ("signature header X-Hub-Signature",))
META = Candidate("meta", "meta", 4, ("signature header X-Hub-Signature-256",), certain=False)


def test_each_provider_is_told_once_with_its_evidence() -> None:
    assert sender_texts([GITHUB, SHA1, META]) == [
        "looks like github (header X-GitHub-Event, User-Agent)",
        "or meta (signature header X-Hub-Signature-256)",
    ]


def test_little_evidence_is_told_as_such() -> None:
    assert sender_texts([META, GITHUB])[0].startswith("could be meta (")


def test_nobody_is_told_as_nothing() -> None:
    assert sender_texts([]) == []


def test_header_is_named_once() -> None:
    twice = Candidate("acme", "acme", 14, ("header X-Sig", "signature header X-Sig"))

    assert sender_texts([twice]) == ["looks like acme (signature header X-Sig)"]


def test_many_are_counted() -> None:
    many = [Candidate(f"p{n}", "s", 1, ("Content-Type",)) for n in range(7)]

    texts = sender_texts(many)

    assert len(texts) == 5
    assert texts[-1] == "or one of 3 more, see `--json`"


def test_names_do_not_act_on_a_terminal() -> None:
    for attack in ATTACKS:
        (text,) = sender_texts([Candidate(attack, "s", 1, (attack,))])
        assert text == safe_line(text)
