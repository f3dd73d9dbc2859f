"""The rule `hard-coded-secret`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.finding import Confidence, Finding, Stage
from checker.rules.rule import rule
from checker.widget.server import BackEnd
from checker.widget.widget import Widget


@rule("hard-coded-secret", clause="general.3", stage=Stage.MODERATION)
def hard_coded_secret(widget: Widget | BackEnd) -> Iterator[Finding]:
    """A password, a token or a key that stands in a file of the widget or its back end.

    Why: everybody who opens the widget's page can read its files. Keep secrets on your server or let the user enter
    them in the settings, and revoke what was published: it stays in the history of the repository. No report of this
    checker shows the secret itself. A text that only looks random is a warning.

    Bad:
        headers: { Authorization: 'Bearer 3f9a…' }

    Good:
        self.$authorizedAjax({ url: settings.server });
    """
    foreign = {script.path for script in widget.foreign_scripts}
    for file in widget.text_files:
        for secret in file.source.secrets:
            if secret.confidence is Confidence.CERTAIN or file.path not in foreign:
                yield file.finding(secret, _MESSAGES[secret.confidence], confidence=secret.confidence, kind=secret.kind)


_WAY_OUT = "keep it on your server or in the settings, and revoke this one"
_MESSAGES = {
    Confidence.CERTAIN: f"{{kind}} can be read by everybody; {_WAY_OUT}",
    Confidence.LIKELY: f"this is {{kind}}; if it is secret, {_WAY_OUT}",
}
