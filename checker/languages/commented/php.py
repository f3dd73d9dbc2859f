"""Whether a text is PHP, or a piece that was cut out of some."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from checker.languages import php
from checker.languages.commented.brackets import missing
from checker.languages.commented.markup import is_markup
from checker.languages.parsing import walk
from checker.languages.syntax import TooDeep, TooSlow
from checker.languages.vocabulary import words
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECONDS = 1.0
_SIGN = regex(
    r"[$;({\[]|=>|->|::|^[^\S\n]*(?:return|break|continue|echo|exit|die|use|else|case|namespace|require\w*|include\w*)\b",
    re.MULTILINE,
)
"""Text without any of these is no code."""
_CALL = regex(r"(?:[\w\\]+(?:->|::))*[A-Za-z_\\][\w\\]*\(.*\)\Z", re.ASCII | re.DOTALL)
_NAME = regex(r"\$\w+")
"""A variable alone says what stands beside the comment."""
_SENTENCE = regex(r"[^\W\d_][\w.]*[ \t]+\(")
_MEMBER = regex(r"(?:abstract|final|public|protected|private|static|const|function)\b")
_DOING = words(
    "assignment_expression augmented_assignment_expression break_statement case_statement class_declaration "
    "const_declaration continue_statement echo_statement exit_statement for_statement foreach_statement "
    "function_call_expression function_definition if_statement include_expression include_once_expression "
    "interface_declaration member_access_expression member_call_expression method_declaration "
    "namespace_definition namespace_use_declaration nullsafe_member_call_expression object_creation_expression "
    "print_intrinsic property_declaration require_expression require_once_expression return_statement "
    "scoped_call_expression subscript_expression switch_statement throw_expression trait_declaration "
    "try_statement update_expression unset_statement variable_name while_statement"
)
"""What no sentence holds."""


class _Frame(NamedTuple):
    """Code around a text that makes it whole."""

    before: str
    after: str


_STATEMENTS = _Frame("<?php class A extends B { function m() { foreach ($a as $b) {", "\n} } }")
_TOP = _Frame("<?php ", "\n")
_CASES = _Frame("<?php foreach ($a as $b) { switch ($c) {", "\n} }")
_MEMBERS = _Frame("<?php class A extends B {", "\n}")
_ITEMS = _Frame("<?php $a = [", "\n];")
_CHAIN = _Frame("<?php $a", "\n;")
_OPENERS = {")": "f(", "]": "[", "}": "function () {"}


def is_php(text: str) -> bool:
    """Whether a text is code and says more than a word."""
    text = text.strip()
    if _NAME.fullmatch(text):
        return False
    if not _SIGN.search(text):
        return is_markup(text)
    if _SENTENCE.match(text) and not text.isascii():
        return False
    return is_markup(text) or any(_is_code(frame, code) for frame, code in _framed(text))


def _framed(text: str) -> Iterator[tuple[_Frame, str]]:
    brackets = missing(text)
    if brackets is None:
        return
    closed, opened = brackets
    needs_end = not opened and not text.endswith((";", "}", ":", "?>", ",")) and ("$" in text or _CALL.match(text))
    whole = text + (";" if needs_end else "") + (f"\n{opened}" if opened else "")
    if opened and not opened.startswith("}") and not opened.endswith("}"):
        whole += ";"
    if closed:
        openers = "".join(_OPENERS[bracket] for bracket in reversed(closed))
        yield _STATEMENTS, openers.replace("function () {", "if ($x) {") + whole
        yield _STATEMENTS, ("try {" if closed == "}" else f"$x = {openers}") + whole
    elif text.startswith(("->", "?->", "::")):
        yield _CHAIN, text.rstrip(";") + (f"\n{opened}" if opened else "")
    elif text.startswith(("case ", "default:")):
        yield _CASES, whole
    elif text.startswith(("use ", "namespace ")):
        yield _TOP, whole
    else:
        yield _STATEMENTS, whole
        if _MEMBER.match(text):
            yield _MEMBERS, whole
        if "=>" in text:
            yield _ITEMS, text.rstrip(", ") + (f"\n{opened}" if opened else "")


def _is_code(frame: _Frame, content: str) -> bool:
    code = f"{frame.before}{content}{frame.after}".encode("utf-8", "replace")
    try:
        parsed = php.parse(code, _SECONDS)
    except (TooDeep, TooSlow, RecursionError):
        return False
    if parsed.faults:
        return False
    start, end = len(frame.before.encode()), len(code) - len(frame.after.encode())
    is_list = frame is _ITEMS and content.startswith(("'", '"'))
    return (
        frame is _CHAIN
        or is_list
        or any(node.type in _DOING and start <= node.start_byte and node.end_byte <= end for node in walk(parsed.tree))
    )
