"""The tokens of tinycss2 with their ends, which it does not tell, and what is wrong with them.

Component values tile the source when comments are kept: each ends where the next begins, the last one of a
block where the block closes. Only at the end of the file it must be found out which blocks are closed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from checker.languages.offsets import CodePointOffsets, decode_in_place
from checker.languages.syntax import Comment, SyntaxFault, TooDeep
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_DEPTH = 64

_BLANKS = frozenset({"whitespace", "comment"})
_DIGITS = regex(r"[0-9]++")
_EXACT_DIGITS = 1000
_LEAVES = {
    "string": regex(r"""(["'])(?:[^"'\\]|\\.|(?!\1)["'])*+\1?""", re.DOTALL),
    "url": regex(r"(?:[^)\\]|\\.)*+\)?", re.DOTALL),
    "name": regex(r"(?:[^)\]}\\]|\\.)*+", re.DOTALL),
    "function": regex(r"(?:[^(\\]|\\.)*+\(?", re.DOTALL),
}
_OPENERS = {"{} block": "{", "[] block": "[", "() block": "(", "function": "("}
_CLOSERS = {"{": "}", "[": "]", "(": ")"}
_ERRORS = {
    "bad-string": "this string is not closed: add the quote at its end",
    "eof-in-string": "this string is not closed: add the quote at its end",
    "bad-url": 'this `url(…)` is not closed, or the address must be quoted: url("…")',
    "eof-in-url": "this `url(` is not closed: add the `)`",
    "}": "this `}` closes nothing: delete it, or add the `{` it belongs to",
    "]": "this `]` closes nothing: delete it",
    ")": "this `)` closes nothing: delete it",
}


class Node(Protocol):
    """A component value of tinycss2; `type` says which of these attributes it has."""

    type: str
    source_line: int
    source_column: int
    value: str
    lower_value: str
    name: str
    lower_name: str
    kind: str
    is_identifier: bool
    content: list[Node]
    arguments: list[Node]


class Tokens:
    """Some neighbouring tokens; token `i` spans `bounds[i]` to `bounds[i + 1]`, in code points."""

    __slots__ = ("bounds", "nodes")

    def __init__(self, nodes: Sequence[Node], bounds: Sequence[int]) -> None:
        self.nodes = nodes
        self.bounds = bounds

    def part(self, start: int, stop: int | None = None) -> Tokens:
        """Return the tokens from index `start` to before `stop`, by default the rest."""
        if stop is None:
            stop = len(self.nodes)
        return Tokens(self.nodes[start:stop], self.bounds[start : stop + 1])

    @property
    def start(self) -> int:
        """Where the first token begins."""
        return self.bounds[0]

    @property
    def end(self) -> int:
        """Where the last token ends."""
        return self.bounds[-1]

    def stripped(self) -> Tokens:
        """Leave out whitespace, comments and stray brackets at both ends."""
        nodes = self.nodes
        start, stop = 0, len(nodes)
        while start < stop and is_idle(nodes[start]):
            start += 1
        while stop > start and is_idle(nodes[stop - 1]):
            stop -= 1
        return self if stop - start == len(self.nodes) else self.part(start, stop)

    def split(self, separator: str) -> Iterator[Tokens]:
        """Yield the parts between the literals `separator`."""
        start = 0
        for index, node in enumerate(self.nodes):
            if is_literal(node, separator):
                yield self.part(start, index)
                start = index + 1
        yield self.part(start)


def is_literal(node: Node, value: str) -> bool:
    """Whether the token is this punctuation."""
    return node.type == "literal" and node.value == value


def is_blank(node: Node) -> bool:
    """Whether the token is whitespace or a comment."""
    return node.type in _BLANKS


def is_idle(node: Node) -> bool:
    """Whether the token means nothing: whitespace, a comment, a closing bracket that closes nothing."""
    return node.type in _BLANKS or (node.type == "error" and node.kind in _CLOSERS.values())


class Source:
    """A style sheet as a tree of tokens, with its comments and lexical faults.

    Raises TooDeep.
    """

    def __init__(self, code: bytes) -> None:
        self.text = decode_in_place(code)
        self.comments: list[Comment] = []
        self._offsets = CodePointOffsets(self.text)
        self._inside: dict[int, Tokens] = {}
        self._errors: list[tuple[int, int, Node]] = []
        nodes = _component_values(self.text)
        self._unclosed = self._find_unclosed(nodes)
        self.root = self._lay_out(nodes)

    def inside(self, node: Node) -> Tokens:
        """Return the tokens in a block or the arguments of a function."""
        return self._inside[id(node)]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Turn code-point indices into byte offsets."""
        return self._offsets.byte(start), self._offsets.byte(end)

    def slice(self, tokens: Tokens) -> str:
        """Return the source of some tokens."""
        return self.text[tokens.start : tokens.end]

    def fault(self, start: int, end: int, message: str) -> SyntaxFault:
        """Make a fault from code-point indices."""
        return SyntaxFault(*self.span(start, end), message)

    def faults(self) -> Iterator[SyntaxFault]:
        """Yield what is wrong with strings, addresses, comments and brackets; no mistake twice."""
        last_swallower = -1
        for start, end, node in self._errors:
            if node.type == "comment":
                yield self.fault(start, start + 2, "this comment is not closed: add `*/`")
            elif node.kind in _CLOSERS.values():
                if not self._is_in_unclosed_parentheses(start):
                    yield self.fault(start, start + 1, _ERRORS[node.kind])
                continue
            else:
                yield self.fault(start, min(end, self._line_end(start)), _ERRORS[node.kind])
            last_swallower = max(last_swallower, start)
        yield from self._unclosed_faults(last_swallower)

    def is_broken(self, tokens: Tokens) -> bool:
        """Whether a lexical fault speaks for these tokens already."""
        return any(node.type == "error" for node in tokens.nodes) or tokens.nodes[-1:] == self._unclosed[:1] != []

    def is_in_unclosed(self, position: int) -> bool:
        """Whether a block that is never closed begins before this code point."""
        return any(self._index(node) < position for node in self._unclosed)

    def _is_in_unclosed_parentheses(self, position: int) -> bool:
        return any(node.type != "{} block" and self._index(node) < position for node in self._unclosed)

    def _unclosed_faults(self, last_swallower: int) -> Iterator[SyntaxFault]:
        """Report what is open at the end, but not what a broken string or comment kept from being closed."""
        culprits = [node for node in self._unclosed if node.type != "{} block"][-1:] or self._unclosed
        for node in culprits:
            start = self._index(node)
            if start > last_swallower:
                opener = _OPENERS[node.type]
                message = f"this `{opener}` is never closed: add the missing `{_CLOSERS[opener]}`"
                end = self._content_start(node)
                yield self.fault(end - 1, end, message)

    def _line_end(self, start: int) -> int:
        found = self.text.find("\n", start)
        return len(self.text) if found < 0 else found

    def _index(self, node: Node) -> int:
        return self._offsets.line_starts[node.source_line - 1] + node.source_column - 1

    def _lay_out(self, root: list[Node]) -> Tokens:
        unclosed = {id(node) for node in self._unclosed}
        top = Tokens(root, self._bounds(root, len(self.text)))
        todo = [(top, 0)]
        while todo:
            tokens, depth = todo.pop()
            if depth > MAX_DEPTH:
                raise TooDeep(f"nested more than {MAX_DEPTH} levels deep")
            for index, node in enumerate(tokens.nodes):
                children = _children(node)
                if children is not None:
                    end = tokens.bounds[index + 1] - (id(node) not in unclosed)
                    inside = Tokens(children, self._bounds(children, end))
                    self._inside[id(node)] = inside
                    todo.append((inside, depth + 1))
                elif node.type == "comment":
                    self._add_comment(node, tokens.bounds[index], tokens.bounds[index + 1])
                elif node.type == "error":
                    self._errors.append((self._index(node), tokens.bounds[index + 1], node))
        self.comments.sort(key=lambda comment: comment.start)
        self._errors.sort(key=lambda error: error[0])
        return top

    def _bounds(self, nodes: list[Node], end: int) -> list[int]:
        starts = self._offsets.line_starts
        bounds = [starts[node.source_line - 1] + node.source_column - 1 for node in nodes]
        if nodes and nodes[-1].type == "error" and nodes[-1].kind.startswith("eof"):
            bounds[-1] = end  # it stands where the string or address before it begins
        bounds.append(end)
        return bounds

    def _add_comment(self, node: Node, start: int, end: int) -> None:
        is_closed = end - start >= len("/**/") and self.text.endswith("*/", start, end)
        text = self.text[start + 2 : end - 2 if is_closed else end]
        self.comments.append(Comment(*self.span(start, end), text))
        if not is_closed:
            self._errors.append((start, end, node))

    def _find_unclosed(self, nodes: list[Node]) -> list[Node]:
        """Find the blocks still open at the end of the file, the outermost first.

        They can only be the last token of the last token … of the file; what follows the innermost of all are
        the closing brackets of the others.
        """
        chain: list[Node] = []
        while nodes and (children := _children(nodes[-1])) is not None:
            chain.append(nodes[-1])
            nodes = children
        if not chain:
            return []
        end = self._leaf_end(nodes[-1]) if nodes else self._content_start(chain[-1])
        return chain[: max(len(chain) - (len(self.text) - end), 0)]

    def _leaf_end(self, node: Node) -> int:
        start = self._index(node)
        if node.type == "comment":
            found = self.text.find("*/", start + 2)
            return len(self.text) if found < 0 else found + 2
        if node.type == "error":
            if node.kind in _CLOSERS.values():
                return start + 1
            return self._match_end("url", start) if node.kind == "bad-url" else len(self.text)
        return self._match_end(node.type if node.type in _LEAVES else "name", start)

    def _content_start(self, node: Node) -> int:
        start = self._index(node)
        return self._match_end("function", start) if node.type == "function" else start + 1

    def _match_end(self, kind: str, start: int) -> int:
        match = _LEAVES[kind].match(self.text, start)
        return start if match is None else match.end()


def _component_values(text: str) -> list[Node]:
    from tinycss2 import parse_component_value_list

    try:
        nodes: list[Node] = parse_component_value_list(text)
    except ValueError:  # more digits than Python makes an integer of
        nodes = parse_component_value_list(_DIGITS.sub(_shortened, text))
    return nodes


def _shortened(digits: re.Match[str]) -> str:
    return digits[0][:_EXACT_DIGITS].ljust(len(digits[0]))


def _children(node: Node) -> list[Node] | None:
    if node.type in _OPENERS:
        return node.arguments if node.type == "function" else node.content
    return None
