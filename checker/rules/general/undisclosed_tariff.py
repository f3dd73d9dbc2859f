"""The rule `undisclosed-tariff`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from checker.amocrm.tariffs import ACCOUNT_PROPERTY, FLAG_PROPERTY, names_tariff
from checker.finding import Confidence, Finding, Related, Stage
from checker.languages.javascript.decisions import decisions, origins
from checker.languages.prose import sentences
from checker.languages.syntax import TooDeep, TooSlow
from checker.rules.rule import rule
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from checker.finding import Place
    from checker.languages.javascript.decisions import Decision
    from checker.languages.javascript.linking import LinkedCalls
    from checker.languages.javascript.model import ScriptModel
    from checker.widget.script import Script

_MOST_RELATED = 8


@rule("undisclosed-tariff", clause="general.10", stage=Stage.MODERATION)
def undisclosed_tariff(widget: Widget) -> Iterator[Finding]:
    """Code that depends on the account's tariff, while no description says so.

    Why: users must know before they install a widget whether it works on their tariff. Name the tariffs in the
    widget's description, in every language. To send the tariff to a server decides nothing and is not reported.

    Bad:
        if (AMOCRM.constant('account').tariffName !== 'Enterprise') { return true; }

    Good:
        the same with "description": "Works on the tariffs Advanced and Enterprise. …"
    """
    if any(names_tariff(sentence) for text in widget.descriptions for sentence in sentences(text.text)):
        return
    if not any(b"constant" in script.code for script in widget.scripts):
        return
    found = [decision for script in widget.scripts for decision in _decisions(script, widget.program.calls)]
    if found:
        (place, name), *others = found
        yield Finding(
            place,
            "what the widget does depends on the account's tariff (`{name}`), but no description says so; name the"
            " tariffs that it works on in `widget.description`, in every language",
            {"name": name},
            Confidence.LIKELY,
            tuple(Related(f"so does this: {other}", where) for where, other in others[:_MOST_RELATED]),
        )


def _decisions(script: Script, linked: LinkedCalls) -> Iterator[tuple[Place, str]]:
    with suppress(TooDeep, TooSlow):
        for decision in decisions(script.model):
            name = _tariff_property(linked, script.model, decision)
            if name is not None:
                yield script.place(decision.node), f"constant('account').{name}"


def _tariff_property(linked: LinkedCalls, model: ScriptModel, decision: Decision) -> str | None:
    """The property of the account that decides, if it says what the account pays for."""
    pattern = FLAG_PROPERTY if decision.is_presence else ACCOUNT_PROPERTY
    for value in origins(model, decision.operand):
        for path in linked.paths_of(value, model):
            if path[-2:-1] == ("constant(account)",) and pattern.fullmatch(str(path[-1])):
                return str(path[-1])
    return None
