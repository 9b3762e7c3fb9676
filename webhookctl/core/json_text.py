"""JSON read without loss and written in other layouts: numbers and repeated names are kept."""

import json
from collections.abc import Callable
from dataclasses import dataclass

LARGEST = 256 * 1024
"""Texts above this many bytes are not read: writing them in dozens of layouts would take long."""


class _Number(str):
    """A number as it was written."""

    __slots__ = ()


class _Pairs(list[tuple[str, object]]):
    """An object: its names and values in order, repeated names included."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """How JSON text is laid out.

    `separators` stand between items and after names, `indent` before each item on a line of its
    own (empty: all on one line). `escape` writes characters beyond ASCII as `\\u00e9`, `slashes`
    writes `/` as `\\/`, `ordered` sorts names.
    """

    separators: tuple[str, str]
    indent: str
    escape: bool
    slashes: bool
    ordered: bool

    @property
    def name(self) -> str:
        """The layout in words."""
        words = "compact JSON" if self.separators == (",", ":") else "JSON with blanks"
        if self.indent:
            size = "a tab" if self.indent == "\t" else f"{len(self.indent)} blanks"
            words = f"JSON indented by {size}"
        extras = {
            "sorted names": self.ordered,
            "escaped characters": self.escape,
            "escaped slashes": self.slashes,
        }
        said = " and ".join(extra for extra, there in extras.items() if there)
        return f"{words} with {said}" if said else words


_SPACINGS = (
    ((",", ":"), ""),
    ((", ", ": "), ""),
    ((",", ": "), "  "),
    ((",", ": "), "    "),
    ((",", ": "), "\t"),
)

LAYOUTS = tuple(
    Layout(separators, indent, escape, slashes, ordered)
    for ordered in (False, True)
    for slashes in (False, True)
    for separators, indent in _SPACINGS
    for escape in (False, True)
)
"""JSON as the usual libraries write it, the likeliest first."""


def read_tree(data: bytes) -> object:
    """Return JSON as a tree for `write_tree`, or None when it is none (or beyond `LARGEST`)."""
    if len(data) > LARGEST:
        return None
    try:
        tree: object = json.loads(
            data,
            object_pairs_hook=_Pairs,
            parse_float=_Number,
            parse_int=_Number,
            parse_constant=_Number,
        )
    except (ValueError, RecursionError):
        return None
    return tree


def write_tree(tree: object, layout: Layout) -> bytes | None:
    """Return a tree as JSON text in UTF-8, or None when it is too deep to be written."""
    parts: list[str] = []
    try:
        _write(tree, layout, "\n", parts.append)
    except RecursionError:
        return None
    return "".join(parts).encode("utf-8", "surrogatepass")


def _write(tree: object, layout: Layout, line: str, put: Callable[[str], object]) -> None:
    if isinstance(tree, _Pairs):
        pairs = sorted(tree, key=lambda pair: pair[0]) if layout.ordered else tree
        named = [(_text(name, layout) + layout.separators[1], value) for name, value in pairs]
        _write_items("{}", named, layout, line, put)
    elif isinstance(tree, list):
        _write_items("[]", [("", value) for value in tree], layout, line, put)
    elif isinstance(tree, _Number):
        put(tree)
    elif isinstance(tree, str):
        put(_text(tree, layout))
    else:
        put(json.dumps(tree))


def _write_items(
    brackets: str,
    items: list[tuple[str, object]],
    layout: Layout,
    line: str,
    put: Callable[[str], object],
) -> None:
    if not items:
        put(brackets)
        return
    inner = line + layout.indent if layout.indent else ""
    before = brackets[0] + inner
    for lead, value in items:
        put(before + lead)
        _write(value, layout, inner, put)
        before = layout.separators[0] + inner
    put((line if layout.indent else "") + brackets[1])


def _text(text: str, layout: Layout) -> str:
    written = json.dumps(text, ensure_ascii=layout.escape)
    return written.replace("/", "\\/") if layout.slashes else written
