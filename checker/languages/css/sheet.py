"""Rules, at-rules and declarations from tokens.

tinycss2's own rule parser tells neither where a rule ends nor where a mistake begins, and drops what stands
around a mistake; this one splits blocks into statements itself (css-syntax-3, "consume a block's contents").
"""

from __future__ import annotations

import time
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from checker.languages.css.model import (
    AtRule,
    Block,
    Declaration,
    ParsedStylesheet,
    Rule,
    Selector,
    Url,
    ancestors,
)
from checker.languages.css.selectors import clean, parse_selectors
from checker.languages.css.tokens import Node, Source, Tokens, is_blank, is_idle, is_literal
from checker.languages.parsing import quoted
from checker.languages.syntax import SyntaxFault, TooSlow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_BYTES = 2_000_000
"""A sheet of this size takes seconds and up to 900 MB."""
DEADLINE = 10.0
"""Seconds of processor time for one sheet; tinycss2 cannot be stopped, but what follows it can."""
MAX_FAULTS = 50

_CONDITIONS = frozenset({"media", "supports", "layer", "container", "document", "-moz-document", "starting-style"})
_HACKS = frozenset({"*", "+", "!"})
_NO_SEMICOLON = "a `;` is missing before this: the browser drops both declarations"
_IMAGE_SETS = frozenset({"image-set", "-webkit-image-set"})


def parse(code: bytes, seconds: float = DEADLINE) -> ParsedStylesheet:
    """Read a style sheet from its UTF-8 bytes, going on after mistakes as far as they can be understood.

    Raises TooSlow for more than MAX_BYTES or `seconds` of processor time, and TooDeep for blocks nested too
    deeply: a partial answer would look like a clean one.
    """
    if len(code) > MAX_BYTES:
        raise TooSlow(f"a style sheet of more than {MAX_BYTES} bytes")
    limit = time.process_time() + seconds
    source = Source(code)
    sheet = _SheetReader(source)
    sheet.read(limit)
    faults = sorted([*islice(source.faults(), MAX_FAULTS), *sheet.faults], key=lambda fault: fault.start)
    return ParsedStylesheet(
        tuple(sheet.rules), tuple(sheet.at_rules), tuple(source.comments), tuple(faults[:MAX_FAULTS])
    )


class _Statement(NamedTuple):
    """What a block holds: tokens up to a `;` or with a block after them."""

    head: Tokens
    block: Node | None
    end: int
    """After the block or semicolon, in code points."""
    follows_open: bool = False
    """Whether the declaration before it has no semicolon."""


def _statements(tokens: Tokens) -> Iterator[_Statement]:
    """Split the contents of a block; a block in a custom property's value ends no statement."""
    start = 0
    first: int | None = None
    for index, node in enumerate(tokens.nodes):
        block = node if node.type == "{} block" else None
        if is_literal(node, ";") or (block is not None and not _is_custom_property(tokens, first)):
            yield from _lines(_Statement(_head(tokens.part(start, index)), block, tokens.bounds[index + 1]))
            start, first = index + 1, None
        elif first is None and not is_idle(node):
            first = index
    yield _Statement(_head(tokens.part(start)), None, tokens.end)


def _is_custom_property(tokens: Tokens, first: int | None) -> bool:
    """Whether a statement whose first token that means something is `first` begins with `--name:`."""
    if first is None or first + 1 >= len(tokens.nodes):
        return False
    name, colon = tokens.nodes[first], tokens.nodes[first + 1]
    return name.type == "ident" and name.value.startswith("--") and is_literal(colon, ":")


def _lines(statement: _Statement) -> Iterator[_Statement]:
    """Yield a statement and before it, line by line, the declarations that a semicolon should have ended."""
    head, start = statement.head, 0
    if statement.block is not None:
        for index, node in enumerate(head.nodes):
            if (
                node.type == "whitespace"
                and "\n" in node.value
                and _is_declaration(head.nodes[start : min(index, start + 4)])
            ):
                line = head.part(start, index)
                yield _Statement(line, None, line.end, start > 0)
                start = index + 1
    yield statement._replace(head=head.part(start), follows_open=True) if start else statement


def _is_declaration(nodes: Sequence[Node]) -> bool:
    """Whether tokens begin with `name: value`, which `a:hover` does not."""
    types = [node.value if node.type == "literal" else node.type for node in nodes]
    return types[:3] == ["ident", ":", "whitespace"] or types == ["ident", "whitespace", ":", "whitespace"]


def _head(tokens: Tokens) -> Tokens:
    """Leave out what means nothing, and the `<!--` and `-->` that old style elements begin and end with."""
    tokens = tokens.stripped()
    start = 0
    for node in tokens.nodes:
        if not is_idle(node) and not (node.type == "literal" and node.value in {"<!--", "-->"}):
            break
        start += 1
    return tokens.part(start) if start else tokens


class _SheetReader:
    def __init__(self, source: Source) -> None:
        self.rules: list[Rule] = []
        self.at_rules: list[AtRule] = []
        self.faults: list[SyntaxFault] = []
        self._source = source
        self._todo: list[tuple[_Statement, Block | None]] = []

    def read(self, limit: float) -> None:
        statements = list(_statements(self._source.root))
        self._refuse(self._declarations(statements))
        self._read_later(statements, None)
        while self._todo:
            if time.process_time() > limit:
                raise TooSlow("a style sheet of too many rules")
            statement, parent = self._todo.pop()
            if _is_at_rule(statement):
                self._read_at_rule(statement, parent)
            else:
                self._read_rule(statement, parent)

    def _read_later(self, statements: list[_Statement], parent: Block | None) -> None:
        blocks = (one for one in reversed(statements) if one.block is not None or _is_at_rule(one))
        self._todo.extend((statement, parent) for statement in blocks)

    def _inside(self, statement: _Statement) -> list[_Statement]:
        return list(_statements(self._source.inside(statement.block))) if statement.block is not None else []

    def _read_at_rule(self, statement: _Statement, parent: Block | None) -> None:
        source = self._source
        name = clean(statement.head.nodes[0].lower_value)
        prelude = statement.head.part(1)
        inside = self._inside(statement)
        at_rule = AtRule(
            *source.span(statement.head.start, statement.end),
            name,
            source.slice(prelude).strip(),
            self._declarations(inside),
            _import_urls(source, prelude) if name == "import" else (),
            parent,
        )
        if name in _CONDITIONS and not any(isinstance(block, Rule) for block in ancestors(parent)):
            self._refuse(at_rule.declarations)
        self.at_rules.append(at_rule)
        self._read_later(inside, at_rule)

    def _read_rule(self, statement: _Statement, parent: Block | None) -> None:
        source = self._source
        is_step = isinstance(parent, AtRule) and parent.name.endswith("keyframes")
        selectors = () if is_step else parse_selectors(source, statement.head)
        inside = self._inside(statement)
        start = statement.head.start
        rule = Rule(*source.span(start, statement.end), selectors, self._declarations(inside), parent)
        if statement.follows_open and not source.is_in_unclosed(start):
            message = "a `;` or a `}` is missing before this"
            self._report(source.fault(statement.head.start, statement.head.end, message))
        self._check_selectors(rule, statement.head)
        self.rules.append(rule)
        self._read_later(inside, rule)

    def _check_selectors(self, rule: Rule, head: Tokens) -> None:
        if self._source.is_broken(head):
            return  # reported already
        broken = next((one for one in rule.selectors if not _is_sound(one, rule)), None)
        if broken is not None:
            start, end = (broken.start, broken.end) if broken.text else (rule.start, rule.start + 1)
            self._report(SyntaxFault(start, end, _selector_message(broken.text)))

    def _declarations(self, statements: list[_Statement]) -> tuple[Declaration, ...]:
        own = (one for one in statements if one.block is None and one.head.nodes and not _is_at_rule(one))
        read = (self._read_declaration(statement) for statement in own)
        return tuple(declaration for declaration in read if declaration is not None)

    def _read_declaration(self, statement: _Statement) -> Declaration | None:
        source, head = self._source, statement.head
        colon = _colon_of_declaration(head)
        if colon is None:
            if not source.is_broken(head):
                self._report(source.fault(head.start, head.end, _declaration_message(source, head)))
            return None
        if statement.follows_open:
            self._report(source.fault(head.start, head.end, _NO_SEMICOLON))
        name = source.slice(head.part(0, colon).stripped())
        name = name if name.startswith("--") else name.lower()
        value, important = _without_important(head.part(colon + 1).stripped())
        self._check_value(name, head, value)
        span = source.span(head.start, head.end)
        return Declaration(*span, name, source.slice(value), important, _urls(source, value))

    def _check_value(self, name: str, head: Tokens, value: Tokens) -> None:
        if name.startswith("--") or self._source.is_broken(head):
            return
        if not value.nodes:
            self._report(self._source.fault(head.start, head.end, f"`{name}` has no value"))
        elif name.lstrip("*_") not in {"filter", "-ms-filter"}:
            second = _second_declaration(value)
            if second is not None:
                self._report(self._source.fault(second.start, second.end, _NO_SEMICOLON))

    def _refuse(self, declarations: tuple[Declaration, ...]) -> None:
        message = "this declaration stands outside every rule: a selector and `{` must stand before it"
        for declaration in declarations:
            self._report(SyntaxFault(declaration.start, declaration.end, message))

    def _report(self, fault: SyntaxFault) -> None:
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(fault)


def _is_at_rule(statement: _Statement) -> bool:
    nodes = statement.head.nodes
    return bool(nodes) and nodes[0].type == "at-keyword"


def _colon_of_declaration(head: Tokens) -> int | None:
    """Return the index of the colon after a property name, which a hack for Internet Explorer may precede."""
    nodes = head.nodes
    first = nodes[0]
    index = 1 if first.type == "literal" and first.value in _HACKS else 0
    if index >= len(nodes) or nodes[index].type not in ({"ident"} if index else {"ident", "hash"}):
        return None
    index += 1
    while index < len(nodes) and is_blank(nodes[index]):
        index += 1
    return index if index < len(nodes) and is_literal(nodes[index], ":") else None


def _without_important(value: Tokens) -> tuple[Tokens, bool]:
    last = value.nodes[-1] if value.nodes else None
    if last is None or last.type != "ident" or last.lower_value != "important":
        return value, False
    rest = value.part(0, len(value.nodes) - 1).stripped()
    if rest.nodes and is_literal(rest.nodes[-1], "!"):
        return rest.part(0, len(rest.nodes) - 1).stripped(), True
    return value, False


def _second_declaration(value: Tokens) -> Tokens | None:
    """Find a `name:` on a line of its own inside a value."""
    for index in range(2, len(value.nodes)):
        if is_literal(value.nodes[index], ":"):
            before, name = value.nodes[index - 2], value.nodes[index - 1]
            if name.type == "ident" and before.type == "whitespace" and "\n" in before.value:
                return value.part(index - 1, index)
    return None


def _import_urls(source: Source, prelude: Tokens) -> tuple[Url, ...]:
    first = prelude.stripped().part(0, 1)
    if first.nodes and first.nodes[0].type == "string":
        return (_url(source, first),)
    return _urls(source, first)


def _urls(source: Source, tokens: Tokens) -> tuple[Url, ...]:
    urls = []
    todo = [(tokens, False)]
    while todo:
        part, takes_strings = todo.pop()
        for index, node in enumerate(part.nodes):
            if node.type == "url" or (takes_strings and node.type == "string"):
                urls.append(_url(source, part.part(index, index + 1)))
            elif node.type == "function":
                is_url = node.lower_name in {"url", "src"}
                todo.append((source.inside(node), is_url or node.lower_name in _IMAGE_SETS))
            elif node.type.endswith("block"):
                todo.append((source.inside(node), False))
    return tuple(sorted(urls, key=lambda url: url.start))


def _url(source: Source, token: Tokens) -> Url:
    return Url(*source.span(token.start, token.end), clean(token.nodes[0].value))


def _is_sound(selector: Selector, rule: Rule) -> bool:
    if not selector.valid or not selector.compounds[0].combinator:
        return selector.valid
    return rule.parent_rule is not None or any(one.name == "scope" for one in rule.at_rules)


def _comment_message(text: str) -> str | None:
    if text.startswith("//"):
        return "`//` starts no comment in CSS: delete the line, or write /* … */"
    return "`*/` closes no comment: comments do not nest, delete it" if "*/" in text else None


def _selector_message(text: str) -> str:
    if not text:
        return "a selector is missing here: the browser drops the whole rule"
    message = _comment_message(text)
    return message or f"{quoted(text.encode())} is no selector that a browser understands: it drops the whole rule"


def _declaration_message(source: Source, head: Tokens) -> str:
    text = source.slice(head)
    message = _comment_message(text)
    if message is not None:
        return message
    if head.nodes[0].type == "ident":
        return f"a `:` is missing after {quoted(head.nodes[0].value.encode(errors='replace'))}"
    return f"{quoted(text.encode())} is no declaration: write name: value;"
