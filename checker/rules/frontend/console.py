"""The rule `console`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.finding import Finding, Profile, Stage
from checker.languages.javascript import estree as js
from checker.languages.javascript.model import Use, is_in_failure_handler, is_receiver_argument
from checker.languages.javascript.node_index import ancestors
from checker.rules.rule import Context, rule
from checker.widget.script import Script

if TYPE_CHECKING:
    from collections.abc import Sequence


@rule("console", clause="frontend.3", stage=Stage.MODERATION)
def console(script: Script, context: Context) -> Iterator[Finding]:
    """Any use of `console`.

    Why: log output is a tool of the developer. In amoCRM it fills the console of every user and may show their data,
    so the moderators accept none of it. Tell users about failures with a notification.

    Bad:
        console.log('settings', settings);

    Good:
        AMOCRM.notifications.show_message_error({header: 'Widget', text: self.i18n('errors.load')});
    """
    uses = script.uses_of("console")
    for use in uses:
        is_allowed = context.profile is Profile.KOMMO and _traces_failure(use)
        if not is_allowed and not is_receiver_argument(use.node) and not _asks_before(use, uses):
            yield script.finding(use, "`{path}` is left in the code; delete it", path=use.name)


def _asks_before(use: Use, uses: Sequence[Use]) -> bool:
    """Whether a use only asks for the console before another one: `if (window.console) { console.log(1); }`."""
    node: js.Node = use.node
    for around in ancestors(use.node):
        if isinstance(around, js.IfStatement | js.ConditionalExpression):
            return around.test is node and _holds(around.consequent, uses)
        if isinstance(around, js.LogicalExpression):
            if around.operator == "&&" and around.left is node and _holds(around.right, uses):
                return True
        elif not isinstance(around, js.UnaryExpression | js.BinaryExpression):
            return False
        node = around
    return False


def _holds(branch: js.Node, uses: Sequence[Use]) -> bool:
    return any(branch.start <= use.start and use.end <= branch.end for use in uses)


def _traces_failure(use: Use) -> bool:
    """Kommo allows `console.trace`, and only where a failure is handled."""
    return use.path[:2] == ("console", "trace") and is_in_failure_handler(use.node)
