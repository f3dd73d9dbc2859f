"""What a style sheet says, rule by rule. Every `start` and `end` is a byte offset."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from checker.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.languages.syntax import Comment, SyntaxFault


class Name(NamedTuple):
    """A name in a selector, with its `.` or `#` in the span but not in the text; escapes are resolved."""

    start: int
    end: int
    text: str


class Attribute(NamedTuple):
    """An attribute selector such as `[class*="switcher" i]`, brackets included."""

    start: int
    end: int
    name: str
    """In lower case, without a namespace."""
    operator: str
    """`=`, `~=`, `|=`, `^=`, `$=`, `*=`, or empty when only presence is asked."""
    value: str


class Pseudo(NamedTuple):
    """A pseudo-class or pseudo-element, colons and arguments included."""

    start: int
    end: int
    name: str
    """In lower case, without colons."""
    is_element: bool
    """Whether it is written with two colons."""
    argument: str
    """The source between the parentheses, or empty."""
    selectors: tuple[Selector, ...]
    """The argument of `:is()`, `:where()`, `:not()`, `:has()` and the like, and of `:nth-child(… of …)`."""


class Compound(NamedTuple):
    """Simple selectors that one element must meet together, such as `a.button:hover`."""

    start: int
    end: int
    combinator: str
    """What stands before it: `>`, `+`, `~`, `||`, a space; empty for the first, if that is not relative."""
    type: Name | None
    """The element's name as written, or `*`."""
    nesting: bool
    """Whether `&` is in it."""
    ids: tuple[Name, ...]
    classes: tuple[Name, ...]
    attributes: tuple[Attribute, ...]
    pseudos: tuple[Pseudo, ...]


class Selector(NamedTuple):
    """One selector of a list."""

    start: int
    end: int
    text: str
    """The source."""
    compounds: tuple[Compound, ...]
    valid: bool
    """False if no browser understands it; the compounds are what could be read nevertheless."""

    def every_compound(self) -> Iterator[Compound]:
        """Yield its compounds and those in the arguments of its pseudo-classes, in document order."""
        todo = list(reversed(self.compounds))
        while todo:
            compound = todo.pop()
            yield compound
            inner = [one for pseudo in compound.pseudos for selector in pseudo.selectors for one in selector.compounds]
            todo.extend(reversed(inner))


class Url(NamedTuple):
    """An address in a value: a `url(…)`, or the string where an address is expected."""

    start: int
    end: int
    value: str


class Declaration(NamedTuple):
    """A `name: value`, without the semicolon."""

    start: int
    end: int
    name: str
    """In lower case, custom properties as written; an Internet Explorer hack keeps its mark: `*zoom`."""
    value: str
    """The source of the value, without `!important`."""
    important: bool
    urls: tuple[Url, ...]


class AtRule(Record):
    """An at-rule, block included."""

    start: int
    end: int
    name: str
    """In lower case, without `@`."""
    prelude: str
    """The source between the name and the block or semicolon."""
    declarations: tuple[Declaration, ...]
    """Of `@font-face`, `@page` and the like; under a condition inside a rule, those of that rule."""
    urls: tuple[Url, ...]
    """The address of an `@import`."""
    parent: Block | None


class Rule(Record):
    """A style rule, block included."""

    start: int
    end: int
    selectors: tuple[Selector, ...]
    """Empty for the steps of `@keyframes`, whose `from` and `50%` are no selectors."""
    declarations: tuple[Declaration, ...]
    parent: Block | None
    """The rule it is nested in, or the at-rule around it."""

    @property
    def parent_rule(self) -> Rule | None:
        """The nearest rule around this one: what `&` stands for."""
        return next((block for block in ancestors(self.parent) if isinstance(block, Rule)), None)

    @property
    def at_rules(self) -> tuple[AtRule, ...]:
        """The at-rules around this one, the innermost first."""
        return tuple(block for block in ancestors(self.parent) if isinstance(block, AtRule))


Block: TypeAlias = Rule | AtRule


def ancestors(block: Block | None) -> Iterator[Block]:
    """Yield a block and those around it, the innermost first."""
    while block is not None:
        yield block
        block = block.parent


class ParsedStylesheet(NamedTuple):
    """A style sheet, its nesting kept by `parent`."""

    rules: tuple[Rule, ...]
    """In document order, nested ones after the rule they stand in."""
    at_rules: tuple[AtRule, ...]
    """In document order."""
    comments: tuple[Comment, ...]
    faults: tuple[SyntaxFault, ...]

    def classes(self) -> Iterator[Name]:
        """Yield every class selector, in the arguments of pseudo-classes too."""
        for compound in self._compounds():
            yield from compound.classes

    def attributes(self) -> Iterator[Attribute]:
        """Yield every attribute selector, in the arguments of pseudo-classes too."""
        for compound in self._compounds():
            yield from compound.attributes

    def _compounds(self) -> Iterator[Compound]:
        for rule in self.rules:
            for selector in rule.selectors:
                yield from selector.every_compound()
