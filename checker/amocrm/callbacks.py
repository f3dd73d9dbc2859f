"""Functions of a widget that amoCRM calls, and methods that take one.

Source: Kommo's documentation of script.js and of the card SDK.
"""

from __future__ import annotations

DROPPING_CALLBACKS = frozenset(
    {
        "render", "init", "bind_actions", "settings", "dpSettings", "advancedSettings", "destroy", "selected",
        "onSalesbotDesignerSave", "salesbotDesignerSettings", "onInstall", "onSource", "initMenuPage",
    }
)  # fmt: skip
"""Callbacks whose result amoCRM does not wait for; others, such as `onSave` and `loadElements`, may give a promise."""
ACTION_METHODS = frozenset({"add_action", "addNotificationCallback"})
"""Methods that keep a function for an action of the user, and drop what it returns."""
QUIET_METHODS = frozenset(
    {
        "widgetsOverlay", "i18n", "system", "get_settings", "get_version", "get_install_status", "list_selected",
        "getTemplate", "constant",
    }
)  # fmt: skip
"""Methods of the widget that show the user nothing."""
