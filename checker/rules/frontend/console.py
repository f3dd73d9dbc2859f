"""The rule `console`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.finding import Finding, Profile, Stage
from checker.languages.javascript import estree as js
from checker.languages.javascript.model import Use, is_in_failure_handler, is_receiver_argument
from checker.rules.rule import Context, rule
from checker.widget.script import Script

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.languages.javascript.estree import Node


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
    uses = [use for use in script.uses_of("console") if not is_receiver_argument(use.node)]
    for use in uses:
        is_allowed = context.profile is Profile.KOMMO and _traces_failure(use)
        if not is_allowed and not (_only_asks(use.node) and _is_used_on_line(script, use, uses)):
            yield script.finding(use, "`{path}` is left in the code; delete it", path=use.name)


def _only_asks(node: Node) -> bool:
    """Whether a test only asks whether there is a console: `if (window.console) …`, `console && …`."""
    child, parent = node, node.parent
    while isinstance(parent, js.UnaryExpression | js.BinaryExpression | js.LogicalExpression | js.ChainExpression):
        if isinstance(parent, js.LogicalExpression) and child is parent.left:
            return True
        child, parent = parent, parent.parent
    return isinstance(parent, js.IfStatement | js.ConditionalExpression) and child is parent.test


def _is_used_on_line(script: Script, asked: Use, uses: Sequence[Use]) -> bool:
    """Whether a line goes on with a use that is reported for itself."""
    return any(b"\n" not in script.code[asked.start : use.start] for use in uses if use.start >= asked.end)


def _traces_failure(use: Use) -> bool:
    """Kommo allows `console.trace`, and only where a failure is handled."""
    return use.path[:2] == ("console", "trace") and is_in_failure_handler(use.node)
