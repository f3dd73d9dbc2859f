"""Twig templates and HTML: comments, embedded scripts and styles, attributes, Twig tags.

Twig is hidden without moving a byte, then tree-sitter-html reads the rest; all offsets are those of the bytes given.
HTML mistakes are no faults here: Twig's branches leave tags open (`{% if a %}</div>{% endif %}`).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from checker.languages.parsing import DEADLINE, parse_tree, walk
from checker.languages.syntax import Comment
from checker.languages.twig import comment_of, find_tags, hide_tags
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tree_sitter import Language, Node

    from checker.languages.twig import TwigTag

_JAVASCRIPT_TYPES = frozenset(
    {"", "module"}
    | {f"{kind}/{name}" for kind in ("text", "application") for name in ("javascript", "ecmascript")}
    | {f"{kind}/x-{name}" for kind in ("text", "application") for name in ("javascript", "ecmascript")}
    | {f"text/javascript1.{version}" for version in range(6)}
    | {"text/jscript", "text/livescript"}
)
"""https://mimesniff.spec.whatwg.org/#javascript-mime-type"""

_SELF_CLOSED = regex(rb"""(<(?:script|style)(?:[^<>]*["'\s])?)/>""", re.IGNORECASE)
"""Browsers pass over the slash, tree-sitter-html stumbles."""


def is_javascript_type(kind: str) -> bool:
    """Whether a browser would run a script element with this `type`, which may be empty."""
    return kind.strip().lower() in _JAVASCRIPT_TYPES


class Attribute(NamedTuple):
    """An attribute of an element; byte offsets."""

    tag: str
    """The element's name in lower case."""
    name: str
    """In lower case."""
    start: int
    end: int
    value: str | None
    """The source between the quotes, entities and Twig included; None if the attribute has no value."""
    value_start: int
    value_end: int
    """Where the value stands, quotes excluded; without a value both are `end`."""


class Embedded(NamedTuple):
    """The content of a `<script>` or `<style>`; byte offsets."""

    start: int
    end: int
    code: bytes
    """The content with Twig hidden; other bytes than in the source mean that it is templated."""
    type: str
    """The `type` attribute in lower case, or empty."""
    tag_start: int
    attributes: tuple[Attribute, ...]
    """Of the element."""

    @property
    def source(self) -> Attribute | None:
        """Where the content is loaded from, if it does not stand here."""
        return next((attribute for attribute in self.attributes if attribute.name == "src"), None)

    @property
    def src(self) -> str | None:
        """The address of the content as it is written."""
        return self.source.value if self.source is not None else None

    @property
    def is_javascript(self) -> bool:
        """Whether a browser would run it, judged by `type`."""
        return is_javascript_type(self.type)


class ParsedTemplate(NamedTuple):
    """What a template holds, each in document order."""

    comments: tuple[Comment, ...]
    """Of Twig and HTML, conditional ones included; a comment inside a comment is a part of that."""
    scripts: tuple[Embedded, ...]
    styles: tuple[Embedded, ...]
    attributes: tuple[Attribute, ...]
    twig_tags: tuple[TwigTag, ...]
    code: bytes
    """All of it with Twig hidden, byte for byte at its place."""

    def elements(self) -> Iterator[Sequence[Attribute]]:
        """Yield the attributes of each element that has any."""
        element: list[Attribute] = []
        for attribute in self.attributes:
            if element and b"<" in self.code[element[-1].end : attribute.start]:
                yield element
                element = []
            element.append(attribute)
        if element:
            yield element


def parse(code: bytes, seconds: float = DEADLINE) -> ParsedTemplate:
    """Read a template or a page of HTML from its UTF-8 bytes. Raises TooSlow after `seconds` of processor time."""
    tags = tuple(find_tags(code))
    masked = hide_tags(code, tags)
    html = _HtmlReader(code, masked)
    html.read(seconds)
    twig_comments = [comment_of(code, tag) for tag in tags if tag.kind == "comment"]
    comments = tuple(_outermost(sorted([*twig_comments, *html.comments], key=lambda one: one.start)))
    return ParsedTemplate(comments, tuple(html.scripts), tuple(html.styles), tuple(html.attributes), tags, masked)


def _text(code: bytes) -> str:
    return code.decode(errors="replace")


def _outermost(comments: list[Comment]) -> Iterator[Comment]:
    end = 0
    for comment in comments:
        if comment.start >= end:
            yield comment
            end = comment.end


class _HtmlReader:
    """Collects from tree-sitter's nodes, which come in document order."""

    def __init__(self, code: bytes, masked: bytes) -> None:
        self.comments: list[Comment] = []
        self.scripts: list[Embedded] = []
        self.styles: list[Embedded] = []
        self.attributes: list[Attribute] = []
        self._code = code
        self._masked = masked
        self._tag = ""
        self._tag_start = 0
        self._tag_end = 0
        self._first_attribute = 0
        self._attribute_end = 0
        self._open = False
        """Whether the content of the script or style that the last tag began is still to come."""

    def read(self, seconds: float) -> None:
        for node in walk(parse_tree(_language(), _SELF_CLOSED.sub(rb"\1 >", self._masked), seconds)):
            match node.type:
                case "comment":
                    self._read_comment(node)
                case "start_tag" | "self_closing_tag":
                    self._read_tag(node)
                case "attribute":
                    self._read_attribute(node)
                case "raw_text":
                    self._close(node.start_byte, node.end_byte)
                case "<!" if self._is_open_comment(node):
                    break
        self._close(self._tag_end, self._tag_end)

    def _is_open_comment(self, node: Node) -> bool:
        start = node.start_byte
        if not self._masked.startswith(b"<!--", start) or self._masked.startswith((b"<!-->", b"<!--->"), start):
            return False
        self.comments.append(Comment(start, len(self._code), _text(self._code[start + 4 :])))
        return True

    def _read_comment(self, node: Node) -> None:
        start, end = node.start_byte, node.end_byte
        if start >= self._attribute_end:  # tree-sitter-html sees comments in `title="<!-- … -->"` too
            self.comments.append(Comment(start, end, _text(self._code[start + 4 : end - 3])))

    def _read_tag(self, node: Node) -> None:
        self._close(self._tag_end, self._tag_end)
        name = next((child for child in node.children if child.type == "tag_name"), None)
        self._tag = _text(self._code[name.start_byte : name.end_byte]).lower() if name is not None else ""
        self._tag_start, self._tag_end = node.start_byte, node.end_byte
        self._first_attribute = len(self.attributes)
        self._open = self._tag in {"script", "style"}

    def _read_attribute(self, node: Node) -> None:
        self._attribute_end = node.end_byte
        name, value = node.children[0], node.children[-1]
        start, end, text = node.end_byte, node.end_byte, None
        if value.type in {"attribute_value", "quoted_attribute_value"}:
            quote = 1 if value.type == "quoted_attribute_value" else 0
            start, end = value.start_byte + quote, value.end_byte - quote
            text = _text(self._code[start:end])
        name_text = _text(self._code[name.start_byte : name.end_byte]).lower()
        self.attributes.append(Attribute(self._tag, name_text, node.start_byte, node.end_byte, text, start, end))

    def _close(self, start: int, end: int) -> None:
        """Give the script or style that is open this content."""
        if not self._open:
            return
        self._open = False
        own = tuple(self.attributes[self._first_attribute :])
        kind = next((attribute.value or "" for attribute in own if attribute.name == "type"), "").strip().lower()
        embedded = Embedded(start, end, self._masked[start:end], kind, self._tag_start, own)
        (self.scripts if self._tag == "script" else self.styles).append(embedded)


@cache
def _language() -> Language:
    import tree_sitter_html
    from tree_sitter import Language

    return Language(tree_sitter_html.language())
