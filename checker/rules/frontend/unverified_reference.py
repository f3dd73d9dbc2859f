"""The rule `unverified-reference`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from checker.amocrm import application
from checker.amocrm.application import Presence
from checker.finding import Confidence, Finding, Stage
from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import property_key
from checker.languages.javascript.facts import Lore
from checker.rules.rule import rule
from checker.widget.script import Script

if TYPE_CHECKING:
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.facts import Path, Texts
    from checker.languages.javascript.guards import Guards


@rule("unverified-reference", clause="frontend.5", stage=Stage.MODERATION)
def unverified_reference(script: Script) -> Iterator[Finding]:
    """Reading on from a part of `AMOCRM` (`APP`) that may be absent, without a check.

    Why: what the application object holds depends on the page and changes with amoCRM. Reading `.id` from a
    `current_card` that is not there is an error, and it stops the widget for the user. Check each part that may be
    absent before reading on from it. What amoCRM documents as always present needs no check.

    Bad:
        var id = AMOCRM.data.current_card.id;

    Good:
        if (!AMOCRM.data.current_card) { return; }
        var id = AMOCRM.data.current_card.id;
    """
    if not any(name.encode() in script.code for name in application.NAMES):
        return
    guards = script.model.guards.with_lore(_LORE)
    for node, reference in (*_chains(script, guards).items(), *_patterns(script, guards)):
        yield script.finding(
            node,
            "`{chain}` reads on from `{path}`, which {reason}; check it first: `if ({check}) {{ … }}`",
            confidence=reference.confidence,
            chain=application.written(reference.chain),
            path=application.written(reference.path),
            reason=reference.reason,
            check=reference.check,
        )


class _Reference(NamedTuple):
    """A chain of names from the application object on, and the part of it that may be absent."""

    chain: tuple[str, ...]
    path: tuple[str, ...]

    @property
    def reason(self) -> str:
        """Why the part may be absent."""
        if self.path[-1] == application.COMPUTED:
            return "holds nothing for a key that amoCRM does not have"
        when = application.SOMETIMES.get(".".join(self.path[1:]))
        return when or "amoCRM does not document"

    @property
    def confidence(self) -> Confidence:
        """How sure it is that a moderator objects."""
        undocumented = len(self.chain) - 1 - application.documented_length(self.path[1:])
        is_plain = not application.is_shown(self.chain[1:]) and not any(name.endswith(")") for name in self.path)
        is_deep = undocumented >= _DEEP and is_plain
        is_certain = is_deep or application.presence(self.path[1:]) is Presence.SOMETIMES
        return Confidence.CERTAIN if is_certain else Confidence.LIKELY

    @property
    def check(self) -> str:
        """A test of all that may be absent."""
        parts = [self.chain[:length] for length in range(len(self.path) + 1, len(self.chain))]
        doubtful = [part for part in parts if application.presence(part[1:]) is not Presence.ALWAYS]
        return " && ".join(application.written(part) for part in (self.path, *doubtful))


_DEEP = 3
"""So many names without documentation, one behind the other, are a chain like the moderation text's own example."""


def _chains(script: Script, guards: Guards) -> Mapping[Node, _Reference]:
    """The chains of members in which something is read on from without a check, each with the first such part."""
    found: dict[Node, _Reference] = {}
    for member in script.model.index.all(js.MemberExpression):
        if member.optional:
            continue
        paths = guards.unverified(member.object)
        if not paths:
            continue
        chain = _outermost(member)
        if _is_changed(chain):
            continue
        path = _names(paths[0])
        if chain not in found or len(path) < len(found[chain].path):
            found[chain] = _Reference(_chain_names(guards, chain, path), path)
    return found


def _outermost(member: js.MemberExpression) -> Node:
    node: Node = member
    while isinstance(node.parent, js.ChainExpression) or (
        isinstance(node.parent, js.MemberExpression) and node.parent.object is node
    ):
        node = node.parent
    return node


def _chain_names(guards: Guards, chain: Node, path: tuple[str, ...]) -> tuple[str, ...]:
    for found in map(_names, guards.paths.of_expression(chain)):
        if found[: len(path)] == path:
            return found
    return path


def _names(path: Path) -> tuple[str, ...]:
    return tuple(name for name in path if isinstance(name, str))


def _patterns(script: Script, guards: Guards) -> Iterator[tuple[Node, _Reference]]:
    """Patterns that take something apart: `var {id} = AMOCRM.data.current_card`."""
    for pattern in script.model.index.all(js.ObjectPattern):
        keys, source = _source_of(pattern)
        if source is None:
            continue
        paths = guards.unverified_along(source, keys)
        if paths:
            path = _names(paths[0])
            first = next((property_key(one) for one in pattern.properties if isinstance(one, js.Property)), None)
            yield pattern, _Reference((*path, first) if first else path, path)


def _source_of(pattern: Node) -> tuple[tuple[str, ...], Node | None]:
    """What a pattern takes apart: an expression, and the names that lead from there; None if there is a default."""
    keys: list[str] = []
    parent = pattern.parent
    while isinstance(parent, js.Property):
        keys.append(property_key(parent) or "*")
        pattern = parent.parent or parent
        parent = pattern.parent
    if isinstance(parent, js.VariableDeclarator):
        return tuple(reversed(keys)), parent.init
    if isinstance(parent, js.AssignmentExpression):
        return tuple(reversed(keys)), parent.right
    return (), None


def _is_changed(chain: Node) -> bool:
    """Whether something is written there: then `application-write` says so."""
    parent = chain.parent
    if isinstance(parent, js.AssignmentExpression):
        return parent.left is chain
    return isinstance(parent, js.UpdateExpression) or (
        isinstance(parent, js.UnaryExpression) and parent.operator == "delete"
    )


def _is_sure(path: Path) -> bool:
    """Whether something is no part of the application object, or one that is always there."""
    root, *rest = _names(path)
    return root not in application.NAMES or application.presence(tuple(rest)) is Presence.ALWAYS


def _implied(path: Path, texts: Texts) -> Iterator[Path]:
    """The same part under the object's other name, and what a check of the page says about cards."""
    first, last = path[0], path[-1]
    if first in application.NAMES:
        yield from ((name, *path[1:]) for name in application.NAMES if name != first)
    for part in _parts_on_page(last, texts) if isinstance(last, str) else ():
        yield from ((name, "data", part) for name in application.NAMES)


_LORE = Lore(_is_sure, _implied)
_CARD = ("current_card",)
_NO_CARD = ("current_view", "current_list")


def _parts_on_page(name: str, texts: Texts) -> tuple[str, ...]:
    """What a page has if something of this name is one of some texts; if they are not known, all may be meant."""
    if name in application.CARD_TESTS:
        return _CARD
    if name not in application.AREA_TESTS | (application.ADDRESS_PARTS if texts else frozenset()):
        return ()
    parts = {_CARD if _is_of_card(text) else _NO_CARD for text in texts}
    return () if len(parts) > 1 else parts.pop() if parts else (*_CARD, *_NO_CARD)


def _is_of_card(text: str) -> bool:
    return any(mark in text for mark in application.CARD_MARKS)
