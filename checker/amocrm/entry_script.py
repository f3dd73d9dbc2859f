"""The script that amoCRM loads, the places in its interface that stay empty without it, and templates of the system.

Source: Kommo's documentation of `script.js`, of the widget's locations and of `render`.
"""

from __future__ import annotations

ENTRY_SCRIPT = "script.js"
LOCATIONS_OF_CODE = frozenset(
    {
        "lcard", "ccard", "comcard", "cucard", "llist", "clist", "culist", "tlist", "tline", "tcalendar",
        "advanced_settings", "card_sdk", "catalogs", "everywhere", "lead_sources", "widget_page",
    }
)  # fmt: skip
"""What the manifest alone can serve is not among them: `settings`, `digital_pipeline`, `sms`, `mobile_card`, …"""
SYSTEM_TEMPLATES = ("/tmpl/", "interface/controls/")  # noqa: S108  (paths on amoCRM's servers)
"""Where the templates of amoCRM itself lie; by the second one they include each other, also in widgets' copies."""
