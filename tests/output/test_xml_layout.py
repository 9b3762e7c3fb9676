import pytest

from tests.output.samples import COLOUR, PLAIN
from webhookctl.output.xml_layout import xml_text


@pytest.mark.parametrize(
    ("sent", "laid_out"),
    [
        (
            '<?xml version="1.0"?><a x="1"><b>text</b><c/><d></d><e><f>1</f></e></a>',
            '<?xml version="1.0"?>\n'
            '<a x="1">\n'
            "  <b>text</b>\n"
            "  <c/>\n"
            "  <d></d>\n"
            "  <e>\n"
            "    <f>1</f>\n"
            "  </e>\n"
            "</a>",
        ),
        ("<a>\n<b/></a>\n", "<a>\n<b/></a>"),
        ("<a><![CDATA[<x>]]></a><!-- done -->", "<a><![CDATA[<x>]]></a>\n<!-- done -->"),
        ("<!DOCTYPE a><a><b", "<!DOCTYPE a>\n<a>\n  <b"),
        ("</a></a>", "</a>\n</a>"),
        ("text", "text"),
    ],
)
def test_xml_on_one_line_is_laid_out(sent: str, laid_out: str) -> None:
    assert xml_text(sent, PLAIN) == laid_out


def test_secret_elements_and_attributes_are_masked() -> None:
    sent = "<a><Password>hunter2</Password><b token='x' id=\"1\">seen</b><secret> </secret></a>"
    assert xml_text(sent, PLAIN) == (
        "<a>\n"
        "  <Password>••••</Password>\n"
        "  <b token='••••' id=\"1\">seen</b>\n"
        "  <secret> </secret>\n"
        "</a>"
    )
    assert "hunter2" in xml_text(sent, PLAIN, show_secrets=True)


def test_tags_and_comments_have_colours() -> None:
    assert xml_text("<a>1</a><!--c-->", COLOUR) == (
        "\x1b[36m<a>\x1b[0m1\x1b[36m</a>\x1b[0m\n\x1b[2m<!--c-->\x1b[0m"
    )


def test_hostile_markup_costs_no_time() -> None:
    for sent in ("<" + "a" * 16_000, "<a " * 5000, "<!--" * 4000, "<a x" + " " * 16_000):
        assert xml_text(sent, PLAIN)
