"""What every converter from tree-sitter's concrete syntax to ESTree needs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter

from tree_sitter import Node as Part

from checker.languages.javascript import estree, literals
from checker.languages.javascript.adapter.tree import LANGUAGE
from checker.languages.syntax import TooSlow

Converter = Callable[["Conversion", Part], estree.Node]

_ERROR_KIND = 65535
_kind = attrgetter("kind_id")


def kinds(*names: str) -> frozenset[int]:
    """Return the numbers of the visible node kinds with these names; a name may have several."""
    return frozenset(
        number
        for number in range(LANGUAGE.node_kind_count)
        if LANGUAGE.node_kind_is_visible(number) and LANGUAGE.node_kind_for_id(number) in names
    )


_COMMENTS = kinds("comment", "html_comment")
_EXTRAS = _COMMENTS | {_ERROR_KIND}


def by_kind(converters: Mapping[str, Converter]) -> dict[int, Converter]:
    """Turn a table keyed by the names of named node kinds into one keyed by their numbers."""
    table: dict[int, Converter] = {}
    for number in filter(LANGUAGE.node_kind_is_named, range(LANGUAGE.node_kind_count)):
        converter = converters.get(LANGUAGE.node_kind_for_id(number) or "")
        if converter:
            table[number] = converter
    return table


class Conversion:
    """One walk over one tree: dispatches to the converters and gathers what stands between the nodes.

    Comments and unreadable stretches may stand anywhere in the concrete tree. `named` and `parts` take them
    out, so that a converter sees exactly what the grammar promises; every converter looks at its children
    through one of the two. `comments` maps the start of each comment to its end; `doubts` are the byte offsets of
    what the grammar allows but the language does not; `in_function`, `in_async` and `in_generator` say what the
    code being converted stands in; `is_module` says that something so far belongs in modules only.
    """

    __slots__ = (
        "_converters",
        "_deadline",
        "_ends",
        "_names",
        "_unread",
        "code",
        "comments",
        "doubts",
        "in_async",
        "in_function",
        "in_generator",
        "is_module",
    )

    def __init__(self, code: bytes, converters: Mapping[int, Converter], deadline: float) -> None:
        self.code = code
        self.comments: dict[int, int] = {}
        self.doubts: list[int] = []
        self.in_function = False
        self.in_async = False
        self.in_generator = False
        self.is_module = False
        self._converters = converters
        self._deadline = deadline
        self._ends: dict[int, int] = {}
        self._names: dict[bytes, str] = {}
        self._unread: list[Part] = []

    def convert(self, part: Part) -> estree.Node:
        """Convert one named part, whatever it is."""
        return self._converters.get(part.kind_id, unparsed)(self, part)

    def each(self, parts: Iterable[Part]) -> list[estree.Node]:
        """Convert all the parts."""
        converter = self._converters.get
        return [converter(part.kind_id, unparsed)(self, part) for part in parts]

    def check_deadline(self) -> None:
        """Raise TooSlow if the time is up."""
        if time.monotonic() > self._deadline:
            raise TooSlow("not converted in time")

    def has_seen(self, name: bytes) -> bool:
        """Tell whether this was the name of an identifier so far."""
        return name in self._names

    def named(self, part: Part) -> list[Part]:
        """Return the part's named children."""
        found = part.named_children
        return found if _EXTRAS.isdisjoint(map(_kind, found)) else self._without_extras(part)[1]

    def parts(self, part: Part) -> list[Part]:
        """Return the part's children, punctuation and keywords included."""
        found = part.children
        return found if _EXTRAS.isdisjoint(map(_kind, found)) else self._without_extras(part)[0]

    def end(self, part: Part) -> int:
        """Return where the part ends.

        A semicolon that is inserted automatically has no width but may stand after a comment; then the part
        that it ends, and all that end with that, seem to end with the comment. Convert the children first.
        """
        end = part.end_byte
        while end in self._ends:
            end = self._ends[end]
        return end

    def text(self, start: int, end: int) -> str:
        """Return the source text between two byte offsets."""
        return self.code[start:end].decode("utf-8", "replace")

    def identifier(self, part: Part) -> estree.Identifier:
        """Convert a part that is a name, in whatever place it stands."""
        start, end = part.start_byte, part.end_byte
        source = self.code[start:end]
        name = self._names.get(source)
        if name is None:
            name = self._names[source] = literals.unescaped(source.decode("utf-8", "replace"))
        return estree.Identifier(start, end, name)

    def _without_extras(self, part: Part) -> tuple[list[Part], list[Part]]:
        kept: list[Part] = []
        end = None
        for child in part.children:
            if child.kind_id in _COMMENTS:
                self.comments[child.start_byte] = child.end_byte
                if end is not None:
                    self._ends[child.end_byte] = end
                continue
            end = child.end_byte
            if child.kind_id == _ERROR_KIND:
                self._unread.append(child)
            else:
                kept.append(child)
        return kept, [child for child in kept if child.is_named]

    def unread_count(self) -> int:
        """Return how many unreadable stretches were met and not yet taken by `unread_since`."""
        return len(self._unread)

    def unread_since(self, count: int) -> list[estree.Node]:
        """Take the unreadable stretches that were met since there were so many, in the order of the source."""
        taken: dict[int, estree.Node] = {}
        while len(self._unread) > count:  # there may be others inside one
            part = self._unread.pop()
            taken[part.start_byte] = unparsed(self, part)
        return [node for _, node in sorted(taken.items())]


def unparsed(conversion: Conversion, part: Part) -> estree.Unparsed:
    """Keep what was recognised inside a part that fits nowhere."""
    inside = conversion.each(conversion.named(part))
    return estree.Unparsed(part.start_byte, part.end_byte, inside)
