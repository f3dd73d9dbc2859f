"""Ids of one account that stand in PHP: under a telling key or name, or compared with what has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.amocrm.test_data import ACCOUNT_NAMES
from checker.analysis.texts.own_ids import SUBDOMAIN, TABLE, OwnId, id_in, is_account, names_account, names_id
from checker.languages.php.calls import CallKind
from checker.languages.php.node import bare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.languages.php.calls import Call
    from checker.languages.php.model import PhpModel
    from checker.languages.php.node import Node

_LITERALS = ("integer", "string", "encapsed_string")
_COMPARISONS = frozenset({"==", "===", "!=", "!==", "<>"})
_ACCESSES = frozenset({"subscript_expression", "member_access_expression"})
_CALLS = frozenset({"member_call_expression", "scoped_call_expression", "function_call_expression"})
_NAMES = frozenset({"variable_name", "name", "string", "encapsed_string"})
_KEYED = 3
"""Children of an element with a key: the key, `=>`, the value."""


def own_ids_in_php(model: PhpModel) -> Iterator[OwnId]:
    """Find the ids and names of one account, by the kind of literal in the order of the source."""
    for kind in _LITERALS:
        for literal in model.nodes.get(kind, ()):
            place = literal.parent
            if place is not None and (name := _name_for(literal, place) or _name_by_call(model, literal, place)):
                number, text = id_in(literal.text), literal.text.strip("'\"")
                if number and names_id(name, number):
                    yield OwnId(place, name, number)
                elif _is_account(place, name, text):
                    yield OwnId(place, name, text)


def _is_account(place: Node, name: str, text: str) -> bool:
    """Whether a text is the name of an account that something is compared with, or that the code keeps."""
    if place.kind == "binary_expression" and ACCOUNT_NAMES.is_in_name(name):
        return SUBDOMAIN.fullmatch(text) is not None
    return names_account(name) and is_account(text)


def _name_for(literal: Node, place: Node) -> str:
    """What a literal is called by the code around it; empty if by nothing."""
    children = place.children
    if place.kind == "array_element_initializer":
        is_value = len(children) == _KEYED and children[-1] is literal
        return _name_of(children[0]) if is_value and not _is_in_table(place) else ""
    if place.kind in {"const_element", "property_element", "argument"}:
        return _name_of(children[0]) if children[0] is not literal else ""
    if place.kind == "assignment_expression":
        return _name_of(children[0])
    if place.kind == "binary_expression" and place.operator == "??" and place.parent is not None:
        return _name_for(place, place.parent) if children[-1] is literal else ""
    if place.kind == "binary_expression" and place.operator in _COMPARISONS:
        sides = (side for side in (*place.all("left"), *place.all("right")) if side is not literal)
        return next((_name_of(bare(side)) for side in sides), "")
    switch = place.parent.parent if place.kind == "case_statement" and place.parent is not None else None
    subject = switch.child("condition") if switch is not None else None
    return _name_of(bare(subject)) if subject is not None else ""


def _name_by_call(model: PhpModel, literal: Node, place: Node) -> str:
    """`pipeline_id` in `define('PIPELINE_ID', …)`, `$lead->setPipelineId(…)` and `in_array($pipeline_id, […])`."""
    array = place.parent if place.kind == "array_element_initializer" and len(place.children) == 1 else None
    argument = array.parent if array is not None and array.children[0] is place else place
    call = _call_with(model, argument) if argument is not None else None
    if call is None or call.callee is None:
        return ""
    if call.arguments[0].value is literal:
        is_setter = call.kind is CallKind.METHOD and call.short_name.startswith("set")
        return call.callee.text if is_setter else ""
    return _name_of(bare(call.arguments[0].value)) if call.name in {"define", "in_array"} else ""


def _call_with(model: PhpModel, argument: Node) -> Call | None:
    """The call that has an argument."""
    around = argument.parent.parent if argument.kind == "argument" and argument.parent is not None else None
    return model.call_nodes.get(around) if around is not None else None


def _name_of(node: Node) -> str:
    """What `$pipeline_id`, `$lead['pipeline_id']`, `$lead->pipeline_id` and `pipeline_id()` are called."""
    key = _key_of(node)
    return f"{_key_of(node.children[0])}_{key}" if node.kind in _ACCESSES and key.lower() == "id" else key


def _key_of(node: Node) -> str:
    called = node.child("name") or node.child("function") if node.kind in _CALLS else None
    named = called or (node.children[-1] if node.kind in _ACCESSES else node)
    return named.text.strip("'\"$") if named.kind in _NAMES else ""


def _is_in_table(element: Node) -> bool:
    """Whether an element is one of a row in a large list of rows."""
    row = element.parent
    if row is not None and any(one.children and _key_of(one.children[0]) == "values" for one in row.children):
        return False
    table = row.parent.parent if row is not None and row.parent is not None else None
    return table is not None and table.kind == "array_creation_expression" and len(table.children) >= TABLE
