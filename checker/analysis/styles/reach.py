"""How far style rules reach: only to the widget's own elements, or to those of amoCRM and of other widgets.

A selector keeps to the widget if some element on its way is named so that only the widget can mean it: by a class, an
id or an attribute that is neither amoCRM's nor one that anybody might give.
"""

from __future__ import annotations

from enum import Enum
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from checker.amocrm.styles import ELEMENTS, GENERIC_ATTRIBUTES, is_generic, is_prefixed, system_block_of
from checker.analysis.styles.own_names import folded
from checker.languages.css import Rule
from checker.languages.css.naming import selectors_in_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from checker.amocrm.styles import SystemBlock
    from checker.languages.css import Attribute, Block, Compound, Declaration, ParsedStylesheet, Pseudo, Selector

_UNKNOWN = "…"
"""What is only known at run time, in the selectors of scripts: nearly always the widget's own code."""
_ALTERNATIVES = frozenset({"is", "where", "matches", "any", "-webkit-any", "-moz-any"})
_OF_SHADOW_TREES = frozenset({"host", "host-context", "slotted", "part"})
_NAMING_ATTRIBUTES = frozenset({"class", "id"})
_VALUED_ATTRIBUTES = frozenset(
    {"name", "for", "href", "src", "title", "alt", "placeholder", "value", "action", "style"}
)


class Kind(Enum):
    """Whose elements a selector reaches."""

    EVERYBODY = "everybody's"
    """Tags, `*`, pseudo-classes: nothing names an owner."""
    SYSTEM = "amoCRM's"
    COMMON = "whoever uses the same name"
    """Names such as `.modal`, which amoCRM or another widget may use as well."""


class Reach(NamedTuple):
    """A selector that reaches beyond the widget."""

    selector: Selector
    kind: Kind
    name: str = ""
    """The class, id or attribute that tells the owner; for custom properties the first of these."""
    block: SystemBlock | None = None


class Judge:
    """Tells selectors that keep to the widget from others."""

    def __init__(self, code: str | None) -> None:
        """Take the widget's code, as `code_of` gives it."""
        self._code = code

    def reaches(self, sheet: ParsedStylesheet) -> Iterator[tuple[Rule, tuple[Reach, ...]]]:
        """Every rule that sets something outside the widget, with the selectors that do."""
        if any(pseudo.name == "host" for rule in sheet.rules for pseudo in _pseudos(rule)):
            return  # the sheet of a shadow tree
        declared = _declarations(sheet)
        leaks: dict[Rule, tuple[Selector, ...]] = {}
        for rule in sheet.rules:
            leaks[rule] = self._leaks(rule, leaks)
            if leaks[rule] and declared.get(rule):
                found = (self._reach(selector, rule, leaks, declared[rule]) for selector in leaks[rule])
                if reaches := tuple(reach for reach in found if reach is not None):
                    yield rule, reaches

    def reach_of_text(self, text: str) -> Iterator[Reach]:
        """What the selectors in a text reach beyond the widget."""
        for selector in selectors_in_text(text):
            if selector.valid and not self.keeps(selector):
                yield self._kind(selector, [selector])

    def keeps(self, selector: Selector) -> bool:
        """Whether a selector keeps to elements of the widget."""
        return any(map(self._is_own, selector.compounds))

    def _leaks(self, rule: Rule, known: Mapping[Rule, Sequence[Selector]]) -> tuple[Selector, ...]:
        """The selectors of a rule that do not keep to the widget, not even together with those around them."""
        parent = rule.parent_rule
        if (parent is not None and not known[parent]) or any(map(self._is_scope, _scopes(rule))):
            return ()
        return tuple(selector for selector in rule.selectors if selector.valid and not self.keeps(selector))

    def _is_scope(self, prelude: str) -> bool:
        """Whether `@scope (…)` names an element of the widget."""
        roots = selectors_in_text(prelude.strip().removeprefix("(").partition(")")[0])
        return bool(roots) and all(map(self.keeps, roots))

    def _reach(
        self,
        selector: Selector,
        rule: Rule,
        leaks: Mapping[Rule, Sequence[Selector]],
        declarations: Sequence[Declaration],
    ) -> Reach | None:
        way = [selector]
        parent = rule.parent_rule
        while parent is not None:
            way.append(leaks[parent][0])
            parent = parent.parent_rule
        reach = self._kind(selector, way)
        if reach.kind is not Kind.EVERYBODY or not all(one.name.startswith("--") for one in declarations):
            return reach
        bare = next((one.name for one in declarations if not is_prefixed(one.name)), None)
        return reach._replace(kind=Kind.COMMON, name=bare) if bare is not None else None

    def _kind(self, selector: Selector, way: Sequence[Selector]) -> Reach:
        names = [name for one in way for name in self._names(one)]
        blocks = [(name, block) for name in names if (block := system_block_of(name)) is not None]
        if blocks:
            name, block = next((entry for entry in blocks if entry[1].is_documented), blocks[0])
            return Reach(selector, Kind.SYSTEM, name, block)
        if names:
            return Reach(selector, Kind.COMMON, names[0])
        inner = [one for part in way for compound in part.compounds for one in _conditions(compound)]
        if any(map(self.keeps, inner)):
            return Reach(selector, Kind.COMMON, ":has(…)")
        return Reach(selector, Kind.EVERYBODY)

    def _names(self, selector: Selector) -> Iterator[str]:
        """The names in a selector that the elements must have: not those in `:not()` and `:has()`."""
        for compound in selector.compounds:
            yield from (name.text for name in (*compound.ids, *compound.classes))
            for attribute in compound.attributes:
                if attribute.value and attribute.name in _NAMING_ATTRIBUTES:
                    yield attribute.value
                elif attribute.name in GENERIC_ATTRIBUTES | _VALUED_ATTRIBUTES:
                    yield f"[{attribute.name}]"
            for pseudo in compound.pseudos:
                if pseudo.name in _ALTERNATIVES:
                    foreign = (one for one in pseudo.selectors if not self.keeps(one))
                    yield from chain.from_iterable(map(self._names, foreign))

    # -- What is the widget's own

    def _is_own(self, compound: Compound) -> bool:
        if compound.type is not None and compound.type.text.lower() not in ELEMENTS:
            return True
        return (
            any(self._is_own_name(name.text) for name in (*compound.ids, *compound.classes))
            or any(map(self._is_own_attribute, compound.attributes))
            or any(map(self._is_own_pseudo, compound.pseudos))
        )

    def _is_own_name(self, name: str) -> bool:
        if _UNKNOWN in name or (self._code is not None and self._code in folded(name)):
            return True
        return system_block_of(name) is None and not is_generic(name)

    def _is_own_attribute(self, attribute: Attribute) -> bool:
        if self._code is not None and self._code in folded(attribute.value):
            return True
        if attribute.name in _NAMING_ATTRIBUTES:
            return bool(attribute.value) and self._is_own_name(attribute.value.strip("-_ "))
        if attribute.name in _VALUED_ATTRIBUTES:
            return bool(attribute.value) and not is_generic(attribute.value)
        if attribute.name.startswith("data-"):
            return attribute.name not in GENERIC_ATTRIBUTES
        return _UNKNOWN in attribute.value

    def _is_own_pseudo(self, pseudo: Pseudo) -> bool:
        if pseudo.name in _OF_SHADOW_TREES:
            return True
        return pseudo.name in _ALTERNATIVES and bool(pseudo.selectors) and all(map(self.keeps, pseudo.selectors))


def _pseudos(rule: Rule) -> Iterator[Pseudo]:
    for selector in rule.selectors:
        for compound in selector.compounds:
            yield from compound.pseudos


def _scopes(rule: Rule) -> Iterator[str]:
    return (one.prelude for one in rule.at_rules if one.name == "scope")


def _declarations(sheet: ParsedStylesheet) -> Mapping[Rule, Sequence[Declaration]]:
    """What each rule sets, also under conditions inside of it."""
    found: dict[Rule, list[Declaration]] = {}
    for rule in sheet.rules:
        found.setdefault(rule, []).extend(rule.declarations)
    for at_rule in sheet.at_rules:
        block: Block | None = at_rule
        while block is not None and not isinstance(block, Rule):
            block = block.parent
        if block is not None:
            found.setdefault(block, []).extend(at_rule.declarations)
    return found


def _conditions(compound: Compound) -> Iterator[Selector]:
    """What `:has()` asks for."""
    for pseudo in compound.pseudos:
        if pseudo.name == "has":
            yield from pseudo.selectors
