"""What the functions of PHP and the usual frameworks return, by what the tables say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.languages.php.calls import CallKind
from checker.languages.php.flow.values import (
    ANY,
    NOTHING,
    UNTRUSTED,
    Checked,
    Origin,
    Value,
    collected,
    composed,
    element,
    escaped,
    fully_checked,
    joined,
)
from checker.languages.php.flow.vocabulary import (
    BAG_READERS,
    CLEANING,
    COUNTING,
    ESCAPING,
    PASSING,
    SPLITTING,
    STRUCTURED,
    TAKING,
    sounds_like_check,
    sounds_like_cleaning,
)
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.languages.php.calls import Call

MAPPED = "result"
"""The key under which a closure that was followed for `array_map` keeps what it returned."""

_FORMATTING = frozenset({"sprintf", "vsprintf"})
_DIRECTIVE = regex(r"%(?:\d+\$)?[-+ 0-9.']*([a-zA-Z%])")
_TEXT_DIRECTIVE = "s"


def read_from_request(call: Call, given: Sequence[Value]) -> Value:
    """What a framework's request gives for these arguments."""
    path = ("request", given[0].text if given[0].is_constant else ANY) if given else ("request",)
    trust = UNTRUSTED._replace(checked=Checked.PRESENCE) if len(given) > 1 else UNTRUSTED
    return Value({Origin(path, call.node): trust})


def result_of(call: Call, receiver: Value, given: Sequence[Value]) -> Value | None:
    """What a known function returns; None for one that the tables do not hold."""
    name = call.short_name
    if name in ESCAPING:
        return escaped(collected(given), *ESCAPING[name])
    if call.kind is CallKind.METHOD:
        return _from_bag(call, receiver, given)
    if call.kind is not CallKind.FUNCTION:
        return None
    if name in COUNTING:
        return NOTHING
    if filters_nothing(call):
        return composed(given[:1])
    if name in CLEANING:
        return fully_checked(collected(given))
    return _passed_on(name, given)


_FILTER_ARGUMENTS = {"filter_var": 1, "filter_input": 2}
_NO_FILTERS = frozenset({"FILTER_DEFAULT", "FILTER_UNSAFE_RAW"})


def filters_nothing(call: Call) -> bool:
    """Tell whether `filter_var` or `filter_input` gets no filter that refuses or changes anything."""
    if call.short_name not in _FILTER_ARGUMENTS:
        return False
    chosen = call.argument(_FILTER_ARGUMENTS[call.short_name], "filter")
    return chosen is None or chosen.text in _NO_FILTERS


def _passed_on(name: str, given: Sequence[Value]) -> Value | None:
    """What a function returns that hands on what it is given."""
    if name == "array_map":
        return _of_each(given)
    if name in _FORMATTING:
        return composed(_formatted(given))
    if name in STRUCTURED:
        return _united(given)
    if name == "array_keys":
        return Value(items={ANY: Value(given[0].taints)}) if given else NOTHING
    if name in SPLITTING:
        return Value(items={ANY: collected(given)})
    if name in TAKING:
        return element(given[0], ANY, None) if given else NOTHING
    return composed(given) if name in PASSING else None


def _united(given: Sequence[Value]) -> Value:
    found = NOTHING
    for value in given:
        found = joined(found, value) if found is not NOTHING else value
    return found._replace(closure=None)


def _from_bag(call: Call, receiver: Value, given: Sequence[Value]) -> Value | None:
    """What a method of a collection of input returns."""
    if not receiver.taints or call.short_name not in BAG_READERS:
        return None
    return element(receiver, given[0].text if given[0].is_constant else ANY, call.node) if given else receiver


def _formatted(given: Sequence[Value]) -> list[Value]:
    """The arguments of `sprintf`, those behind `%d` and the like as the numbers that they become."""
    directives = [letter for letter in _DIRECTIVE.findall(given[0].text) if letter != "%"] if given else []
    values = list(given[1:])
    if len(directives) == len(values):
        values = [
            value if letter == _TEXT_DIRECTIVE else fully_checked(value)
            for value, letter in zip(values, directives, strict=True)
        ]
    return [*given[:1], *values]


def _of_each(given: Sequence[Value]) -> Value:
    """What `array_map` returns."""
    if not given:
        return NOTHING
    change = given[0]
    if MAPPED in change.items:
        return Value(items={ANY: change.items[MAPPED]})
    source = collected(given[1:])
    if change.text in ESCAPING:
        return escaped(source, *ESCAPING[change.text])
    if change.text in CLEANING or sounds_like_cleaning(change.text) or sounds_like_check(change.text):
        return fully_checked(source)
    return _united(given[1:])
