"""What texts expressions make: constants folded as far as they go.

A text is a row of pieces: what is written in the code, and holes, which are known only at run time. `+`, templates,
`.concat` and `.join` are put together; what a name holds is asked of a `Follow`: folding itself knows no scopes. No
question costs more than a fixed number of steps, whatever the code.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, ClassVar, NamedTuple, TypeAlias

from checker.languages.javascript import estree as js

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from checker.languages.javascript.estree import Node

_MOST_STEPS = 10_000
"""Nodes that one question looks at; what comes behind them is a hole."""
_MOST_STEPS_OF_ALL = 2_000_000
"""Nodes that all questions about a file look at: a few seconds."""
_MOST_CHARACTERS = 400_000
"""Length of one folded text; what comes behind it is a hole."""
_DEEPEST_ARRAY = 8
"""Arrays that are made of other arrays with `.concat`, and names for them."""


class Piece(NamedTuple):
    """A stretch of a text, or a hole, whose text is None."""

    node: Node | None
    """The literal or part of a template that holds the text; the expression that fills the hole; None for a gap, where
    there may be more or nothing."""
    text: str | None


GAP = Piece(None, None)

Follow: TypeAlias = "Callable[[Node], Sequence[Node | None]]"
"""Tells what a name or member holds: expressions whose texts follow on each other, None for a gap; empty if unknown."""


def _unknown(_node: Node) -> Sequence[Node | None]:
    return ()


class Texts:
    """Answers what text an expression makes."""

    def __init__(self, follow: Follow = _unknown) -> None:
        """Fold constants; `follow` says what names and members hold."""
        self._follow = follow
        self._left = _MOST_STEPS_OF_ALL

    def text_of(self, node: Node) -> str | None:
        """The text that an expression always makes, or None if some of it is known only at run time."""
        if isinstance(node, js.Literal):
            return _literal_text(node)
        pieces = self.pieces_of(node)
        texts = [piece.text for piece in pieces if piece.text is not None]
        is_text = len(texts) == 1 or any(_is_string(piece.node) for piece in pieces)
        return "".join(texts) if is_text and len(texts) == len(pieces) else None

    def parts_of(self, node: Node) -> tuple[str | None, ...]:
        """The text of an expression by parts: texts, and None for what is known only at run time."""
        pieces = self.pieces_of(node)
        groups = groupby(
            [piece for piece in pieces if piece.text != ""] or pieces, key=lambda piece: piece.text is None
        )
        return tuple(None if is_hole else "".join(piece.text or "" for piece in group) for is_hole, group in groups)

    def pieces_of(self, node: Node) -> tuple[Piece, ...]:
        """The text of an expression by the nodes that it comes from."""
        return self.pieces_of_all((node,))

    def makes_text(self, node: Node) -> bool:
        """Whether some of what an expression makes is a text for sure, be it known or not."""
        folding = self._folding(self._follow, min(_MOST_STEPS, self._left))
        found = any(piece.text is not None and _is_string(piece.node) for piece in folding.run((node,)))
        self._left -= folding.steps
        return found

    def pieces_of_all(self, nodes: Sequence[Node | None]) -> tuple[Piece, ...]:
        """The texts of several expressions, one behind the other, with a gap for each None."""
        folding = self._folding(self._follow, min(_MOST_STEPS, self._left))
        pieces = tuple(folding.run(nodes))
        self._left -= folding.steps
        return pieces

    @property
    def _folding(self) -> type[_Folding]:
        return _Folding


class MarkupTexts(Texts):
    """The same for reading markup, which need not be exact: of two alternatives both count."""

    @property
    def _folding(self) -> type[_Folding]:
        return _MarkupFolding


class _Followed(NamedTuple):
    """Marks in the stack where the parts of a name end."""

    first: Node


_Step: TypeAlias = "Node | Piece | _Followed"


class _Folding:
    """One question, with a stack instead of recursion."""

    def __init__(self, follow: Follow, limit: int) -> None:
        self.steps = 0
        self._follow = follow
        self._limit = limit
        self._open: set[Node] = set()
        self._characters = _MOST_CHARACTERS

    def run(self, nodes: Sequence[Node | None]) -> Iterator[Piece]:
        stack: list[_Step] = [GAP if node is None else node for node in reversed(nodes)]
        while stack:
            step = stack.pop()
            if isinstance(step, Piece):
                yield self._limited(step)
            elif isinstance(step, _Followed):
                self._open.discard(step.first)
            else:
                stack += reversed(self._expanded(step))

    def _limited(self, piece: Piece) -> Piece:
        if piece.text is None:
            return piece
        self._characters -= len(piece.text)
        return piece if self._characters >= 0 else Piece(piece.node, None)

    def _expanded(self, node: Node) -> Sequence[_Step]:
        self.steps += 1
        expand = self.EXPANSIONS.get(type(node))
        steps = expand(self, node) if expand is not None and self.steps <= self._limit else ()
        return steps or (Piece(node, None),)

    def _literal(self, node: js.Literal) -> Sequence[_Step]:
        return (Piece(node, _literal_text(node)),)

    def _template(self, node: js.TemplateLiteral) -> Sequence[_Step]:
        return js.children(node)

    def _template_element(self, node: js.TemplateElement) -> Sequence[_Step]:
        return (Piece(node, node.cooked),)

    def _sum(self, node: js.BinaryExpression) -> Sequence[_Step]:
        are_numbers = isinstance(node.left, js.Literal) and not (_is_string(node.left) or _is_string(node.right))
        return () if node.operator != "+" or are_numbers else (node.left, node.right)

    def _assigned(self, node: js.AssignmentExpression) -> Sequence[_Step]:
        return (node.right,) if node.operator == "=" else ()

    def _last(self, node: js.SequenceExpression) -> Sequence[_Step]:
        return (node.expressions[-1],)

    def _chain(self, node: js.ChainExpression) -> Sequence[_Step]:
        return (node.expression,)

    def _name(self, node: Node) -> Sequence[_Step]:
        found = self._follow(node)
        first = next((part for part in found if part is not None), None)
        if first is None or first in self._open:
            return ()
        self._open.add(first)
        return (*(GAP if part is None else part for part in found), _Followed(first))

    def _call(self, node: js.CallExpression) -> Sequence[_Step]:
        callee = node.callee
        if isinstance(callee, js.Identifier) and callee.name == "String" and len(node.arguments) == 1:
            return (Piece(node, ""), *node.arguments)
        method = _method(node)
        if method == "concat" and isinstance(callee, js.MemberExpression):
            return (callee.object, *node.arguments)
        if method == "toString" and isinstance(callee, js.MemberExpression) and not node.arguments:
            return (Piece(node, ""), callee.object)
        return self._joined(callee, node.arguments) if method == "join" else ()

    def _joined(self, callee: Node, arguments: Sequence[Node]) -> Sequence[_Step]:
        elements = self._elements(callee.object, 0) if isinstance(callee, js.MemberExpression) else None
        if elements is None:
            return ()
        separator: _Step = arguments[0] if arguments else Piece(callee, ",")
        steps: list[_Step] = []
        for element in elements:
            steps += (separator, GAP if element is None else element)
        return steps[1:] or (Piece(callee, ""),)

    def _elements(self, node: Node, depth: int) -> Sequence[Node | None] | None:
        """The elements of an array, None among them for what cannot be told; None if it is not known at all."""
        if isinstance(node, js.ArrayExpression):
            return node.elements
        if depth > _DEEPEST_ARRAY:
            return None
        if isinstance(node, js.CallExpression) and _method(node) == "concat":
            return self._concatenated(node, depth)
        if not isinstance(node, (js.Identifier, js.MemberExpression)):
            return None
        first, *added = self._follow(node) or (None,)
        elements = self._elements(first, depth + 1) if first is not None else None
        return None if elements is None else [*elements, *added]

    def _concatenated(self, call: js.CallExpression, depth: int) -> Sequence[Node | None] | None:
        callee = call.callee
        own = self._elements(callee.object, depth + 1) if isinstance(callee, js.MemberExpression) else None
        if own is None:
            return None
        more = (self._elements(argument, depth + 1) or [argument] for argument in call.arguments)
        return [*own, *(element for elements in more for element in elements)]

    EXPANSIONS: ClassVar[Mapping[type[Node], Callable[..., Sequence[_Step]]]] = {
        js.Literal: _literal,
        js.TemplateLiteral: _template,
        js.TemplateElement: _template_element,
        js.BinaryExpression: _sum,
        js.AssignmentExpression: _assigned,
        js.SequenceExpression: _last,
        js.ChainExpression: _chain,
        js.Identifier: _name,
        js.MemberExpression: _name,
        js.CallExpression: _call,
    }


class _MarkupFolding(_Folding):
    def _either(self, node: js.ConditionalExpression) -> Sequence[_Step]:
        return (GAP, node.consequent, GAP, node.alternate, GAP)

    def _perhaps(self, node: js.LogicalExpression) -> Sequence[_Step]:
        return (GAP, node.right, GAP) if node.operator == "&&" else (GAP, node.left, GAP, node.right, GAP)

    EXPANSIONS: ClassVar[Mapping[type[Node], Callable[..., Sequence[_Step]]]] = {
        **_Folding.EXPANSIONS,
        js.ConditionalExpression: _either,
        js.LogicalExpression: _perhaps,
    }


def constant_text(node: Node) -> str | None:
    """The text of an expression that is made of literals alone."""
    return Texts().text_of(node)


def _is_string(node: Node | None) -> bool:
    """Whether a node whose text is known is no number."""
    if isinstance(node, js.Literal):
        return node.raw[:1] in {'"', "'"}
    return isinstance(node, (js.TemplateElement, js.TemplateLiteral, js.CallExpression))


def _literal_text(node: js.Literal) -> str | None:
    value = node.value
    if isinstance(value, bool) or value is None:
        return node.raw if node.raw in {"true", "false", "null"} else None
    if isinstance(value, float):
        return repr(value) if _SMALLEST <= value < _LARGEST and not value.is_integer() else None
    return str(value) if isinstance(value, (str, int)) else None


_SMALLEST, _LARGEST = 1e-4, 1e15
"""Outside of these Python writes a number otherwise than JavaScript."""


def _method(call: js.CallExpression) -> str | None:
    callee = call.callee
    if isinstance(callee, js.MemberExpression) and isinstance(callee.property, js.Identifier) and not callee.computed:
        return callee.property.name
    return None
