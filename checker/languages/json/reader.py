"""The structure of a JSON document."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, cast

from checker.languages.json.model import Document, JsonFault, Key, Member, Value
from checker.languages.json.scanner import STRINGS, VALUES, Scanner, Token
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_DEPTH = 100
MAX_VALUES = 500_000

_CLOSER = {"{": "}", "[": "]"}
_CLOSERS = frozenset(_CLOSER.values())
_KEYS = STRINGS | {"word", "number", "literal"}
_COMMA = regex(rb"\s*+,")
_COLON = regex(rb"\s*+:")
_JAVASCRIPT = regex(rb"(?:const|define|exports?|function|let|module\.exports|require|return|var)(?![\w$])")

_State: TypeAlias = "Callable[[], _State | None]"


def parse(code: bytes) -> Document:
    """Read a JSON document from its UTF-8 bytes; never fails."""
    return _Reader(code).read()


class _Frame:
    """A bracket that is open, and what it holds so far."""

    def __init__(self, start: int, opener: str) -> None:
        self.start = start
        self.opener = opener
        self.members: list[Member] = []
        self.items: list[Value] = []
        self.first_keys: dict[str, Key] = {}
        self.key: Key | None = None
        """The key that waits for its value."""
        self.comma: Token | None = None
        """The comma just read, until something follows it."""


class _Reader:
    """A state machine: each state reads a token and returns the next state, None at the end."""

    def __init__(self, code: bytes) -> None:
        self._code = code
        self._scanner = Scanner(code)
        self._frames: list[_Frame] = []
        self._root: Value | None = None
        self._last: Value | None = None
        self._values = 0
        self._brackets_doubtful = False

    def read(self) -> Document:
        state: _State | None = self._begin
        while state is not None:
            state = state()
        return Document(self._root, tuple(sorted(self._scanner.faults, key=lambda fault: fault.start)))

    def _begin(self) -> _State | None:
        token = self._scanner.next()
        if token.kind in VALUES:
            return self._add(self._scanner.scalar(token))
        if token.kind in _CLOSER:
            return self._open(token)
        if token.kind == "end":
            self._scanner.fault("empty", 0, token.end, "the file is empty: it must hold at least `{}`")
        else:
            end = self._scanner.line_end(token.start)
            self._scanner.fault("bad-value", token.start, end, self._no_json(token))
        return None

    def _value(self) -> _State | None:
        token = self._scanner.next()
        if token.kind in VALUES:
            return self._add(self._scanner.scalar(token))
        if token.kind in _CLOSER:
            return self._open(token)
        if token.kind in {"word", "other"}:
            return self._add(self._scanner.bad_value(token))
        if token.kind == "end":
            return self._unclosed()
        if token.kind == ":":
            self._scanner.unexpected(token, "one `:` too many: delete it")
            return self._value
        return self._no_item(token) if self._frames[-1].opener == "[" else self._no_member_value(token)

    def _no_item(self, token: Token) -> _State | None:
        if token.kind in _CLOSERS:
            return self._close(token)
        self._extra_comma(token)
        return self._value

    def _no_member_value(self, token: Token) -> _State:
        self._scanner.fault_at(token, "missing-value", f"the value is missing before `{token.kind}`")
        return self._without_value(token)

    def _key(self) -> _State | None:
        token = self._scanner.next()
        if token.kind in _KEYS:
            return self._named(token)
        if token.kind in _CLOSERS:
            return self._close(token)
        if token.kind == "end":
            return self._unclosed()
        if token.kind in {",", "other"}:
            return self._no_key(token)
        self._scanner.fault_at(token, "missing-key", f"a key in double quotes is missing before `{token.kind}`")
        if token.kind != ":":
            self._scanner.back_to(token)
        return self._value

    def _no_key(self, token: Token) -> _State:
        if token.kind == ",":
            self._extra_comma(token)
        else:
            shown = self._scanner.quoted(token)
            self._scanner.unexpected(token, f"{shown} has no place here: a key in double quotes must follow")
        return self._key

    def _named(self, token: Token) -> _State:
        key = self._scanner.key(token)
        frame = self._frames[-1]
        first = frame.first_keys.setdefault(key.text, key)
        if first is not key:
            message = f"the key {self._scanner.quoted(token)} is there twice and only the last counts: delete one"
            self._scanner.fault("duplicate-key", key.start, key.end, message, (first.start, first.end))
        frame.key = key
        frame.comma = None
        return self._colon

    def _colon(self) -> _State | None:
        token = self._scanner.next()
        if token.kind == ":":
            return self._value
        if token.kind == "end":
            return self._unclosed()
        if token.kind == "word" and self._code.startswith(b"=", token.start):
            return self._equals_sign(token.start)
        self._scanner.fault_at(token, "missing-colon", "a `:` and a value must follow the key")
        if token.kind in _CLOSERS or token.kind == ",":
            return self._without_value(token)
        self._scanner.back_to(token)
        return self._value

    def _equals_sign(self, start: int) -> _State:
        end = start + (2 if self._code.startswith(b"=>", start) else 1)
        self._scanner.fault("missing-colon", start, end, "a `:` must follow the key, not `=`")
        self._scanner.position = end
        return self._value

    def _after(self) -> _State | None:
        token = self._scanner.next()
        if token.kind == ",":
            self._frames[-1].comma = token
            return self._first
        if token.kind in _CLOSERS:
            return self._close(token)
        return self._unclosed() if token.kind == "end" else self._no_comma(token)

    def _first(self) -> _State | None:
        return self._key() if self._frames[-1].opener == "{" else self._value()

    def _after_root(self) -> None:
        token = self._scanner.next()
        if token.kind != "end" and not self._brackets_doubtful:
            message = "the document has ended before: delete this, or the bracket that closed it too early"
            self._scanner.fault("extra-content", token.start, self._scanner.line_end(token.start), message)

    def _open(self, token: Token) -> _State | None:
        if len(self._frames) == MAX_DEPTH:
            message = f"nested more than {MAX_DEPTH} levels deep: the rest was not read"
            return self._give_up(JsonFault("too-deep", token.start, token.end, message))
        self._frames.append(_Frame(token.start, token.kind))
        return self._first

    def _add(self, value: Value) -> _State | None:
        self._attach(value)
        self._values += 1
        if self._values > MAX_VALUES:
            message = f"more than {MAX_VALUES} values: the rest was not read"
            return self._give_up(JsonFault("too-large", value.start, value.end, message))
        return self._after if self._frames else self._after_root

    def _attach(self, value: Value) -> None:
        self._last = value
        if not self._frames:
            self._root = value
            return
        frame = self._frames[-1]
        frame.comma = None
        if frame.opener == "[":
            frame.items.append(value)
        elif frame.key is not None:
            frame.members.append(Member(frame.key, value))
            frame.key = None

    def _close(self, token: Token) -> _State | None:
        frame = self._frames[-1]
        if frame.comma is not None:
            message = f"a comma before `{token.kind}`: delete it"
            self._scanner.fault_at(frame.comma, "trailing-comma", message)
        if token.kind != _CLOSER[frame.opener]:
            self._mismatch(frame, token)
        return self._add(self._closed(token.end))

    def _closed(self, end: int) -> Value:
        frame = self._frames.pop()
        if frame.opener == "{":
            return Value("object", frame.start, end, members=tuple(frame.members))
        return Value("array", frame.start, end, items=tuple(frame.items))

    def _mismatch(self, frame: _Frame, token: Token) -> None:
        wanted = _CLOSER[frame.opener]
        message = f"`{token.kind}` cannot close `{frame.opener}`: a `{wanted}` is missing or mistyped"
        self._scanner.fault("mismatch", token.start, token.end, message, (frame.start, frame.start + 1))
        self._brackets_doubtful = True
        closes_enclosing = len(self._frames) > 1 and _CLOSER[self._frames[-2].opener] == token.kind
        if closes_enclosing and not _COMMA.match(self._code, token.end):
            self._scanner.back_to(token)

    def _unclosed(self) -> _State | None:
        if not self._brackets_doubtful:
            frame = self._frames[-1]
            message = f"this `{frame.opener}` is never closed: add the missing `{_CLOSER[frame.opener]}`"
            self._scanner.fault("unclosed", frame.start, frame.start + 1, message)
        return self._abandon()

    def _give_up(self, fault: JsonFault) -> _State | None:
        self._scanner.faults.append(fault)  # however many there are: the rest is unread
        return self._abandon()

    def _abandon(self) -> _State | None:
        while self._frames:
            self._attach(self._closed(self._scanner.position))
        return None

    def _without_value(self, token: Token) -> _State:
        self._attach(Value("invalid", token.start, token.start))
        self._scanner.back_to(token)
        return self._after

    def _extra_comma(self, token: Token) -> None:
        self._scanner.fault_at(token, "extra-comma", "one comma too many: delete it")
        self._frames[-1].comma = None

    def _no_comma(self, token: Token) -> _State | None:
        """Something follows a value without a comma: guess what happened."""
        last = cast("Value", self._last)
        if last.kind == "string" and token.start == last.end and self._scanner.quotes_inside(last):
            return self._after
        if token.kind == ":":
            message = 'a `:` has no place here: `"key": value` stands in `{ }`, after a comma'
            self._scanner.unexpected(token, message)
            return self._value
        if self._code.startswith(b";", token.start):
            return self._semicolon(token.start)
        in_object = self._frames[-1].opener == "{"
        is_key = in_object and (token.kind in STRINGS or _COLON.match(self._code, token.end))
        if token.kind == "other" or (token.kind == "word" and not is_key):
            shown = self._scanner.quoted(token)
            self._scanner.unexpected(token, f"{shown} has no place here: a `,` or the end must follow")
            return self._after
        self._scanner.fault("missing-comma", last.end - 1, last.end, "a comma is missing after this value")
        self._scanner.back_to(token)
        return self._key if is_key else self._value

    def _semicolon(self, start: int) -> _State:
        self._scanner.fault("missing-comma", start, start + 1, "a `,` must stand here, not `;`")
        self._scanner.position = start + 1
        return self._first

    def _no_json(self, token: Token) -> str:
        if self._code.startswith(b"<", token.start):
            return "this is no JSON but HTML or PHP: the document must begin with `{`"
        if _JAVASCRIPT.match(self._code, token.start):
            return "this is no JSON but JavaScript: leave only the object, from `{` to `}`"
        return f"the document must begin with `{{`, not with {self._scanner.quoted(token)}"
