"""The rule `console`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.finding import Finding, Profile, Stage
from checker.languages.javascript.model import Use, is_in_failure_handler, is_receiver_argument
from checker.rules.rule import Context, rule
from checker.widget.script import Script


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
    for use in script.uses_of("console"):
        is_allowed = context.profile is Profile.KOMMO and _traces_failure(use)
        if not is_allowed and not is_receiver_argument(use.node):
            yield script.finding(use, "`{path}` is left in the code; delete it", path=use.name)


def _traces_failure(use: Use) -> bool:
    """Kommo allows `console.trace`, and only where a failure is handled."""
    return use.path[:2] == ("console", "trace") and is_in_failure_handler(use.node)
