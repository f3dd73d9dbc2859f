"""Selectors from tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.languages.css.model import Attribute, Compound, Name, Pseudo, Selector
from checker.languages.css.tokens import Node, Source, Tokens, is_blank, is_literal

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMBINATORS = frozenset({">", "+", "~", "||"})
_OPERATORS = frozenset({"=", "~=", "|=", "^=", "$=", "*="})
_WITH_SELECTORS = frozenset(
    {
        "is", "where", "not", "has", "matches", "any", "-webkit-any", "-moz-any", "current", "host",
        "host-context", "slotted", "cue", "cue-region",
    }
)  # fmt: skip
_WITH_OF = frozenset({"nth-child", "nth-last-child"})


def parse_selectors(source: Source, tokens: Tokens) -> tuple[Selector, ...]:
    """Read a comma-separated list; whatever is between two commas gives a selector, even if it is none."""
    return tuple(_selector(source, part.stripped()) for part in tokens.split(","))


def clean(text: str) -> str:
    r"""Return text that can be encoded: an escape such as `\d800` makes half a character."""
    return text if text.isascii() else text.encode(errors="replace").decode()


def _selector(source: Source, tokens: Tokens) -> Selector:
    readers = [_CompoundReader(source, combinator, part) for combinator, part in _compounds(tokens)]
    compounds = tuple(reader.read() for reader in readers if reader.tokens.nodes)
    valid = all(reader.valid for reader in readers) and len(compounds) == len(readers) > 0
    return Selector(*source.span(tokens.start, tokens.end), source.slice(tokens), compounds, valid)


def _compounds(tokens: Tokens) -> Iterator[tuple[str, Tokens]]:
    """Yield each compound with the combinator before it; where one is missing, no tokens."""
    combinator, start = "", 0
    for index, node in enumerate(tokens.nodes):
        found = _combinator(node)
        if not found:
            continue
        part = tokens.part(start, index).stripped()
        if part.nodes:
            yield combinator, part
            combinator = found
        elif found != " ":
            if combinator not in {"", " "}:
                yield combinator, part
            combinator = found
        start = index + 1
    rest = tokens.part(start).stripped()
    if rest.nodes or combinator not in {"", " "}:
        yield combinator, rest


def _combinator(node: Node) -> str:
    if node.type == "whitespace":
        return " "
    return node.value if node.type == "literal" and node.value in _COMBINATORS else ""


class _CompoundReader:
    """Reads the simple selectors of a compound; what it does not know makes it invalid."""

    def __init__(self, source: Source, combinator: str, tokens: Tokens) -> None:
        self.tokens = tokens
        self.valid = True
        self._source = source
        self._combinator = combinator
        self._index = 0
        self._type: Name | None = None
        self._nesting = False
        self._ids: list[Name] = []
        self._classes: list[Name] = []
        self._attributes: list[Attribute] = []
        self._pseudos: list[Pseudo] = []

    def read(self) -> Compound:
        while (node := self._peek(0)) is not None:
            self._read_simple(node)
        return Compound(
            *self._source.span(self.tokens.start, self.tokens.end),
            self._combinator,
            self._type,
            self._nesting,
            tuple(self._ids),
            tuple(self._classes),
            tuple(self._attributes),
            tuple(self._pseudos),
        )

    def _peek(self, ahead: int) -> Node | None:
        index = self._index + ahead
        return self.tokens.nodes[index] if index < len(self.tokens.nodes) else None

    def _take(self, count: int) -> tuple[int, int]:
        """Pass over `count` tokens and return their span in bytes."""
        bounds = self.tokens.bounds
        span = self._source.span(bounds[self._index], bounds[self._index + count])
        self._index += count
        return span

    def _read_simple(self, node: Node) -> None:
        if node.type == "hash":
            self.valid &= node.is_identifier
            self._ids.append(Name(*self._take(1), clean(node.value)))
        elif node.type == "[] block":
            attribute = _attribute(self._source.inside(node), self._take(1))
            self.valid &= attribute is not None
            self._attributes += [attribute] if attribute is not None else []
        elif _is_type(node):
            self._read_type(node)
        elif node.type == "literal":
            self._read_punctuated(node.value)
        else:
            self.valid &= node.type == "comment"
            self._take(1)

    def _read_punctuated(self, mark: str) -> None:
        following = self._peek(1)
        if mark == "." and following is not None and following.type == "ident":
            self._classes.append(Name(*self._take(2), clean(following.value)))
        elif mark == ":":
            self._read_pseudo()
        elif mark == "&":
            self._nesting = True
            self._take(1)
        elif mark == "|" and _is_type(following):
            self._take(1)  # the empty namespace
        else:
            self.valid = False
            self._take(1)

    def _read_type(self, node: Node) -> None:
        """Read `div` or `*`; the namespace in `svg|a` is passed over."""
        bar = self._peek(1)
        if bar is not None and is_literal(bar, "|") and _is_type(self._peek(2)):
            self._take(2)
            return
        self.valid &= not (self._type or self._ids or self._classes or self._attributes or self._pseudos)
        self._type = Name(*self._take(1), clean(node.value))

    def _read_pseudo(self) -> None:
        second = self._peek(1)
        is_element = second is not None and is_literal(second, ":")
        node = self._peek(2 if is_element else 1)
        count = 3 if is_element else 2
        if node is not None and node.type == "ident":
            self._pseudos.append(Pseudo(*self._take(count), clean(node.lower_value), is_element, "", ()))
        elif node is not None and node.type == "function":
            arguments = self._source.inside(node)
            selectors = _argument_selectors(self._source, node.lower_name, arguments)
            text = self._source.slice(arguments).strip()
            name = clean(node.lower_name)
            self._pseudos.append(Pseudo(*self._take(count), name, is_element, text, selectors))
        else:
            self.valid = False
            self._take(1)


def _is_type(node: Node | None) -> bool:
    return node is not None and (node.type == "ident" or is_literal(node, "*"))


def _argument_selectors(source: Source, name: str, arguments: Tokens) -> tuple[Selector, ...]:
    if name in _WITH_OF:
        found = (i for i, node in enumerate(arguments.nodes) if node.type == "ident" and node.lower_value == "of")
        start = next(found, None)
        return parse_selectors(source, arguments.part(start + 1)) if start is not None else ()
    return parse_selectors(source, arguments) if name in _WITH_SELECTORS else ()


def _attribute(tokens: Tokens, span: tuple[int, int]) -> Attribute | None:
    nodes = [node for node in tokens.nodes if not is_blank(node)]
    operator = next((i for i, node in enumerate(nodes) if node.type == "literal" and node.value in _OPERATORS), None)
    names = [node for node in nodes[:operator] if node.type == "ident"]
    if not names:
        return None
    name = clean(names[-1].lower_value)
    if operator is None:
        return Attribute(*span, name, "", "")
    value = nodes[operator + 1] if operator + 1 < len(nodes) else None
    if value is None or value.type not in {"ident", "string"}:
        return None
    return Attribute(*span, name, nodes[operator].value, clean(value.value))
