"""Whether JavaScript was left as somebody wrote it: minified, obfuscated and mangled code, told from its tokens.

It is one linear scan over the bytes and nothing is parsed, so that a bundle of megabytes costs little. The features
and thresholds were measured on thousands of files of npm packages, plain and generated.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from checker.languages.parsing import end_of_line
from checker.languages.skimming import BLANKS, LONGEST_BANNER, Form, Fragment, Skimmed
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LONG_LINE = 300
"""Bytes of code, literals collapsed; hardly anybody writes a longer line."""
_FRAGMENT_LINE = 1_000
"""Bytes of code on a line that count as pasted minified code in a file that is plain otherwise."""
_SMALLEST_FILE = 200
"""Bytes; less code can be dense by chance."""
_FEW_LINES, _MANY_LINES = 5, 30
"""So many lines that somebody wrote make a file of one's own, whatever is pasted into it: few if they are a visible
share of the file, many in any case."""

_TOKEN = regex(
    rb"""(?P<comment>//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?+)
      |(?P<text>"(?:[^"\\\n]|\\.)*+"?+|'(?:[^'\\\n]|\\.)*+'?+|`(?:[^`\\]|\\.)*+`?+)
      |/""",
    re.VERBOSE | re.DOTALL,
)
_REGULAR_EXPRESSION = regex(rb"/(?![*/])(?:[^/\\\n\[]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n])*+\])++/[a-z]*+")
_BEFORE_EXPRESSION = regex(
    rb"(?:[=(:,\[!&|?{};+\-*%^~<>]|\b(?:return|typeof|case|in|of|delete|void|do|else|throw|new|await|yield))\Z"
)
_SIGNS_AROUND_TABLE = 4
"""Brackets and `=` that may stand around data: `window.acme = JSON.parse(…)`."""
_BYTES_PER_SIGN = 500
"""Between brackets or `=` in data; in code there are far fewer."""
_BYTES_PER_ITEM = 50
"""Of an item of a list at most, on average."""
_WORD = regex(rb"[A-Za-z_$][\w$]*+")
_HEXADECIMAL_NAME = regex(rb"\b_0x[0-9a-f]{2,}+\b")
_HEXADECIMAL_NUMBER = regex(rb"\b0x[0-9a-f]++\b")
_VEILED_TRUTH = b"!![]"
_MANY_TRACES = 6
_VEILED_SHARE = 0.5
"""Share of a file in lines with names as obfuscators give them, from which the whole file is obfuscated."""
_HEXADECIMAL_ESCAPE = regex(rb"\\x[0-9a-fA-F]{2}")
_ESCAPED_WORD = regex(rb"(?:\\x(?:4[1-9a-fA-F]|5[0-9aA]|6[1-9a-fA-F]|7[0-9aA])){8}")
"""Letters that have no need to be escaped."""
_GAP = rb"\s{0,20}"
_UNPACKING = regex(
    rb"\b(?:eval|Function)"
    + _GAP
    + rb"\("
    + _GAP
    + rb"(?:function"
    + _GAP
    + rb"\("
    + _GAP
    + (_GAP + b"," + _GAP).join((b"p", b"a", b"c", b"k", b"e"))
    + rb"\b|(?:window\.)?(?:atob|unescape|decodeURIComponent|String\.fromCharCode)"
    + _GAP
    + rb"\()"
)
"""Dean Edwards' packer, and code that is decoded and run at once."""
_BRACKETS = b"[]()!+"
_DECLARATION = regex(rb"\b(?:var|let|const)\s++([A-Za-z_$][\w$]*+)|\bfunction\b\s*+[\w$]*+\s*+\(([^()]{0,400})\)|=>")
_LAST_NAME = regex(rb"[\w$]+\Z")
_LONGEST_PARAMETERS = 200
_NAMES_TO_JUDGE = 30
_MOST_NAMES_TO_JUDGE = 1_000

_KEYWORDS = frozenset(
    b"break case catch class const continue debugger default delete do else export extends false finally for function"
    b" if import in instanceof new null return static super switch this throw true try typeof undefined var void while"
    b" with yield let async await of get set arguments".split()
)


class SkimmedScript(Skimmed):
    """JavaScript with its comments, texts and regular expressions found."""

    @cached_property
    def banner(self) -> str:
        """The text of the comments before the first code, as much of it as names and licences need."""
        end = 0
        for start, stop, is_comment in self.tokens:
            if not is_comment or self.code[end:start].strip(BLANKS + b";"):
                break
            end = stop
        return self.code[: min(end, LONGEST_BANNER)].decode("utf-8", "replace")

    @property
    def form(self) -> Form:
        """How the code looks as a whole."""
        if self._is_obfuscated:
            return Form.OBFUSCATED
        if self._is_minified:
            return Form.MINIFIED
        return Form.MANGLED if self._has_mangled_names else Form.PLAIN

    @cached_property
    def fragments(self) -> tuple[Fragment, ...]:
        """The minified and obfuscated lines; those that follow on each other are one fragment."""
        found: list[Fragment] = []
        for fragment in sorted((*self._strange_lines(), *self._escaping_lines()), key=lambda one: one.start):
            start = fragment.start
            if found and found[-1].form is fragment.form and not self.code[found[-1].end : start].strip():
                start = found.pop().start
            if not found or fragment.start >= found[-1].end:
                found.append(Fragment(start, fragment.end, fragment.form))
        return tuple(found)

    def _strange_lines(self) -> Iterator[Fragment]:
        for number in self._suspicious_lines:
            is_veiled = number in self._lines_of_hexadecimal_names
            form = Form.OBFUSCATED if is_veiled else _form_of_line(self._lines[number])
            if form is not None:
                yield Fragment(*self._original_line(number), form)

    def _escaping_lines(self) -> Iterator[Fragment]:
        last_end = -1
        for word in _ESCAPED_WORD.finditer(self.code) if b"\\x" in self.code else ():
            if word.start() >= last_end:
                start, last_end = self.code.rfind(b"\n", 0, word.start()) + 1, end_of_line(self.code, word.start())
                start += len(self.code[start:last_end]) - len(self.code[start:last_end].lstrip())
                yield Fragment(start, last_end, Form.OBFUSCATED)

    @property
    def _suspicious_lines(self) -> Sequence[int]:
        long = {number for number, line in enumerate(self._lines) if len(line) > _FRAGMENT_LINE}
        unpacking = _UNPACKING.finditer(self._collapsed)
        unpacking_lines = {bisect_right(self._line_starts, found.start()) - 1 for found in unpacking}
        return sorted(long | unpacking_lines | self._lines_of_hexadecimal_names)

    @cached_property
    def _hexadecimal_names(self) -> Sequence[int]:
        """Where names stand as obfuscators give them, if there are many."""
        found = _HEXADECIMAL_NAME.finditer(self._collapsed) if b"_0x" in self._collapsed else ()
        starts = [name.start() for name in found]
        return starts if len(starts) >= _MANY_TRACES else ()

    @property
    def _is_full_of_hexadecimal_names(self) -> bool:
        strange = len(self._hexadecimal_names)
        return strange > 0 and strange >= 0.05 * sum(word not in _KEYWORDS for word in _WORD.findall(self._collapsed))

    @cached_property
    def _lines_of_hexadecimal_names(self) -> frozenset[int]:
        return frozenset(bisect_right(self._line_starts, start) - 1 for start in self._hexadecimal_names)

    @cached_property
    def _is_minified(self) -> bool:
        if len(self.code) < _SMALLEST_FILE:
            return False
        lines = [line for line in self._lines if line.strip() and not _is_table(line)]
        size = sum(map(len, lines))
        blanks = _share(b"\n".join(lines), BLANKS)
        long = sum(len(line) for line in lines if len(line) > _LONG_LINE)
        is_long = 2 * long >= size > 0 and blanks < 0.12
        is_dense = blanks < 0.06 and size > 80 * len(lines)
        return (is_long or is_dense) and not self._has_written_part(lines)

    @staticmethod
    def _has_written_part(lines: Sequence[bytes]) -> bool:
        """Whether, beside long lines, there is code that somebody laid out."""
        written = [line for line in lines if len(line) <= _LONG_LINE]
        is_visible = 20 * sum(map(len, written)) >= sum(map(len, lines))
        is_enough = len(written) >= (_FEW_LINES if is_visible else _MANY_LINES)
        return is_enough and _share(b"\n".join(written), BLANKS) >= 0.15

    @cached_property
    def _is_obfuscated(self) -> bool:
        size = len(self.code)
        if size > 2 * _SMALLEST_FILE and 4 * self.code.count(b"\\x") > 0.3 * size:
            return 4 * len(_HEXADECIMAL_ESCAPE.findall(self.code)) > 0.3 * size
        if _is_of_brackets(self._collapsed) or self._has_veiled_values:
            return True
        if self._is_full_of_hexadecimal_names:
            veiled = sum(len(self._lines[number].strip()) for number in self._lines_of_hexadecimal_names)
            if veiled >= _VEILED_SHARE * sum(len(line.strip()) for line in self._lines):
                return True
        packed = sum(part.end - part.start for part in self.fragments if part.form is Form.OBFUSCATED)
        return packed > 0 and 2 * packed >= sum(map(len, self.code.split()))

    @property
    def _has_veiled_values(self) -> bool:
        """Whether `true` and numbers are written as obfuscators write them, whatever names these give."""
        return _VEILED_TRUTH in self._collapsed and len(_HEXADECIMAL_NUMBER.findall(self._collapsed)) >= _MANY_TRACES

    @cached_property
    def _has_mangled_names(self) -> bool:
        names = list(islice((name for name in self._declared() if name not in _KEYWORDS), _MOST_NAMES_TO_JUDGE))
        short = sum(len(name) <= 2 for name in names)
        shortest = sum(len(name) == 1 for name in names)
        return len(names) >= _NAMES_TO_JUDGE and short >= 0.85 * len(names) and shortest >= 0.6 * len(names)

    def _declared(self) -> Iterator[bytes]:
        """The names of variables and parameters, but in lines that are judged by themselves."""
        text = b"\n".join(line for line in self._lines if len(line) <= _FRAGMENT_LINE)
        for found in _DECLARATION.finditer(text):
            if found[1]:
                yield found[1]
            elif found[2] is not None:
                yield from _names(found[2])
            else:
                yield from _arrow_parameters(text, found.start())


def skim_script(code: bytes) -> SkimmedScript:
    """Find the comments and literals of JavaScript, whatever its syntax."""
    return SkimmedScript(code, tuple(_tokens(code)))


def _tokens(code: bytes) -> Iterator[tuple[int, int, bool]]:
    position = last_end = 0
    line_without = -1
    """Up to here no regular expression ends."""
    before = b";"
    while (token := _TOKEN.search(code, position)) is not None:
        start, end = token.span()
        before = code[max(last_end, start - 40) : start].rstrip() or before
        if token["comment"] is None and token["text"] is None:
            found = None
            if start > line_without and _BEFORE_EXPRESSION.search(before[-12:]):
                found = _REGULAR_EXPRESSION.match(code, start)
                line_without = line_without if found else end_of_line(code, start)
            if found is None:
                position, before, last_end = end, b"/", end
                continue
            end = found.end()
        is_comment = token["comment"] is not None
        yield start, end, is_comment
        before = before if is_comment else b'"'
        position = last_end = end


def _share(text: bytes, characters: bytes) -> float:
    return (len(text) - len(text.translate(None, characters))) / (len(text) or 1)


def _is_table(line: bytes) -> bool:
    """Whether a long line lists data, in which hardly anything is called or set."""
    if len(line) <= _LONG_LINE:
        return False
    calls_and_values = line.count(b"(") + line.count(b"=")
    is_data = calls_and_values <= _SIGNS_AROUND_TABLE + len(line) // _BYTES_PER_SIGN
    return is_data and line.count(b",") > len(line) // _BYTES_PER_ITEM


def _is_of_brackets(text: bytes) -> bool:
    """Whether code consists of brackets, as JSFuck writes it."""
    written = text.translate(None, BLANKS)
    return len(written) > 2 * _SMALLEST_FILE and _share(written, _BRACKETS) > 0.9 and b"[]" in written


def _form_of_line(line: bytes) -> Form | None:
    if _UNPACKING.search(line):
        return Form.OBFUSCATED
    if len(line) <= _FRAGMENT_LINE:
        return None
    if len(_HEXADECIMAL_NAME.findall(line)) >= _MANY_TRACES or _is_of_brackets(line):
        return Form.OBFUSCATED
    is_code = _share(line, b"{};") > 0.01 and not _is_table(line)
    return Form.MINIFIED if is_code and _share(line, b" \t") < 0.08 else None


def _names(parameters: bytes) -> Iterator[bytes]:
    for parameter in parameters.split(b","):
        name = parameter.strip()
        if _WORD.fullmatch(name):
            yield name


def _arrow_parameters(text: bytes, arrow: int) -> Iterator[bytes]:
    before = text[max(arrow - _LONGEST_PARAMETERS, 0) : arrow].rstrip()
    if before.endswith(b")"):
        yield from _names(before[before.rfind(b"(") + 1 : -1])
    elif name := _LAST_NAME.search(before):
        yield name[0]
