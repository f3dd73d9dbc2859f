"""The bytes as tokens, keys and scalars, and what is wrong with each."""

from __future__ import annotations

import re
from typing import NamedTuple, cast

from checker.languages.json.model import FaultKind, JsonFault, Key, Value
from checker.languages.parsing import quoted
from checker.regex import regex

MAX_FAULTS = 50
"""Faults reported for one document; the reader goes on, silently."""


class Token(NamedTuple):
    """A token with its byte offsets."""

    kind: str
    """A punctuation mark itself, or the name of a group of `_TOKEN`."""
    start: int
    end: int


_TOKEN = regex(
    rb"""[ \t\r\n]*+(?:
      (?P<plain> "[^"\\\x00-\x1f]*+" )
    | (?P<mark> [{}\[\]:,] )
    | (?P<number> -?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?(?![\w.+\-\x80-\xff]) )
    | (?P<literal> (?:true|false|null)(?![\w.+\-\x80-\xff]) )
    | (?P<string> "(?:[^"\\\n\r]|\\[^\n\r])*+" )
    | (?P<single> '(?:[^'\\\n\r]|\\[^\n\r])*+' )
    | (?P<open> ["'] )
    | (?P<comment> //[^\n\r]*+ | \#[^\n\r]*+ | /\*.*?(?:\*/|\Z) )
    | (?P<wrong> `[^`\n\r]*+` | \xe2\x80[\x9c-\x9f][^\n\r]*?(?:\xe2\x80[\x9c-\x9f]|")
        | \xc2[\xab\xbb][^\n\r]*?\xc2[\xab\xbb] )
    | (?P<space> \xef\xbb\xbf | \xc2\xa0 | \xe2\x80[\x80-\x8b\xa8\xa9\xaf] | \xe3\x80\x80 | [\x0b\x0c] )
    | (?P<word> https?://[^\s",]*+ | [^\s,:\[\]{}"'`/\#\x00-\x1f]++ )
    | (?P<other> . )
    | (?P<end> \Z )
    )""",
    re.VERBOSE | re.DOTALL,
)
_GOOD_TEXT = regex(
    rb"""(?:[^\\\x00-\x1f] | \\["\\/bfnrt] | \\u(?![dD][89a-fA-F])[0-9a-fA-F]{4}
        | \\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})*+""",
    re.VERBOSE,
)
_HALF_CHARACTER = regex(rb"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_ESCAPE = regex(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_REST_OF_LINE = regex(rb"[^\n\r]*+")
_QUOTE_INSIDE = regex(rb'[^"\n\r]*+(?:"(?![ \t]*+(?:[,}\]\n\r]|\Z))[^"\n\r]*+)*+"')
_BREAK_INSIDE = regex(rb'(?:[^"\\]|\\.){1,2000}+"(?=\s*+(?:[,}\]]|\Z))', re.DOTALL)
_WORDS = regex(rb"""[^,\[\]{}"':/\#\n\r]*+""")
_NUMBER_LIKE = regex(rb"[+-]?\.?[0-9][\w.+-]*")
_NOT_A_NUMBER = frozenset({b"NaN", b"-NaN", b"Infinity", b"+Infinity", b"-Infinity"})
_LITERALS: dict[bytes, bool | None] = {b"true": True, b"false": False, b"null": None}
_MEANT = {"none": "null", "nil": "null", "undefined": "null", "yes": "true", "no": "false"}
STRINGS = frozenset({"plain", "string", "open", "single", "wrong"})
VALUES = STRINGS | {"number", "literal"}
_EXACT_DIGITS = 400
"""Longer integers are beyond any float and become infinite, as in JavaScript; Python limits them anyway."""


class Scanner:
    """Reads on from `position`, and collects the faults."""

    def __init__(self, code: bytes) -> None:
        self.code = code
        self.position = 0
        self.faults: list[JsonFault] = []

    def next(self) -> Token:
        """Return the next token; comments and odd spaces on the way are faults."""
        while True:
            match = cast("re.Match[bytes]", _TOKEN.match(self.code, self.position))  # matches anything
            kind = cast("str", match.lastgroup)
            start, self.position = match.span(kind)
            if kind == "mark":
                return Token(chr(self.code[start]), start, self.position)
            if kind == "comment":
                self.fault("comment", start, self.position, "JSON has no comments: delete this one")
            elif kind == "space":
                self._odd_space(start)
            else:
                return Token(kind, start, self.position)

    def _odd_space(self, start: int) -> None:
        character = self.code[start : self.position].decode()
        if character == "\ufeff" and start == 0:
            message = "a byte order mark: save the file as UTF-8 without BOM"
            self.fault("byte-order-mark", start, self.position, message)
        else:
            message = f"an invisible character (U+{ord(character):04X}): replace it by an ordinary space"
            self.fault("space", start, self.position, message)

    def back_to(self, token: Token) -> None:
        """Read `token` once more."""
        self.position = token.start

    def fault(
        self, kind: FaultKind, start: int, end: int, message: str, related: tuple[int, int] | None = None
    ) -> None:
        """Report a mistake at these byte offsets, if there are not too many."""
        if not self._is_full:
            self.faults.append(JsonFault(kind, start, end, message, related))

    @property
    def _is_full(self) -> bool:
        """Whether to stop guessing far ahead, which would take quadratic time on a document of mistakes."""
        return len(self.faults) >= MAX_FAULTS

    def fault_at(self, token: Token, kind: FaultKind, message: str) -> None:
        """Report a mistake at `token`."""
        self.fault(kind, token.start, token.end, message)

    def unexpected(self, token: Token, message: str) -> None:
        """Report a token nothing can be made of; a run of them once."""
        last = self.faults[-1] if self.faults else None
        if last is not None and last.kind == "unexpected" and last.end == token.start:
            self.faults[-1] = last._replace(end=token.end)
        else:
            self.fault_at(token, "unexpected", message)

    def quoted(self, token: Token) -> str:
        """Return the token as a message shows it."""
        return quoted(self.code[token.start : token.end])

    def line_end(self, start: int) -> int:
        """Return where the line of `start` ends."""
        return cast("re.Match[bytes]", _REST_OF_LINE.match(self.code, start)).end()

    def scalar(self, token: Token) -> Value:
        """Read a string, number or literal."""
        text = self.code[token.start : token.end]
        if token.kind == "number":
            return Value("number", token.start, token.end, _number(text))
        if token.kind == "literal":
            return Value("literal", token.start, token.end, _LITERALS[text])
        string = self._string(token)
        return Value("string", token.start, self.position, string)

    def _string(self, token: Token) -> str:
        """Read a string of whatever quotes; an unclosed one moves the position to where it seems to end."""
        start, end = token.start, token.end
        if token.kind == "plain":
            return self.code[start + 1 : end - 1].decode(errors="replace")
        if token.kind == "open":
            return self._open_string(start)
        if token.kind == "wrong":
            self.fault("wrong-quote", start, end, 'text must be in straight double quotes: "…"')
            return self.code[start:end].decode(errors="replace")[1:-1]
        if token.kind == "single":
            self.fault("single-quote", start, end, "text must be in double quotes, not in single ones")
        else:
            self._check_text(start + 1, end - 1)
        return _unescaped(self.code[start + 1 : end - 1])

    def _open_string(self, start: int) -> str:
        match = None if self._is_full else _BREAK_INSIDE.match(self.code, start + 1)
        if match is not None:
            self.position = match.end()
            message = "a line break inside a text: write \\n in its place"
            self.fault("bad-string", start, self.position, message)
            return _unescaped(self.code[start + 1 : self.position - 1])
        line = self.code[start : self.line_end(start)]
        self.position = start + max(len(line.rstrip(b" \t,}]")), 1)
        message = "this text is not closed: add the double quote at its end"
        self.fault("bad-string", start, self.position, message)
        return _unescaped(self.code[start + 1 : self.position])

    def _open_key(self, start: int) -> str:
        colon = self.code.find(b":", start, self.line_end(start))
        if colon < 0:
            return self._open_string(start)
        self.position = start + len(self.code[start:colon].rstrip())
        self.fault("bad-string", start, self.position, "this key is not closed: add the double quote at its end")
        return _unescaped(self.code[start + 1 : self.position])

    def _check_text(self, start: int, end: int) -> None:
        bad = cast("re.Match[bytes]", _GOOD_TEXT.match(self.code, start, end)).end()
        if bad == end:
            return
        if self.code[bad] != ord("\\"):
            name = "a tab" if self.code[bad] == ord("\t") else f"control character U+{self.code[bad]:04X}"
            message = f"{name} inside a text: write an escape such as \\t in its place, or delete it"
            self.fault("bad-string", bad, bad + 1, message)
        elif _HALF_CHARACTER.match(self.code, bad, end):
            self.fault("bad-string", bad, bad + 6, "half a character: write the emoji or letter itself")
        else:
            message = f"{quoted(self.code[bad : bad + 2])} is no escape of JSON: write a backslash as \\\\"
            self.fault("bad-string", bad, bad + 2, message)

    def quotes_inside(self, last: Value) -> bool:
        """Whether the string `last` goes on after a quote that was not escaped; then read it to its end."""
        match = None if self._is_full else _QUOTE_INSIDE.match(self.code, last.end)
        if match is None:
            return False
        message = 'this text holds double quotes: write \\" inside it'
        self.fault("bad-string", last.start, match.end(), message)
        self.position = match.end()
        return True

    def key(self, token: Token) -> Key:
        """Read a key, whatever stands in its place."""
        if token.kind in STRINGS:
            text = self._open_key(token.start) if token.kind == "open" else self._string(token)
            return Key(token.start, self.position, text)
        message = f'the key {self.quoted(token)} must be in double quotes: "…"'
        self.fault("unquoted-key", token.start, token.end, message)
        return Key(token.start, token.end, self.code[token.start : token.end].decode(errors="replace"))

    def bad_value(self, token: Token) -> Value:
        """Read words that are no value, as far as they belong together, and say what was meant."""
        end = max(token.end, cast("re.Match[bytes]", _WORDS.match(self.code, token.start)).end())
        text = self.code[token.start : end].rstrip()
        self.position = end = token.start + max(len(text), 1)
        kind, message = _judged(text)
        self.fault(kind, token.start, end, message)
        return Value("invalid", token.start, end)


def _number(text: bytes) -> int | float:
    if text.isdigit() or text[1:].isdigit():
        return int(text) if len(text) <= _EXACT_DIGITS else float(text)
    return float(text)


def _unescaped(raw: bytes) -> str:
    text = raw.decode(errors="replace")
    if "\\" not in text:
        return text
    text = _ESCAPE.sub(_character, text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # joins the halves of an emoji


def _character(escape: re.Match[str]) -> str:
    code = escape[1]
    return chr(int(code[1:], 16)) if len(code) > 1 else _ESCAPED.get(code, code)


def _judged(text: bytes) -> tuple[FaultKind, str]:
    """Say what is wrong with a bare word where a value must stand."""
    if text in _NOT_A_NUMBER:
        return "not-a-number", f"{quoted(text)} is no JSON value: write null or a number"
    if _NUMBER_LIKE.fullmatch(text):
        return "bad-number", f"{quoted(text)} is no JSON number: write it like 10, -1.5 or 2e10"
    word = text.decode(errors="replace").lower()
    if word in _MEANT or word in {"true", "false", "null"}:
        return "bad-value", f"{quoted(text)} is no JSON value: write {_MEANT.get(word, word)}"
    return "bad-value", f"{quoted(text)} must be in double quotes, or be a number, true, false or null"
