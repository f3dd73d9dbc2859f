"""What amoCRM calls in a widget's script at each location.

Source: Kommo's documentation of script.js, of the card SDK and of the widget's locations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

OBLIGATORY_CALLBACKS = ("render", "init", "bind_actions")
"""Every widget has them."""
KNOWN_CALLBACKS = frozenset(
    {
        *OBLIGATORY_CALLBACKS, "settings", "onSave", "destroy", "dpSettings", "advancedSettings", "contacts", "leads",
        "todo", "tasks", "onSalesbotDesignerSave", "salesbotDesignerSettings", "onAddAsSource", "onSource", "onInstall",
        "loadPreloadedData", "loadElements", "linkCard", "searchDataInCard", "loadCatalogElement", "initMenuPage",
    }
)  # fmt: skip
NEEDED_CALLBACKS: Mapping[str, tuple[str, ...]] = {
    "advanced_settings": ("advancedSettings",),
    "salesbot_designer": ("onSalesbotDesignerSave",),
    "card_sdk": ("loadPreloadedData", "loadElements", "linkCard", "searchDataInCard"),
    "widget_page": ("initMenuPage",),
}
"""Locations that are empty without one of these callbacks."""
LOCATION_TEXTS: Mapping[str, tuple[str, ...]] = {"ai_agent": ("widget", "ai_agent_description")}
"""Locations that need a text of the translations which the manifest need not name."""
CARDS = frozenset({"lcard", "ccard", "comcard", "cucard"})
LISTS = frozenset({"llist", "clist", "culist", "tlist"})
SOURCE_CALLBACKS = ("onSource", "onAddAsSource")
LIST_CALLBACKS: Mapping[str, tuple[str, ...]] = {
    "llist": ("leads",), "clist": ("contacts",), "tlist": ("todo", "tasks"),
}  # fmt: skip
"""Callbacks for what users select in a list."""
