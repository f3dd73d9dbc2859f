"""The rule `undeclared-variable`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from checker.amocrm.global_names import NODE, OWN_NAMES_OF_WINDOW, PLATFORM, is_known
from checker.finding import Confidence, Finding, Stage
from checker.languages.javascript import estree as js
from checker.languages.javascript.node_index import ancestors
from checker.languages.javascript.scopes import READ
from checker.rules.rule import rule
from checker.widget.script import EmbeddedScript
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.analysis.code.shared_names import SharedNames
    from checker.languages.javascript.scopes import Reference, Scope
    from checker.widget.script import Script

_MOST_HINTS = 50
"""Names of one script for which a similar one is looked for."""
_SHORTEST_MISSPELT = 4


@rule("undeclared-variable", clause="general.2", stage=Stage.MODERATION)
def undeclared_variable(widget: Widget) -> Iterator[Finding]:
    """A name that is declared nowhere.

    Why: whoever assigns to it makes a global variable of amoCRM's page, which any other widget may overwrite; whoever
    reads it gets an error. Declare variables with `let`, `const` or `var`, and take modules from `define`. Reading is a
    likely violation, as the name may come from elsewhere. Each name is reported once in a file.

    Bad:
        for (i = 0; i < leads.length; i++) { total += leads[i].price; }

    Good:
        let total = 0;
        for (let i = 0; i < leads.length; i++) { total += leads[i].price; }
    """
    shared = widget.shared_names
    for script in shared.scripts:
        parsed = script.parsed
        if not (parsed.faults or parsed.gaps or parsed.undecided):
            yield from _Reader(script, shared).findings()


class _Reader:
    """Looks at one script."""

    def __init__(self, script: Script, shared: SharedNames) -> None:
        self._script = script
        self._shared = shared
        self._names = script.model.global_names
        self._is_vague = not script.is_whole or isinstance(script, EmbeddedScript)
        self._hints = 0

    def findings(self) -> Iterator[Finding]:
        for name, references in self._names.undeclared.items():
            if name in OWN_NAMES_OF_WINDOW:
                yield from self._overwritten(references)
            if is_known(name) or name in self._shared.declared or (name in NODE and self._is_program_of_node):
                continue
            uses = [reference for reference in references if self._is_written_here(reference)]
            assigned = next((reference for reference in uses if reference.role != READ), None)
            if assigned is not None:
                yield self._assigned(assigned, len(uses) - 1)
            elif uses and not self._may_be_made_elsewhere(name, uses):
                yield self._read(uses[0], len(uses) - 1)

    @cached_property
    def _is_program_of_node(self) -> bool:
        """Whether the file gets its modules as Node's programs do: scripts of the build that were left in."""
        index = self._script.model.index
        required = any(
            isinstance(use.identifier.parent, js.CallExpression)
            and [type(argument) for argument in use.identifier.parent.arguments] == [js.Literal]
            for use in self._names.undeclared.get("require", ())
        )
        return required or bool(index.all(js.ImportDeclaration))

    def _is_written_here(self, reference: Reference) -> bool:
        """Whether the name stands in the file: what Twig or a concatenation puts there is crossed out in the code."""
        name = reference.identifier
        start = self._script.offset + name.start
        written = self._script.source.utf8[start : start + len(name.name.encode())]
        before = self._script.source.utf8[max(start - 1, self._script.offset) : start]
        is_whole = before == self._script.code[max(name.start - 1, 0) : name.start]
        return is_whole and written == name.name.encode()

    def _may_be_made_elsewhere(self, name: str, uses: Sequence[Reference]) -> bool:
        if name in self._shared.assigned or self._shared.may_be_foreign(name):
            return True
        return isinstance(self._script, EmbeddedScript) and not any(_is_called(use) for use in uses)

    def _assigned(self, use: Reference, others: int) -> Finding:
        return self._script.finding(
            use.identifier,
            "`{name}` is assigned but declared nowhere, so it becomes a global of amoCRM's page;"
            " declare it with `let` or `var`" + _more(others),
            confidence=Confidence.LIKELY if self._is_vague or _is_in_with(use) else Confidence.CERTAIN,
            name=use.name,
        )

    def _overwritten(self, references: Sequence[Reference]) -> Iterator[Finding]:
        """The first accident with a name that the window has; where a handler stands, its element may have it too."""
        use = next((one for one in references if one.role != READ and self._is_written_here(one)), None)
        if use is None or self._is_vague or _is_in_with(use):
            return
        if use.name not in self._shared.declared:
            yield self._script.finding(
                use.identifier,
                "`{name}` belongs to the window, so this changes it for all of amoCRM's page;"
                " declare a variable of your own with `let` or `var`",
                name=use.name,
            )

    def _read(self, use: Reference, others: int) -> Finding:
        similar = self._similar(use)
        advice = "did you mean `{similar}`?" if similar else "declare it, or get it from `define`"
        return self._script.finding(
            use.identifier,
            "`{name}` is declared nowhere, so reading it is an error; " + advice + _more(others),
            confidence=Confidence.LIKELY,
            name=use.name,
            similar=similar,
        )

    def _similar(self, use: Reference) -> str | None:
        from difflib import get_close_matches

        self._hints += 1
        if len(use.name) < _SHORTEST_MISSPELT or self._hints > _MOST_HINTS:
            return None
        candidates = {*_visible(use.scope), *self._shared.declared, *PLATFORM} - {use.name}
        alike = sorted(candidate for candidate in candidates if candidate.lower() == use.name.lower())
        return next(iter(alike or get_close_matches(use.name, sorted(candidates), 1, 0.8)), None)


def _is_in_with(use: Reference) -> bool:
    """Whether a name may be a property of what `with` names."""
    return any(isinstance(ancestor, js.WithStatement) for ancestor in ancestors(use.identifier))


def _is_called(use: Reference) -> bool:
    """Whether a name is called; other names in a handler may be properties of its element."""
    call = use.identifier.parent
    return isinstance(call, js.CallExpression) and call.callee is use.identifier


def _visible(scope: Scope | None) -> Iterator[str]:
    while scope is not None:
        yield from scope.bindings
        scope = scope.parent


def _more(others: int) -> str:
    return f" ({others} more in this file)" if others else ""
