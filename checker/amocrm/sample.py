"""Lines of the sample widget that amoCRM gives to developers.

Source: the archive `widget_example` of amoCRM's documentation of the structure of a widget, and the examples on its
page about script.js (amocrm.ru/developers/content/integrations/script_js); developers forget to remove its traces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SAMPLE_LINES: Mapping[tuple[str, ...], frozenset[str]] = {
    ("render",): frozenset({"console.log('render')"}),
    ("init",): frozenset({"console.log('init')"}),
    ("bind_actions",): frozenset({"console.log('bind_actions')"}),
    ("onSave",): frozenset({"alert('click')"}),
    ("contacts", "selected"): frozenset({"console.log('contacts')"}),
    ("leads", "selected"): frozenset({"console.log('leads')"}),
    ("tasks", "selected"): frozenset({"console.log('tasks')"}),
    ("todo", "selected"): frozenset({"console.log('tasks')"}),
    ("advancedSettings",): frozenset({"console.log('advancedSettings')"}),
}
"""By the callback that each stands in; blanks left out, quotes single."""

SAMPLE_REQUEST = ("init", "crm_post", "https://example.com/")
"""Callback, method and address of the request with which the sample pretends to send an SMS."""

SAMPLE_VALUES: Mapping[tuple[str, ...], str] = {
    ("widget", "support", "email"): "support@amocrm.com",
    ("widget", "support", "link"): "https://www.amocrm.com",
    ("dp", "webhook_url"): "https://example.com/webhook",
}
"""What the sample's manifest has under chains of keys: seen in many widgets whose developers are not amoCRM."""
