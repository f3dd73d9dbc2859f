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

SAMPLE_VALUES: Mapping[tuple[str, ...], frozenset[str]] = {
    ("widget", "support", "email"): frozenset(
        {"support@amocrm.com", "support@amocrm.ru", "support@kommo.com", "support@example.com"}
    ),
    ("widget", "support", "link"): frozenset(
        {
            "https://www.amocrm.com", "https://www.amocrm.ru", "https://www.kommo.com", "https://www.kommo.com/support",
            "https://example.com", "https://www.example.com", "https://support.example.com",
        }
    ),
    ("dp", "webhook_url"): frozenset({"https://example.com/webhook"}),
}  # fmt: skip
"""What the sample's manifest, and what was made of it for Kommo and by generators, has under chains of keys: seen in
many widgets whose developers are not amoCRM."""
SAMPLE_HOST = "example.com"
"""Where the sample's script and the examples of the documentation send their requests."""
