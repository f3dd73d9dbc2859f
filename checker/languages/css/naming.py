"""The names that a selector asks for, compound by compound."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from checker.languages.css.sheet import parse
from checker.languages.syntax import TooDeep, TooSlow

if TYPE_CHECKING:
    from checker.languages.css.model import Compound, Selector

_LONGEST = 1_000
"""Characters of a selector; what is longer is not read."""


class Named(NamedTuple):
    """The names in one compound of a selector: classes, ids, and attributes as `name=value`."""

    element: str
    """The element's name; empty if any will do."""
    names: tuple[str, ...]
    attributes: tuple[str, ...]


def names_in(selector: Selector) -> tuple[Named, ...]:
    """The names in each compound, from the outermost element to the one that the selector is about."""
    return tuple(_named(compound) for compound in selector.compounds)


@lru_cache(maxsize=2_000)
def names_in_text(text: str) -> tuple[tuple[Named, ...], ...]:
    """The same for each selector of a list that stands in a text."""
    return tuple(map(names_in, selectors_in_text(text)))


@lru_cache(maxsize=2_000)
def selectors_in_text(text: str) -> tuple[Selector, ...]:
    """The selectors of a list that stands in a text."""
    if not text.strip() or len(text) > _LONGEST:
        return ()
    try:
        sheet = parse(f"{text}{{}}".encode("utf-8", "replace"))
    except (TooDeep, TooSlow):
        return ()
    return tuple(selector for rule in sheet.rules[:1] for selector in rule.selectors)


def _named(compound: Compound) -> Named:
    names = [name.text for name in (*compound.ids, *compound.classes)]
    attributes = [attribute for attribute in compound.attributes if attribute.value]
    names += [attribute.value for attribute in attributes if attribute.name in {"class", "id"}]
    pairs = tuple(f"{attribute.name}={attribute.value}" for attribute in attributes)
    return Named(compound.type.text if compound.type else "", tuple(names), pairs)
