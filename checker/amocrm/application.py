"""The application object: what `AMOCRM`, now `APP`, holds, what may be missing in it, and which of its calls write.

Sources: Kommo's page «Environment variables» (developers.kommo.com/docs/environment-variables) and amoCRM's «Переменные
окружения» (www.amocrm.ru/developers/content/web_sdk/env_variables), which also calls `AMOCRM` the deprecated twin of
`APP`; for the methods of notifications, Kommo's «JS SDK» (developers.kommo.com/docs/js-sdk). That `current_card` is to
be checked, amoCRM's «Методы объекта widget» shows (www.amocrm.ru/developers/content/integrations/script_js). What has
no source there says so.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = frozenset({"AMOCRM", "APP"})
"""The object's two names."""
COMPUTED = "*"
"""A part whose name is only known at run time."""


class Presence(Enum):
    """Whether a part of the application object is there, given that what it is a part of is."""

    ALWAYS = "always"
    SOMETIMES = "sometimes"
    """Documented to depend on where the user is."""
    UNKNOWN = "unknown"
    """Not documented."""


_ALWAYS = frozenset(
    {
        "getBaseEntity", "isCard", "getWidgetsArea", "constant", "lang_id", "data", "sdk", "sdk.showUserStatus",
        "notifications", "notifications.show_message", "notifications.show_message_error", "notifications.add_error",
        "notifications.add_call", "addNotificationCallback",
        "data.current_card.id", "data.current_card.model", "data.current_view.$el",
    }
)  # fmt: skip
"""Documented parts; those of `current_card` and `current_view` are there if these are."""
_SEEN = frozenset({"getV3WidgetsArea", "data.current_entity", "data.is_card"})
"""Parts without a source that real widgets read everywhere."""
_OF_BACKBONE = frozenset({"attributes", "cid", "id", "el", "$el"})
"""What every model and view of Backbone.js has; the pages above say that amoCRM is made with it (backbonejs.org)."""
ELEMENTS = frozenset({"el", "$el"})
"""Members of Backbone's views that are elements of the page, no data (backbonejs.org)."""
SOMETIMES: Mapping[str, str] = {
    "data.current_card": "exists only while a card is open",
    "data.current_view": "exists only outside of cards",
    "data.current_list": "exists only in lists",
}
"""Documented parts that depend on where the user is, and when they exist."""

CARD_TESTS = frozenset({"isCard()", "is_card"})
"""Calls and properties that are true while a card is open. `is_card`: real widgets, no source."""
AREA_TESTS = frozenset({"getWidgetsArea()", "getV3WidgetsArea()", "area"})
"""Calls and properties that name the page: `APP.getWidgetsArea()`, `system().area` of the widget. Areas of cards have
`card` in their names: `lcard`, `leads_card`. `getV3WidgetsArea`: real widgets, no source."""
ADDRESS_PARTS = frozenset({"pathname", "href", "location", "URL", "baseURI"})
"""Parts of `location` and `document` that hold the page's address, which has `/detail/` in it while a card is open: no
source, but real widgets test it."""
CARD_MARKS = ("card", "detail")
"""What areas and addresses of cards have in them."""

_SHOWN = (("widgets", "system"), ("system", "format"))
"""Parts that no page documents, but that Kommo's tutorial of a simple widget reads on from without a check
(pt-developers.kommo.com/docs/desenvolvimento-de-widget-simples)."""

WRITING_CALLS: Mapping[str, int] = {"constant": 2}
"""Documented calls that write if they get so many arguments: `constant(key, value)` keeps a value in memory."""


def presence(path: tuple[str, ...]) -> Presence:
    """Say whether a part of the application object, named from the object on, is there if its owner is."""
    if not path or path[-1].endswith(")"):
        return Presence.ALWAYS
    if path[-1] == COMPUTED:
        return Presence.UNKNOWN
    name = ".".join(path)
    if name in SOMETIMES:
        return Presence.SOMETIMES
    is_known = name in _ALWAYS or name in _SEEN or _is_of_backbone(path) or _is_in_constant(path)
    return Presence.ALWAYS if is_known else Presence.UNKNOWN


def is_shown(path: tuple[str, ...]) -> bool:
    """Whether Kommo's own examples use a part that is not documented."""
    return any(path[: len(shown)] == shown for shown in _SHOWN)


def _is_of_backbone(path: tuple[str, ...]) -> bool:
    *owner, key = path
    is_model = owner[-1:] == ["model"] or ".".join(owner) in SOMETIMES
    return is_model and key in _OF_BACKBONE


def _is_in_constant(path: tuple[str, ...]) -> bool:
    """Whether a path is something of what `constant('user')` returns.

    For a key that it does not have it returns false, and reading on from that is no error.
    """
    return len(path) == 2 and path[0].startswith("constant(")


def documented_length(path: tuple[str, ...]) -> int:
    """How many names at the beginning of a path are documented."""
    for length in range(len(path), 0, -1):
        if presence(path[:length]) is not Presence.UNKNOWN and path[length - 1] != COMPUTED:
            return length
    return 0


def written(path: tuple[str, ...]) -> str:
    """A path as one writes it: `AMOCRM.constant('user').rights`; names that are computed are left open."""
    return "".join("[…]" if name == COMPUTED else f".{_called(name)}" for name in path).removeprefix(".")


def _called(name: str) -> str:
    function, is_call, arguments = name.removesuffix(")").partition("(")
    if not is_call:
        return name
    quoted = ("…" if argument == COMPUTED else f"'{argument}'" for argument in filter(None, arguments.split(",")))
    return f"{function}({', '.join(quoted)})"
