from tests.providers.payloads.samples import NOW, facts, made, sample
from tests.providers.payloads.sending import event, header, told
from webhookctl.providers.payloads import typeform

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def test_receiver_finds_the_type_and_the_id() -> None:
    sent = event("typeform.form_response")

    assert told("typeform.form_response") == "form_response"
    assert sent.id == sample("typeform.form_response")["event_id"]
    assert header(sent, "user-agent") == "Typeform Webhooks"


def test_id_begins_with_the_time() -> None:
    time = 0
    for character in sample("typeform.form_response")["event_id"][:10]:
        time = time * 32 + CROCKFORD.index(character)

    assert time == int(NOW * 1000)


def test_each_question_is_answered_in_its_order() -> None:
    response = sample("typeform.form_response")["form_response"]
    asked = [(one["id"], one["ref"], one["type"]) for one in response["definition"]["fields"]]
    answered = [
        (one["field"]["id"], one["field"]["ref"], one["field"]["type"])
        for one in response["answers"]
    ]

    assert asked == answered
    assert response["form_id"] == response["definition"]["id"]
    assert response["ending"]["id"] in {one["id"] for one in response["definition"]["endings"]}


def test_choices_are_among_those_of_their_question() -> None:
    for seed in range(10):
        response = made(typeform.EVENTS[0], facts(seed))["form_response"]
        offered = {one["ref"]: one.get("choices", []) for one in response["definition"]["fields"]}
        for answer in response["answers"]:
            known = offered[answer["field"]["ref"]]
            if answer["type"] == "choice":
                assert answer["choice"] in known
            if answer["type"] == "choices":
                chosen = answer["choices"]
                rows = zip(chosen["ids"], chosen["refs"], chosen["labels"], strict=True)
                keys = [{"id": id_, "ref": ref, "label": label} for id_, ref, label in rows]
                assert keys
                assert all(one in known for one in keys)


def test_score_is_what_the_answers_say() -> None:
    response = sample("typeform.form_response")["form_response"]
    (scale,) = (one for one in response["answers"] if one["field"]["type"] == "opinion_scale")

    assert scale["number"] == response["calculated"]["score"] == response["variables"][0]["number"]
    assert response["landed_at"] < response["submitted_at"]
