"""esprima's tree as ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from checker.languages.javascript import estree
from checker.languages.javascript.reading import comment_between

if TYPE_CHECKING:
    from collections.abc import Callable

    from esprima.nodes import Node as Theirs

    from checker.languages.offsets import CodePointOffsets
    from checker.languages.syntax import Comment

_THEIR_NAMES = {"async_": "isAsync", "await_": "allowAwait", "super_class": "superClass"}


class Translation:
    """One walk over one tree with its comments.

    esprima's positions are code points, ours are bytes. Three of its positions are not those of ESTree: a statement
    that ends before a brace without a semicolon ends at the brace for it, and so do the parents that end with it;
    a text in a template begins and ends with its delimiters; a declaration in the head of a loop has a semicolon.
    """

    def __init__(self, code: bytes, offsets: CodePointOffsets, theirs: Theirs) -> None:
        self._code = code
        self._offsets = offsets
        self._theirs = theirs
        self._true_ends: dict[int, int] = {}
        self._comments: dict[int, int] = {}
        for comment in theirs.comments:
            start, end = comment.range
            self._comments[offsets.byte(end)] = offsets.byte(start)

    def program(self) -> estree.Program:
        """Translate the root."""
        return estree.Program(0, len(self._code), self._all(self._theirs.body), self._theirs.sourceType)

    def comments(self) -> tuple[Comment, ...]:
        """Translate the comments; the line for other programs at the top of a file is none."""
        spans = [(start, end) for end, start in self._comments.items()]
        return tuple(comment_between(self._code, *span) for span in spans if self._code[:2] != b"#!" or span[0])

    def _node(self, theirs: Theirs) -> estree.Node:
        special = self._SPECIAL.get(theirs.type)
        return special(self, theirs) if special else self._alike(theirs)

    def _alike(self, theirs: Theirs) -> estree.Node:
        ours: type[estree.Node] | None = getattr(estree, theirs.type, None)
        if ours is None:  # a proposal that never became the standard
            return estree.Unparsed(*self._span(theirs), [])
        make: Callable[..., estree.Node] = ours
        values = (self._field(theirs, field, is_child=field in ours.child_fields) for field in ours.fields)
        return make(*self._span(theirs), *values)

    def _field(self, theirs: Theirs, field: str, *, is_child: bool) -> object:
        value = getattr(theirs, _THEIR_NAMES.get(field, field))
        if field == "decorators":
            return []
        if not is_child or value is None:
            return value
        return self._all(value) if isinstance(value, list) else self._node(value)

    def _all(self, theirs: list[Theirs]) -> list[estree.Node]:
        return [item and self._node(item) for item in theirs]

    def _span(self, theirs: Theirs) -> tuple[int, int]:
        start, end = theirs.range
        return self._offsets.byte(start), self._true_end(self._offsets.byte(end))

    def _true_end(self, end: int) -> int:
        """Return where the code before a position ends, without white space and comments."""
        known = self._true_ends.get(end)
        if known is None:
            known = end
            while known and (self._code[known - 1] in b" \t\r\n" or known in self._comments):
                known = self._comments.get(known, known - 1)
            self._true_ends[end] = known
        return known

    def _text(self, start: int, end: int) -> str:
        return self._code[start:end].decode("utf-8", "replace")

    def _literal(self, theirs: Theirs) -> estree.Node:
        start, end = self._span(theirs)
        return estree.Literal(start, end, self._text(start, end))

    def _template_element(self, theirs: Theirs) -> estree.Node:
        start, end = self._span(theirs)
        start, end = start + 1, end - (1 if theirs.tail else 2)
        return estree.TemplateElement(start, end, self._text(start, end), theirs.tail)

    def _for(self, theirs: Theirs) -> estree.Node:
        loop = self._alike(theirs)
        if isinstance(loop, estree.ForStatement) and isinstance(loop.init, estree.VariableDeclaration):
            loop.init.end = loop.init.declarations[-1].end
        return loop

    def _element(self, theirs: Theirs) -> estree.Node:
        opening = theirs.openingElement
        attributes = self._all(opening.attributes)
        return estree.JSXElement(*self._span(theirs), self._node(opening.name), attributes, self._all(theirs.children))

    def _fragment(self, theirs: Theirs) -> estree.Node:
        return estree.JSXElement(*self._span(theirs), None, [], self._all(theirs.children))

    def _container(self, theirs: Theirs) -> estree.Node:
        is_empty = theirs.expression.type == "JSXEmptyExpression"
        expression = None if is_empty else self._node(theirs.expression)
        return estree.JSXExpressionContainer(*self._span(theirs), expression)

    def _jsx_text(self, theirs: Theirs) -> estree.Node:
        start, end = map(self._offsets.byte, theirs.range)
        return estree.JSXText(start, end, self._text(start, end))

    _SPECIAL: ClassVar[dict[str, Callable[[Translation, Theirs], estree.Node]]] = {
        "ForStatement": _for,
        "JSXElement": _element,
        "JSXExpressionContainer": _container,
        "JSXFragment": _fragment,
        "JSXText": _jsx_text,
        "Literal": _literal,
        "TemplateElement": _template_element,
    }
