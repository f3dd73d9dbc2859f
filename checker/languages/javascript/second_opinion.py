"""The strict second opinion: esprima says whether a file is valid, and where not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from checker.languages.javascript.esprima_tree import Translation
from checker.languages.javascript.interpreter import recursion_limit, without_garbage_collection
from checker.languages.javascript.reading import Reading
from checker.languages.javascript.wording import located
from checker.languages.offsets import CodePointOffsets, decode_in_place
from checker.languages.syntax import SyntaxFault
from checker.regex import regex

if TYPE_CHECKING:
    import esprima
    from esprima.nodes import Node as Theirs

MAX_SIZE = 512 * 1024
"""In bytes; more takes too long: half a megabyte is a second or two."""
MAX_LINE = 64 * 1024
"""In bytes; esprima takes quadratic time for a long string or regular expression that is not closed."""
_FRAMES = 8_000

_ITS_BUGS = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What esprima raises over some broken code instead of its own error."""

_MODULE_WORD = regex(r"(?:import|export)\b")
_MODULE_STATEMENT = regex(r"(?:^|[;}])[ \t]*(?:import|export)\b(?=\s*[\w{*'\"])", re.MULTILINE)
_TAG = regex(r"<[A-Za-z>]")
_NEWER = regex(r"@[\w$(]|(?<=\busing )[\w$]|(?<=--)>")
"""Where esprima stops at what it does not know: decorators, `using`, and an HTML-like comment after another."""
_TOKEN = regex(r"[^\S\n]*([\w$]{1,100}|\S)")


class NotJudged(NamedTuple):
    """The code is too large, too deeply nested or too new for this parser."""

    reason: str


_FAILED = NotJudged("the parser failed over this code")
_TOO_DEEP = NotJudged("the code is nested too deeply")


def verdict(code: bytes) -> SyntaxFault | NotJudged | None:
    """Return the first error in the code, or None if it is a valid script or module."""
    answer = _answer(code, with_comments=False)
    return answer if isinstance(answer, (SyntaxFault, NotJudged)) else None


def read(code: bytes) -> Reading | SyntaxFault | NotJudged:
    """Read a valid script or module, or return its first error."""
    tree = _answer(code, with_comments=True)
    if isinstance(tree, (SyntaxFault, NotJudged)):
        return tree
    translation = Translation(code, CodePointOffsets(decode_in_place(code)), tree)
    with recursion_limit(_FRAMES), without_garbage_collection():
        try:
            return Reading(translation.program(), translation.comments(), ())
        except RecursionError:
            return _TOO_DEEP
        except _ITS_BUGS:
            return _FAILED


def _answer(code: bytes, *, with_comments: bool) -> Theirs | SyntaxFault | NotJudged:
    """Return esprima's tree, or why there is none."""
    import esprima

    if len(code) > MAX_SIZE or any(len(line) > MAX_LINE for line in code.splitlines()):
        return NotJudged("the code is too large or has too long a line")
    text = decode_in_place(code)
    with recursion_limit(_FRAMES), without_garbage_collection():
        try:
            return _tree(text, with_comments=with_comments)
        except RecursionError:
            return _TOO_DEEP
        except esprima.Error as error:
            if error.message.endswith("resource limit"):
                return _TOO_DEEP
            if _NEWER.match(text, error.index):
                return NotJudged("the code uses syntax that this parser does not know")
            return _fault(text, error)
        except _ITS_BUGS:
            return _FAILED


def _tree(text: str, *, with_comments: bool) -> Theirs:
    """Parse the text as a script, and as a module or as JSX if that is what the parser stumbles over."""
    import esprima

    options: dict[str, object] = {"range": True, "positionEncoding": "scalar", "comment": with_comments}
    while True:
        try:
            return esprima.parse(text, options)
        except esprima.Error as error:
            more = _other_options(text, error.index)
            if more.items() <= options.items():
                raise
            options |= more


def _other_options(text: str, index: int) -> dict[str, object]:
    if _TAG.match(text, index) and text[:index].strip():  # a file that starts with a tag is no JavaScript
        return {"jsx": True}
    if _MODULE_WORD.match(text, index) or _MODULE_STATEMENT.search(text):
        return {"sourceType": "module"}
    return {}


def _fault(text: str, error: esprima.Error) -> SyntaxFault:
    """Say where and what the error is; at the end of a line or of the file, the character before is marked."""
    index, message = located(error.message, error.index, text)
    found = _TOKEN.match(text, index)
    last = max(len(text[:index].rstrip()) - 1, 0)
    start, end = found.span(1) if found else (last, last + 1)
    offsets = CodePointOffsets(text)
    return SyntaxFault(offsets.byte(start), offsets.byte(end), message)
