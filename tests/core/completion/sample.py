"""A small command line, and what every shell has to offer for it."""

from webhookctl.core.completion import Argument, Command, Option, Program, Source, Values

_HELP = Option(("-h", "--help"), "Show this message and exit")

PROGRAM = Program(
    (Option(("-V", "--version"), "Print the version"), _HELP),
    (
        Command(
            "send",
            "Fire an event: it's [real], \u2018quoted\u2019",
            (
                Option(("--to",), "Where: a URL", Values(), "URL"),
                Option(("-o", "--output"), "How", Values(("compact", "pretty")), "HOW"),
                Option(("--data",), "The `body`", Values(source=Source.FILES), "FILE"),
                Option(("--folder",), "$HOME", Values(source=Source.FOLDERS), "FOLDER"),
                Option(("--provider",), "Whose", Values(source=Source.PROVIDERS), "NAME"),
                Option(("--retry",), "When", Values(("none",), Source.PROVIDERS), "NAME"),
                Option(("--header",), "One 'more'", Values(), "NAME: VALUE", repeats=True),
                Option(("--json",), "As JSON \\"),
                _HELP,
            ),
            (Argument("EVENT", Values(source=Source.EVENTS)),),
        ),
        Command(
            "replay",
            "Send again",
            (_HELP,),
            (Argument("ID", Values(source=Source.CAPTURES), repeats=True),),
        ),
        Command("completions", "Print", (_HELP,), (Argument("SHELL", Values(("bash", "zsh"))),)),
        Command("stop", "Stop", (_HELP,), (Argument("WHY", Values()),)),
    ),
)

CASES = {
    "webhookctl ": {"send", "replay", "completions", "stop"},
    "webhookctl s": {"send", "stop"},
    "webhookctl --v": {"--version"},
    "webhookctl send ": {"github.push", "stripe.paid"},
    "webhookctl send g": {"github.push"},
    "webhookctl send --he": {"--header", "--help"},
    "webhookctl send --output ": {"compact", "pretty"},
    "webhookctl send --output=p": {"pretty"},
    "webhookctl send -o c": {"compact"},
    "webhookctl send --data so": {"some.json"},
    "webhookctl send --data=so": {"some.json"},
    "webhookctl send --to ": set(),
    "webhookctl send --provider g": {"github"},
    "webhookctl send --provider=": {"github", "stripe"},
    "webhookctl send --retry ": {"none", "github", "stripe"},
    "webhookctl send --to replay st": {"stripe.paid"},
    "webhookctl send --json --to=replay st": {"stripe.paid"},
    "webhookctl replay --store=x 1abc ": {"last", "1abc", "0abd"},
    "webhookctl completions z": {"zsh"},
    "webhookctl unheard-of ": set(),
}
"""A line that is typed up to its end, and the words that are offered."""

STUB = """\
#!/bin/sh
[ "$1" = __complete ] || exit 9
case "$2" in
  events) printf 'github.push\\tA push: now\\nstripe.paid\\tPaid\\n' ;;
  captures) printf 'last\\tthe newest\\n1abc\\tPOST /x [y]:z $(touch hurt)\\n0abd\\tGET /\\n' ;;
  providers) printf 'github\\tGitHub\\nstripe\\tStripe\\n' ;;
esac | grep "^${3#=}"
"""
"""A program that answers only a completion script."""
