"""Markup in JavaScript: strings that hold HTML, put together as far as they are constant, with true positions."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from checker.languages import template
from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import member_key
from checker.languages.javascript.literals import stretches
from checker.languages.javascript.texts import MarkupTexts
from checker.languages.placed import Chunk, PlacedText
from checker.records import Record
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.model import ScriptModel
    from checker.languages.javascript.texts import Piece
    from checker.languages.template import Attribute, ParsedTemplate

_TAG = regex(rb"<[A-Za-z]")
_MOST_BYTES = 4_000_000
"""How much markup is put together for one script; a text may be part of many others."""
_SECONDS = 2.0


class Markup(Record):
    """Markup that an expression makes, or all that one variable gathers."""

    node: Node
    """The expression, or the first one."""
    text: PlacedText
    """What it makes; places are byte offsets into the script's code."""

    @cached_property
    def parsed(self) -> ParsedTemplate:
        """Its elements, attributes and embedded code; offsets are those of `text.content`. Raises TooSlow."""
        return template.parse(self.text.content, _SECONDS)

    def parts_of(self, attribute: Attribute) -> tuple[str | None, ...]:
        """The value of an attribute by parts, entities decoded, None for what is known only at run time."""
        return self.text.part(attribute.value_start, attribute.value_end).without_entities().parts


def markup_of(model: ScriptModel, code: bytes) -> Iterator[Markup]:
    """Find the markup in a script's strings."""
    texts = MarkupTexts(model.values.composition)
    left = _MOST_BYTES
    for node, parts in _wholes(model):
        text = PlacedText(tuple(chunks_of(texts.pieces_of_all(parts), code)))
        left -= len(text.content) + len(text.chunks)
        if left < 0:
            return
        if _TAG.search(text.content):
            yield Markup(node, text)


def _wholes(model: ScriptModel) -> Iterator[tuple[Node, Sequence[Node | None]]]:
    """The largest expressions around the strings that may hold tags, or what the variables that gather them get."""
    seen: set[object] = set()
    wholes = _Wholes()
    for string in model.strings:
        if "<" not in string.raw:
            continue
        node = wholes.around(string)
        target = _gatherer(node)
        binding = model.index.meaning(target) if target is not None else None
        if node in seen or binding in seen:
            continue
        gathered = model.values.composition.whole(binding) if binding is not None else ()
        seen.add(binding if gathered else node)
        yield node, gathered or (node,)


class _Wholes:
    """Finds the largest expressions around texts whose texts hold them; sums of thousands of parts are climbed once."""

    def __init__(self) -> None:
        self._known: dict[Node, Node] = {}

    def around(self, node: Node) -> Node:
        way = [node]
        while way[-1] not in self._known and (further := _around(way[-1], way[-1].parent)) is not None:
            way.append(further)
        whole = self._known.get(way[-1], way[-1])
        self._known.update(dict.fromkeys(way, whole))
        return whole


def _around(node: Node, parent: Node | None) -> Node | None:
    """The expression whose text holds that of a part of it, if the parent is one."""
    if isinstance(parent, (js.TemplateLiteral, js.LogicalExpression, js.ChainExpression)):
        return parent
    if isinstance(parent, js.BinaryExpression):
        return parent if parent.operator == "+" else None
    if isinstance(parent, js.ConditionalExpression):
        return parent if node is not parent.test else None
    return _joining(node, parent)


def _joining(node: Node, parent: Node | None) -> Node | None:
    """The call of `.join` on an array with this element, or of `.concat` with this receiver or argument."""
    if isinstance(parent, js.CallExpression) and node is not parent.callee:
        is_concat = isinstance(parent.callee, js.MemberExpression) and member_key(parent.callee) == "concat"
        return parent if is_concat else None
    method, key = (parent.parent, "join") if isinstance(parent, js.ArrayExpression) else (parent, "concat")
    if isinstance(method, js.MemberExpression) and member_key(method) == key:
        call = method.parent
        return call if isinstance(call, js.CallExpression) and call.callee is method else None
    return None


def _gatherer(node: Node) -> js.Identifier | None:
    """The variable that an expression is the first value of, or is added to."""
    parent: Node | None = node.parent
    if isinstance(parent, js.ArrayExpression):
        parent = parent.parent
    target: Node | None = None
    if isinstance(parent, js.VariableDeclarator):
        target = parent.id
    elif isinstance(parent, js.AssignmentExpression):
        target = parent.left
    elif isinstance(parent, js.CallExpression) and isinstance(parent.callee, js.MemberExpression):
        target = parent.callee.object if member_key(parent.callee) == "push" else None
    return target if isinstance(target, js.Identifier) else None


def chunks_of(pieces: Iterable[Piece], code: bytes) -> Iterator[Chunk]:
    """Say where the pieces of a text stand in the code, escapes resolved."""
    for piece in pieces:
        node = piece.node
        if piece.text is None:
            yield Chunk(b" " if node is None else b"x")
        elif isinstance(node, js.TemplateElement):
            yield from _literal_chunks(code, node.start, node.end)
        elif isinstance(node, js.Literal) and node.raw[:1] in {"'", '"'}:
            yield from _literal_chunks(code, node.start + 1, node.end - 1)
        else:
            yield Chunk(piece.text.encode("utf-8", "replace"))


def _literal_chunks(code: bytes, start: int, end: int) -> Iterator[Chunk]:
    for first, last, meaning in stretches(code[start:end]):
        yield Chunk(meaning, start + first, start + last)
