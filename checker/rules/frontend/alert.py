"""The rule `alert`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.finding import Confidence, Finding, Stage
from checker.rules.rule import rule
from checker.widget.script import Script


@rule("alert", clause="frontend.3", stage=Stage.MODERATION)
def alert(script: Script) -> Iterator[Finding]:
    """The browser's `alert`, or its relatives `confirm` and `prompt`.

    Why: these dialogues stop the whole page until the user answers. The moderation text forbids `alert`; `confirm` and
    `prompt` do the same and are reported as likely violations. Use amoCRM's notifications or a modal window.

    Bad:
        alert('Saved');

    Good:
        AMOCRM.notifications.show_message({header: 'Widget', text: self.i18n('messages.saved')});
    """
    for name, confidence in _DIALOGUES.items():
        for use in script.uses_of(name):
            yield script.finding(
                use,
                "`{path}` stops the page; show an amoCRM notification or modal instead",
                confidence=confidence,
                path=use.name,
            )


_DIALOGUES = {"alert": Confidence.CERTAIN, "confirm": Confidence.LIKELY, "prompt": Confidence.LIKELY}
