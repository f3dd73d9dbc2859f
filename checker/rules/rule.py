"""What a rule is: a generator of findings over one subject, with its name, its clause and its documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from checker.rules.clauses import CLAUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from checker.finding import Finding, Profile, Stage, Target
    from checker.rules.clauses import Clause


class Context(NamedTuple):
    """What a rule may ask about the run, beside the widget itself."""

    target: Target
    profile: Profile
    published_code: str | None = None
    declared: frozenset[str] = frozenset()
    """Clauses that the configuration answers."""
    is_release: bool = False
    """Whether the run is about to publish the widget."""


class Documentation(NamedTuple):
    """A rule's docstring, cut at its fixed headings."""

    summary: str
    why: str
    bad: str
    good: str


class Rule(NamedTuple):
    """A rule as the engine runs it and the reports explain it."""

    name: str
    group: str
    """The heading of the moderation text, which is also the rule's folder."""
    clause: Clause | None
    """The sentence that the rule stands for; None for demands of the platform beyond the text."""
    stage: Stage
    check: Callable[..., Iterator[Finding]]
    subjects: tuple[type, ...]
    takes_context: bool

    @property
    def documentation(self) -> Documentation:
        """The rule's explanation for users."""
        import inspect

        text = inspect.cleandoc(self.check.__doc__ or "")
        summary, _, rest = text.partition("\n\n")
        why, _, examples = rest.partition("\n\nBad:\n")
        bad, _, good = examples.partition("\n\nGood:\n")
        flowing = " ".join(why.removeprefix("Why: ").split())
        return Documentation(summary.rstrip("."), flowing, inspect.cleandoc(bad), inspect.cleandoc(good))


def rule(name: str, *, clause: str | None, stage: Stage) -> Callable[[Callable[..., Iterator[Finding]]], Rule]:
    """Make a rule of a generator function.

    The annotation of its first parameter says what it looks at; a second parameter receives the Context.
    """

    def make(check: Callable[..., Iterator[Finding]]) -> Rule:
        first, *others = check.__code__.co_varnames[: check.__code__.co_argcount]
        return Rule(
            name=name,
            group=check.__module__.split(".")[-2],
            clause=CLAUSES[clause] if clause else None,
            stage=stage,
            check=check,
            subjects=_subjects(check, check.__annotations__[first]),
            takes_context=bool(others),
        )

    return make


def _subjects(check: Callable[..., object], annotation: str) -> tuple[type, ...]:
    """The classes that an annotation such as `Script | Template` names in the module of a rule."""
    return tuple(check.__globals__[name.strip()] for name in annotation.split("|"))
