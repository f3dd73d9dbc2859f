"""What is known at one point of the code: the variables and what has been checked on every way there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.languages.php.flow.values import ANY, NOTHING, Checked, Origin, Trust, Value, joined, mapped

if TYPE_CHECKING:
    from collections.abc import Iterable

Path = tuple[str, ...]


class State:
    """Changes as the code is read; `copy` it where ways part, `merge` where they meet."""

    __slots__ = ("checks", "is_dead", "variables")

    def __init__(self, variables: dict[str, Value] | None = None, checks: dict[Path, Checked] | None = None) -> None:
        self.variables = variables if variables is not None else {}
        """By name without `$`."""
        self.checks = checks if checks is not None else {}
        """How far input was checked, by its path."""
        self.is_dead = False
        """Whether the code never comes here: behind `exit`, `return`, `throw`."""

    def copy(self) -> State:
        """An independent state."""
        other = State(dict(self.variables), dict(self.checks))
        other.is_dead = self.is_dead
        return other

    def become(self, other: State) -> None:
        """Take over what another state knows."""
        self.variables, self.checks, self.is_dead = other.variables, other.checks, other.is_dead

    def note(self, path: Path, checked: Checked) -> None:
        """A piece of input has been checked."""
        if self.checks.get(path, Checked.NOT) < checked:
            self.checks[path] = checked

    def note_all(self, value: Value, checked: Checked) -> None:
        """All the input in a value has been checked."""
        for origin in value.all_taints():
            self.note(origin.path, checked)

    def checked(self, path: Path) -> Checked:
        """How far a piece of input is checked here, by itself or with all that it belongs to."""
        best = self.checks.get(path, Checked.NOT)
        if len(path) > 1:
            best = max(best, self.checks.get((*path[:-1], ANY), Checked.NOT))
        if any(self.checks.get(path[:length]) is Checked.CONTENT for length in range(1, len(path))):
            return Checked.CONTENT
        return best

    def trusted(self, value: Value) -> Value:
        """The value with the checks so far written into it, for where they are forgotten."""
        return mapped(value, self.trust)

    def trust(self, origin: Origin, trust: Trust) -> Trust:
        """What is known about a piece of input here."""
        return trust._replace(checked=max(trust.checked, self.checked(origin.path)))


def merge(states: Iterable[State]) -> State:
    """What is known where several ways meet."""
    alive = [state for state in states if not state.is_dead]
    if not alive:
        dead = State()
        dead.is_dead = True
        return dead
    result = alive[0].copy()
    for other in alive[1:]:
        result.checks = _common(result.checks, other.checks)
        for name, value in other.variables.items():
            result.variables[name] = joined(result.variables.get(name, NOTHING), value)
    return result


def _common(one: dict[Path, Checked], other: dict[Path, Checked]) -> dict[Path, Checked]:
    return {path: min(checked, other[path]) for path, checked in one.items() if path in other}
