"""The rule `reused-widget-code`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.finding import Finding, Stage
from checker.rules.rule import Context, rule
from checker.widget.manifest import Manifest


@rule("reused-widget-code", clause="status.1", stage=Stage.MODERATION)
def reused_widget_code(manifest: Manifest, context: Context) -> Iterator[Finding]:
    """An update of a published widget that carries the published widget's code.

    Why: amoCRM replaces a published widget by another one: the update must be uploaded under a code of its own, and
    the letter to the moderators names the widget to replace. Checked only if the published code is given
    (`--published-code`, or `published-code` in the configuration or the action's inputs).

    Bad:
        "code": "acme_invoices" although acme_invoices is the published widget

    Good:
        "code": "acme_invoices_2"
    """
    value = manifest.at("widget", "code")
    if value is not None and context.published_code is not None and value.value == context.published_code:
        yield manifest.finding(
            value,
            "the code {code} belongs to the published widget; upload the update under another code",
            code=context.published_code,
        )
