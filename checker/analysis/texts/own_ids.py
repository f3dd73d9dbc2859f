"""Ids and names of one account that stand in JavaScript: compared, sent, or kept under a telling name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from checker.amocrm.test_data import (
    ACCOUNT_NAMES,
    ANY_ID,
    ID_LISTS,
    ID_NAMES,
    NO_ACCOUNTS,
    SHARED_ID_NAMES,
    SYSTEM_STATUSES,
    USER_NAMES,
)
from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import FromExpression, definitions, last_name, member_key, property_key
from checker.languages.syntax import AtNode
from checker.languages.vocabulary import Vocabulary
from checker.records import Record
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from checker.languages.javascript.calls import Call
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.model import ScriptModel
    from checker.languages.php.node import Node as PhpNode

_SMALLEST_ID = 1_000
"""Smaller numbers are kinds of things that every account has."""
_SMALLEST_TELLING = 10_000
"""From here on a number says by itself that it is no enumeration."""
_LARGEST_ID = 10**10
_COMPARISONS = frozenset({"==", "===", "!=", "!=="})
_FIELD_OF_CARD = regex(
    r"CFV\[(\d{4,10})\]|\[cf\]\[(\d{4,10})\]|custom_fields?(?:_values)?\[(\d{4,10})\]|#?custom_field_(\d{4,10})\b"
    r"|\[data-(?:[a-z]{1,20}-)?id\s?=\s?\\?[\"']?(\d{5,10})"
)
_SENT = regex(r"(?:[?&\[]|^)([A-Za-z_]\w{1,40})\]?(?:\[\d{0,3}\])?=(\d{4,10})(?![\w.])")
"""A parameter of an address or of a form: `?pipeline_id=3141592`, `filter[statuses][0][status_id]=2718281`."""
_FEWEST_DIGITS_IN_LIST = 5
"""Of the ids behind such as `statuses=`, under which a short number may count something."""
_MOST_LETTERS_OF_STAND_IN = 2
"""Different letters of a text that only stands in for a name: `xxxx`, `xyxy`."""
_BETWEEN_WORDS = regex(r"[\W_]|(?<=[a-z0-9])(?=[A-Z])")
SUBDOMAIN = regex(r"(?=\d*[a-z])[a-z\d][\w-]{2,60}", re.IGNORECASE)
"""What may be the name of an account."""
_BOUNDS = Vocabulary("min, max")
"""What tells a limit of ids from an id: `MIN_CATALOG_ID`."""
_AMOUNTS = _BOUNDS | Vocabulary(
    "timeout, delay, interval, duration, period, retry, retries, limit, width, height, size, count, total, sum, price,"
    " amount, port"
)
"""What tells an amount in a list of ids from an id: `users: {timeout: 12345}`."""
_LOGIN = regex(r"(?!test)[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}", re.IGNORECASE)
"""An e-mail address with which one person signs in; those for tests are told by themselves."""
TABLE = 4
"""So many objects in one list are a table of data."""


class OwnId(AtNode, Record, eq=True):
    """An id or a name, and what it is the id of."""

    node: Node | PhpNode
    """The literal, or what names it: an element of a list, a comparison, an assignment."""
    name: str
    value: str


def own_ids_in(model: ScriptModel) -> Iterator[OwnId]:
    """Find the ids of one account."""
    yield from {own.node: own for own in _in_comparisons(model)}.values()
    yield from _in_values(model)
    for string in model.strings:
        if field := _FIELD_OF_CARD.search(string.raw):
            yield OwnId(string, "field", next(filter(None, field.groups())))
        elif "=" in string.raw and (sent := _sent_in(string.raw.strip("'\""))) is not None:
            yield OwnId(string, *sent)


def _sent_in(text: str) -> tuple[str, str] | None:
    """The first id of one account, and its name, among the parameters in a text."""
    for name, digits in _SENT.findall(text):
        number = id_in(digits)
        is_of_account = ID_NAMES.is_in_name(name) or (name in ID_LISTS and len(digits) >= _FEWEST_DIGITS_IN_LIST)
        if number and is_of_account:
            return name, number
    return None


def _in_comparisons(model: ScriptModel) -> Iterator[OwnId]:
    for comparison in model.index.all(js.BinaryExpression):
        if comparison.operator in _COMPARISONS:
            yield from _compared(model, comparison, comparison.left, comparison.right)
            yield from _compared(model, comparison, comparison.right, comparison.left)
    for switch in model.index.all(js.SwitchStatement):
        for case in switch.cases:
            if isinstance(case, js.SwitchCase) and case.test is not None:
                yield from _compared(model, case.test, switch.discriminant, case.test)
    for call, owner in model.graph.calls.methods(["includes", "indexOf"]):
        if call.arguments:
            yield from _looked_up(model, call, owner)


def _looked_up(model: ScriptModel, call: Call, listed: Node) -> Iterator[OwnId]:
    """`[3141592, 2718281].includes(user.id)`, also if the list is kept somewhere."""
    is_here = isinstance(listed, js.ArrayExpression)
    for ids in (listed,) if is_here else _sources(model, listed):
        first = next(iter(ids.elements), None) if isinstance(ids, js.ArrayExpression) else None
        if isinstance(first, js.Literal):
            yield from _compared(model, call.node if is_here else ids, call.arguments[0], first)


_HOLDING = frozenset({js.Literal, js.ObjectExpression, js.ConditionalExpression})
"""The expressions that an id may stand in."""


def _in_values(model: ScriptModel) -> Iterator[OwnId]:
    for member in model.index.all(js.Property):
        if type(member.value) in _HOLDING and not _is_in_table(member):
            yield from _kept(member, property_key(member) or "", member.value)
    for declarator in model.index.all(js.VariableDeclarator):
        name, value = declarator.id, declarator.init
        if value is not None and type(value) in _HOLDING and isinstance(name, js.Identifier):
            yield from _kept(declarator, name.name, value)
    for assignment in model.index.all(js.AssignmentExpression):
        if type(assignment.right) in _HOLDING:
            yield from _kept(assignment, _name_of(assignment.left), assignment.right)
    for access in model.index.all(js.MemberExpression):
        number = _id(access.property) if access.computed else None
        if number and int(number) >= _SMALLEST_TELLING:
            yield OwnId(access, _last_name(access.object) or "id", number)


def _compared(model: ScriptModel, place: Node, value: Node, literal: Node) -> Iterator[OwnId]:
    if not isinstance(literal, js.Literal):
        yield from _compared_with_kept(model, value, literal)
        return
    for name in dict.fromkeys((_name_of(value), _name_of_origin(model, value))):
        number, text = _id(literal), _text(literal)
        if number and names_id(name, number):
            yield OwnId(place, name, number)
            return
        if _is_of_one_account(name, text) or _is_of_one_person(name, text):
            yield OwnId(place, name, text)
            return


def _is_of_one_account(name: str, text: str) -> bool:
    return SUBDOMAIN.fullmatch(text) is not None and ACCOUNT_NAMES.is_in_name(name)


def _is_of_one_person(name: str, text: str) -> bool:
    return _LOGIN.fullmatch(text) is not None and USER_NAMES.is_in_name(name)


def _compared_with_kept(model: ScriptModel, value: Node, kept: Node) -> Iterator[OwnId]:
    """Ids that are kept under a name that does not tell, and told by what they are compared with."""
    name = _name_of(value)
    if not ID_NAMES.is_in_name(name):
        return
    for literal in _literals_of(model, kept):
        number = _id(literal)
        if number and int(number) >= _SMALLEST_TELLING and names_id(name, number) and not _is_told_by_name(literal):
            yield OwnId(literal, name, number)


def _literals_of(model: ScriptModel, kept: Node) -> Iterator[Node]:
    """What is written where a constant or a property gets its value: `Number(self.config.pipeline)`."""
    if isinstance(kept, js.CallExpression) and len(kept.arguments) == 1 and last_name(kept.callee) in _CONVERSIONS:
        kept = kept.arguments[0]
    for source in _sources(model, kept):
        yield from _branches(source)


def _sources(model: ScriptModel, kept: Node) -> Sequence[Node]:
    """What a constant or a property is set to."""
    if isinstance(kept, js.MemberExpression):
        return tuple(model.values.sources.of_member(kept))
    binding = model.index.meaning(kept) if isinstance(kept, js.Identifier) else None
    ways = definitions(binding) if binding is not None else ()
    return [one.expression for one in ways if isinstance(one, FromExpression) and not one.path]


def _branches(value: Node) -> tuple[Node, ...]:
    return (value.consequent, value.alternate) if isinstance(value, js.ConditionalExpression) else (value,)


_CONVERSIONS = frozenset({"Number", "parseInt", "String", "toString"})


def _is_told_by_name(literal: Node) -> bool:
    """Whether a literal is the value of something whose own name says what it is."""
    parent = literal.parent
    if isinstance(parent, js.Property):
        name = property_key(parent) or ""
    elif isinstance(parent, js.VariableDeclarator):
        name = _name_of(parent.id)
    else:
        name = _name_of(parent.left) if isinstance(parent, js.AssignmentExpression) else ""
    return names_id(name, str(_SMALLEST_TELLING))


def _name_of_origin(model: ScriptModel, value: Node) -> str:
    """What the value of a variable was called where it came from."""
    binding = model.index.meaning(value) if isinstance(value, js.Identifier) else None
    origins = definitions(binding) if binding is not None else ()
    return next(
        (".".join((_name_of(one.expression), *one.path)) for one in origins if isinstance(one, FromExpression)), ""
    )


def _kept(place: Node, name: str, value: Node) -> Iterator[OwnId]:
    number = _id(value) if name else None
    if number and (names_id(name, number) or (_is_kept_id(name) and _is_no_amount(int(number)))):
        yield OwnId(place, name, number)
    elif isinstance(value, js.ObjectExpression) and _lists_ids(name):
        yield from _listed(name, value)
    elif names_account(name):
        for one in _branches(value):
            if is_account(text := _text(one)):
                yield OwnId(place if one is value else one, name, text)


def _listed(name: str, ids: js.ObjectExpression) -> Iterator[OwnId]:
    """The ids of one account that an object holds under names of the code's own: `FIELDS = {phone: 577215}`.

    They may lie deeper, in an object of nothing else for each account: `FIELDS = {acme: {phone: 577215}}`.
    """
    for member in ids.properties:
        if not isinstance(member, js.Property):
            continue
        if isinstance(member.value, js.ObjectExpression) and all(map(_listed_id, member.value.properties)):
            yield from _listed(name, member.value)
        number = _listed_id(member)
        if number and not names_id(property_key(member) or "", number):  # such a one is found by its own name
            yield OwnId(member, name, number)


def _listed_id(member: Node) -> str | None:
    """What a member of a list of ids holds; None if it is no id."""
    if not isinstance(member, js.Property) or _AMOUNTS.is_in_name(property_key(member) or ""):
        return None
    number = _id(member.value)
    return number if number is not None and _is_no_amount(int(number)) else None


def _lists_ids(name: str) -> bool:
    """Whether an object of that name holds ids: `FIELDS`, `FIELD_IDS`, `fieldsMap`."""
    words = [word.lower() for word in _BETWEEN_WORDS.split(name)]
    if len(words) > 1 and words[-1] in _OF_LISTS:
        words.pop()
        return words[-1] in ID_LISTS or f"{words[-1]}s" in ID_LISTS
    return words[-1] in ID_LISTS


def _is_kept_id(name: str) -> bool:
    """Whether a number of that name is an id: `SALES_GROUP`, `newPipeline`."""
    *others, last = [word.lower() for word in _BETWEEN_WORDS.split(name)]
    return bool(others) and not _BOUNDS.is_in_name(name) and not ID_LISTS.isdisjoint({f"{last}s", f"{last}es"})


_OF_LISTS = frozenset({"ids", "map", "config"})
"""What is added to the name of such a list: `FIELD_IDS`."""


def _is_no_amount(number: int) -> bool:
    """Whether a number is too large and too odd for a limit, a time or a size in bytes."""
    is_size = number % 1024 in {0, 1023}
    return number >= _SMALLEST_TELLING and number % 100 != 0 and not is_size


def names_account(name: str) -> bool:
    """Whether a name is that of a subdomain, and of nothing about it such as a field to enter one."""
    return name.replace("_", "").lower().endswith("subdomain")


def is_account(text: str) -> bool:
    """Whether a text may name an account, and is no stand-in such as `your-domain` or `xxxx`."""
    name = text.lower()
    if SUBDOMAIN.fullmatch(name) is None or len(set(name)) <= _MOST_LETTERS_OF_STAND_IN:
        return False
    return "domain" not in name and name not in NO_ACCOUNTS


def names_id(name: str, number: str) -> bool:
    """Whether a name is that of something of which each account has its own."""
    if ID_NAMES.is_in_name(name):
        return not _BOUNDS.is_in_name(name)
    is_telling = int(number) >= _SMALLEST_TELLING
    if is_telling and _FIELD_OF_CARD.search(name):
        return True
    return is_telling and ANY_ID.is_in_name(name) and not SHARED_ID_NAMES.is_in_name(name)


def _id(node: Node) -> str | None:
    return id_in(node.raw) if isinstance(node, js.Literal) else None


def id_in(literal: str) -> str | None:
    """The number, or the digits in quotes, of a literal that may be an id of one account."""
    text = literal.strip("'\"")
    if not (text.isascii() and text.isdigit() and 4 <= len(text) <= 10) or text.startswith("0"):
        return None
    number = int(text)
    return text if _SMALLEST_ID <= number < _LARGEST_ID and number not in SYSTEM_STATUSES else None


def _text(node: Node) -> str:
    """The text that stands there; empty for anything else."""
    value = node.value if isinstance(node, js.Literal) else None
    return value if isinstance(value, str) else ""


def _name_of(node: Node) -> str:
    """The name of a value with what it belongs to: `account_id` of `account.id` and of `account().id`."""
    while isinstance(node, js.LogicalExpression):
        node = node.left
    if isinstance(node, js.Identifier):
        return node.name
    if isinstance(node, js.ChainExpression):
        return _name_of(node.expression)
    if isinstance(node, js.CallExpression):
        return _name_of_call(node)
    if not isinstance(node, js.MemberExpression):
        return ""
    key = member_key(node) or ""
    return f"{_last_name(node.object)}_{key}" if key.lower() in {"id", "val", "value"} else key


def _name_of_call(call: js.CallExpression) -> str:
    """What `constant('account')`, `parseInt(field_id)` and `$('[name="CFV[577215]"]').val()` are called."""
    callee = call.callee
    if not call.arguments and isinstance(callee, js.MemberExpression) and member_key(callee) == "val":
        found = callee.object
        return _name_of_call(found) if isinstance(found, js.CallExpression) and found.arguments else ""
    if not call.arguments:
        return last_name(callee) or ""
    if len(call.arguments) != 1:
        return ""
    argument = call.arguments[0]
    if isinstance(argument, js.Literal) and isinstance(argument.value, str):
        return argument.value
    is_named = isinstance(argument, js.Identifier | js.MemberExpression)
    is_asked = isinstance(argument, js.CallExpression) and not argument.arguments
    return _name_of(argument) if is_named or is_asked else ""


def _last_name(node: Node) -> str:
    if isinstance(node, js.MemberExpression):
        return member_key(node) or ""
    return _name_of(node)


def _is_in_table(member: js.Property) -> bool:
    row = member.parent
    if not isinstance(row, js.ObjectExpression) or not isinstance(row.parent, js.ArrayExpression):
        return False
    return len(row.parent.elements) >= TABLE and not any(map(_is_values, row.properties))


def _is_values(member: Node) -> bool:
    """Whether a row has `values`, as the fields have that are sent to the platform."""
    return isinstance(member, js.Property) and property_key(member) == "values"
