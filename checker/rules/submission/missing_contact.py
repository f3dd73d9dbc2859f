"""The rule `missing-contact`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.analysis.texts.contacts import Contacts, contacts_in
from checker.finding import Finding, Profile, Stage
from checker.rules.rule import Context, rule
from checker.widget.widget import Widget


@rule("missing-contact", clause="submit.2", stage=Stage.MODERATION)
def missing_contact(widget: Widget, context: Context) -> Iterator[Finding]:
    """A description without a telephone number or without an e-mail address.

    Why: users and amoCRM's support must find help in the widget's description, in every language of the widget.

    Bad:
        "description": "Sends invoices."

    Good:
        "description": "Sends invoices. Support: +7 495 000-00-00, help@example.com"
    """
    if context.profile is Profile.KOMMO and _has_support(widget):
        return
    for description in widget.descriptions:
        missing = _missing(contacts_in(description.text, description.language))
        if missing:
            yield description.finding("the widget's description names no {missing} for support", missing=missing)


def _missing(contacts: Contacts) -> str:
    wanted = {"telephone number": contacts.telephone, "e-mail address": contacts.email}
    return " and no ".join(name for name, found in wanted.items() if not found)


def _has_support(widget: Widget) -> bool:
    """Whether the manifest says where help is: an address for letters, or a page."""
    if widget.manifest is None:
        return False
    email = widget.manifest.text_at("widget", "support", "email") or ""
    link = widget.manifest.text_at("widget", "support", "link") or ""
    return contacts_in(email).email or link.startswith(("https://", "http://"))
