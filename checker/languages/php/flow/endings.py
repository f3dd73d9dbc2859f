"""Which calls are the end of a way: queries, files, commands, headers, addresses, output."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from checker.languages.php.calls import CallKind
from checker.languages.php.flow.arrivals import Sink
from checker.languages.php.flow.values import NOTHING, UNKNOWN, Value, collected, element
from checker.languages.php.flow.vocabulary import (
    BINDING,
    DISPATCHING,
    HEADER_OPTIONS,
    LOGGING,
    MAY_BE_URL,
    PATH_ARGUMENTS,
    SHELL_FUNCTIONS,
    SQL_ARGUMENTS,
    SQL_METHODS,
    URL_ARGUMENTS,
    URL_METHODS,
)
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from checker.languages.php.calls import Call

Ending = tuple[Value, Sink]

_WRITERS = frozenset({"fwrite", "fputs", "fputcsv", "setcookie", "setrawcookie", "update_option"})
_MAILERS = frozenset({"mail", "mb_send_mail"})
_PRINTERS = frozenset({"printf", "vprintf"})
_HARMLESS = frozenset({"isset", "empty", "list", "array", "define", "var_dump", "curl_exec"})
_OPTION_ARGUMENTS = 3
_BODY_OF_ANSWER = "->getBody()"
"""Of PSR-7: what is written to it is the answer, as if it were printed."""
_ALWAYS_SQL = frozenset({"query", "exec", "multi_query", "real_query", "prepare", "rawquery"})
_QUERY = regex(
    r"\b(?:select\s.*\bfrom|insert\s+(?:ignore\s+)?into|update\s+\S+\s+set|delete\s+from|replace\s+into|create\s+table"
    r"|drop\s+table|alter\s+table|truncate|where|order\s+by|values\s*\()\b|\w\s*=\s*['\"]?x",
    re.IGNORECASE | re.DOTALL,
)
_DATABASE_NAME = regex(r"db|pdo|sql|conn|database|link", re.IGNORECASE)


def endings(call: Call, given: Sequence[Value]) -> list[Ending] | None:
    """What a call does with which arguments; None for a call that the tables do not know."""
    if call.kind is CallKind.FUNCTION:
        found = list(_of_function(call, given))
        return found or ([] if call.short_name in _HARMLESS else None)
    if call.kind is CallKind.NEW:
        return _of_constructor(call.short_name, given)
    return _of_method(call, given)


def _of_function(call: Call, given: Sequence[Value]) -> Iterator[Ending]:
    name = call.short_name
    if name in PATH_ARGUMENTS:
        yield from _of_file(name, given)
    elif name in _AT:
        position, sink = _AT[name]
        yield _at(given, position), sink
    elif name == "pg_query":
        yield given[-1] if given else NOTHING, Sink.SQL
    elif name in DISPATCHING:
        yield _callee(_at(given, 0)), Sink.CALL
    elif name in _MAILERS:
        yield collected(given[:3]), Sink.STORE
        yield _at(given, 3), Sink.HEADER
    elif name in _PRINTERS:
        yield collected(given), Sink.OUTPUT
    elif name in {"curl_setopt", "curl_setopt_array"}:
        yield from _of_curl(given, call)
    elif name in _WRITERS:
        yield collected(given[1:]), Sink.STORE
    else:
        yield from _of_wrapper(name, given)


def _of_wrapper(name: str, given: Sequence[Value]) -> Iterator[Ending]:
    """What a function of the code's own that is called after queries, such as `dbQuery`, runs."""
    if "query" in name or "sql" in name:
        yield from ((value, Sink.SQL) for value in given if value.text.lstrip().lower().startswith(_STATEMENTS))


_STATEMENTS = ("select ", "insert ", "update ", "delete ", "replace ")

_AT: Mapping[str, tuple[int, Sink]] = {
    **{name: (position, Sink.SQL) for name, position in SQL_ARGUMENTS.items()},
    **{name: (position, Sink.URL) for name, position in URL_ARGUMENTS.items()},
    **dict.fromkeys(SHELL_FUNCTIONS, (0, Sink.SHELL)),
    "unserialize": (0, Sink.UNSERIALIZE),
    "eval": (0, Sink.EVALUATION),
    "assert": (0, Sink.EVALUATION),
    "create_function": (1, Sink.EVALUATION),
    "header": (0, Sink.HEADER),
}
"""Which argument of a function ends where."""


def _at(given: Sequence[Value], position: int) -> Value:
    return given[position] if position < len(given) else NOTHING


def _callee(value: Value) -> Value:
    """The part of a callable that names something: `[$this, $method]` or the name itself."""
    return element(value, "1", None) if "1" in value.items else Value(value.taints, text=value.text)


def _of_file(name: str, given: Sequence[Value]) -> Iterator[Ending]:
    for position in PATH_ARGUMENTS[name]:
        value = _at(given, position)
        yield value, Sink.URL if name in MAY_BE_URL and is_address(value) else Sink.PATH
    if name == "file_put_contents" and "log" not in _at(given, 0).text.lower():
        yield _at(given, 1), Sink.STORE


def _of_curl(given: Sequence[Value], call: Call) -> Iterator[Ending]:
    is_single = len(given) >= _OPTION_ARGUMENTS
    options = {call.arguments[1].value.text: _at(given, 2)} if is_single else _at(given, 1).items
    for option, value in options.items():
        if option == "CURLOPT_URL":
            yield value, Sink.URL
        elif option in HEADER_OPTIONS:
            yield value, Sink.HEADER
        else:
            yield value, Sink.STORE


def _of_constructor(name: str, given: Sequence[Value]) -> list[Ending] | None:
    if name in PATH_ARGUMENTS:
        return [(_at(given, position), Sink.PATH) for position in PATH_ARGUMENTS[name]]
    if name in URL_ARGUMENTS:
        return [(_at(given, URL_ARGUMENTS[name]), Sink.URL)]
    if name in DISPATCHING:
        return [(_callee(_at(given, 0)), Sink.CALL)]
    return None


def _of_method(call: Call, given: Sequence[Value]) -> list[Ending] | None:
    name = call.short_name
    first = _at(given, 0)
    if name == "write" and call.receiver is not None and call.receiver.text.endswith(_BODY_OF_ANSWER):
        return [(collected(given), Sink.OUTPUT)]
    if name in SQL_METHODS and _is_query(call, first):
        return [(first, Sink.SQL)]
    conditions = [value for value in given[1:] if value.all_taints() and _is_worded_like_query(value)]
    if conditions and name in SQL_METHODS | BINDING:
        return [(value, Sink.SQL) for value in conditions]
    if queries := list(_of_wrapper(name, given)):
        return queries
    addresses = [value for value in given if is_address(value)]
    if name in URL_METHODS and addresses:
        rest = [value for value in given if not is_address(value)]
        return [*((value, Sink.URL) for value in addresses), (collected(rest), Sink.STORE)]
    if name in BINDING or name in LOGGING:
        return []
    return None


def is_address(value: Value) -> bool:
    """Tell whether a text begins like the address of another server."""
    return value.text.startswith(("http://", "https://", "//", "ftp://"))


def _is_query(call: Call, value: Value) -> bool:
    if _is_worded_like_query(value):
        return True
    owner = call.receiver.text if call.receiver is not None else ""
    return call.short_name in _ALWAYS_SQL and bool(_DATABASE_NAME.search(owner))


def _is_worded_like_query(value: Value) -> bool:
    return bool(_QUERY.search(value.text.replace(UNKNOWN, "x")))
