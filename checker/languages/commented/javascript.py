"""Whether a text is JavaScript, or a piece that was cut out of some."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from checker.languages.commented.brackets import missing
from checker.languages.commented.markup import is_markup
from checker.languages.commented.telling import (
    are_items,
    are_members,
    are_methods,
    are_statements,
    are_whole_statements,
    is_chain,
)
from checker.languages.javascript import adapter, second_opinion
from checker.languages.javascript import estree as js
from checker.languages.javascript.interpreter import recursion_limit
from checker.languages.syntax import SyntaxFault, TooSlow
from checker.languages.vocabulary import words
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from checker.languages.javascript.estree import Node

_SECONDS = 1.0
_FRAMES = 5_000
_SIGN = regex(
    r"""[(){}\[\]=;'"`] | \+\+ | -- | ^[^\S\n]*(?:[,.+?:]|&&|\|\|)\s*[\w$'"(] | [,+]\s*$ | :\s*\S
    | ^[^\S\n]*(?:return|debugger|break|continue|throw|delete|else|case|default|import|export)\b""",
    re.VERBOSE | re.MULTILINE,
)
"""Text without any of these is no code."""
_WORD_BEFORE_PARENTHESIS = regex(r"(?P<word>[\w$.]+)[ \t]+\(")
_ABBREVIATION = regex(r"[\w.]+\.[ \t]+\w")
_KEYWORDS = words("if for while switch catch function return typeof await new in of with async do else case")
_OPERATOR_AT_END = regex(r"(?:(?<!\+)\+|[?:=]|&&|\|\||=>)\Z")
_OPERATOR_AT_START = regex(r"\?(?!\.)|:|\+(?!\+)|&&|\|\|")
_MAYBE_ITEMS = ("'", '"', "`", "[", "{", "(")


class _Frame(NamedTuple):
    """Code around a text that makes it whole."""

    before: str
    after: str
    tells: Callable[[Sequence[Node], str], bool]
    """Whether what was read of the text, and the text, are more than words."""


_STATEMENTS = _Frame("class A extends B { async *m() { for (;;) {", "\n} } }", are_statements)
_REST = _Frame(_STATEMENTS.before, _STATEMENTS.after, are_whole_statements)
_MODULE = _Frame("", "\n", are_statements)
_CASES = _Frame("class A extends B { async *m() { for (;;) switch (a) {", "\n} } }", are_statements)
_MEMBERS = _Frame("({", "\n})", are_members)
_METHODS = _Frame("class A extends B {", "\n}", are_methods)
_ITEMS = _Frame("[", "\n]", are_items)
_CHAIN = _Frame("(async function () { x", "\n})", is_chain)
_OPENERS = {")": "f(", "]": "[", "}": "function () {"}


def is_javascript(text: str) -> bool:
    """Whether a text is code and says more than a word. Prose that happens to parse, such as `note: this`, is none."""
    text = text.strip()
    if not _SIGN.search(text):
        return False
    if text.startswith("<"):
        return is_markup(text)
    return not _is_remark(text) and any(_is_code(frame, code, text) for frame, code in _framed(text))


def _is_remark(text: str) -> bool:
    """Whether a text is written as a sentence is: `timeout (ms)`, `e.g. load(id)`."""
    if _ABBREVIATION.match(text):
        return True
    found = _WORD_BEFORE_PARENTHESIS.match(text)
    if found is None or found["word"] in _KEYWORDS:
        return False
    return not text.isascii() or not text.endswith((";", "{", "}"))


def _framed(text: str) -> Iterator[tuple[_Frame, str]]:
    """The ways in which a text may be a piece of code, the likeliest first."""
    brackets = missing(text)
    if brackets is None:
        return
    closed, opened = brackets
    whole = text + (" x" if _OPERATOR_AT_END.search(text) else "") + (f"\n{opened}" if opened else "")
    if closed:
        openers = "".join(_OPENERS[bracket] for bracket in reversed(closed))
        yield _REST, openers.replace("function () {", "if (x) {") + whole
        yield _REST, ("try {" if closed == "}" else f"x = {openers}") + whole
    elif text.startswith((".", "?.")):
        yield _CHAIN, whole
    elif _OPERATOR_AT_START.match(text):
        yield _ITEMS, {"?": "x", ":": "x ? x "}.get(text[0], "x ") + whole
    elif text.startswith(("case ", "case'", 'case"', "default:")):
        yield _CASES, whole
    elif text.startswith(("import ", "export ")):
        yield _MODULE, whole
    else:
        yield from _standing_alone(text, whole)


def _standing_alone(text: str, whole: str) -> Iterator[tuple[_Frame, str]]:
    if not text.endswith(","):
        yield _STATEMENTS, whole
    if ":" in text or "{" in text:
        yield _MEMBERS, whole.lstrip(", ")
    if "{" in text:
        yield _METHODS, whole
    if text.endswith((",", "+")) and text.startswith(_MAYBE_ITEMS):
        yield _ITEMS, whole


def _is_code(frame: _Frame, content: str, text: str) -> bool:
    code = f"{frame.before}{content}{frame.after}".encode("utf-8", "replace")
    try:
        with recursion_limit(_FRAMES):
            tells = _tells(frame, code, text)
    except (RecursionError, TooSlow):
        return False
    return tells and not isinstance(second_opinion.verdict(code), SyntaxFault)


def _tells(frame: _Frame, code: bytes, text: str) -> bool:
    reading = adapter.read(code, _SECONDS)
    if reading.doubts:
        return False
    start, end = len(frame.before.encode()), len(code) - len(frame.after.encode())
    return frame.tells([*_content_of(reading.program, start, end)], text)


def _content_of(program: js.Program, start: int, end: int) -> Iterator[Node]:
    """The outermost nodes that stand between two byte offsets, in the order of the source."""
    waiting: list[Node] = [program]
    while waiting:
        node = waiting.pop()
        if node.start >= start and node.end <= end and node is not program:
            yield node
        elif node.end > start and node.start < end:
            waiting += reversed(js.children(node))
