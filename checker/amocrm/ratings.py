"""Ratings and reviews in amoCRM's list of integrations and in the window of a widget's settings, by their names.

That widgets must not hide or influence them say the moderation text and amoCRM's «Методы объекта widget»
(www.amocrm.ru/developers/content/integrations/script_js). No source names their elements, so what is found by names is
only likely: words in a class or id, together with what amoCRM's integrations are called there (`widget_settings_block`:
the same page; the others: real widgets).
"""

from __future__ import annotations

from checker.regex import regex

_WORDS = regex(r"[a-z]+|[A-Z][a-z]*")
_RATING_WORDS = frozenset(
    {"rating", "ratings", "review", "reviews", "stars", "star", "feedback", "feedbacks", "otzyv", "otzyvy", "reyting"}
)
_NEUTRAL_WORDS = frozenset(
    {
        "view", "integration", "integrations", "settings", "widget", "widgets", "app", "card", "list", "item", "block",
        "modal", "js", "user", "users", "amo", "amocrm",
    }
)  # fmt: skip
_SYSTEM_STEMS = (
    "widget-settings", "widget_settings", "widget-card", "widget_card", "widgets-list", "widget-modal", "widget-info",
    "widget_info", "marketplace", "market", "view-integration", "view_integration", "integration", "integrations",
    "modal", "js-widget",
)  # fmt: skip


def is_rating(name: str) -> bool:
    """Whether a class or id is called after ratings or reviews."""
    return any(word.lower() in _RATING_WORDS for word in _WORDS.findall(name))


def is_plain_rating(name: str) -> bool:
    """Whether a class or id is called after ratings with nobody's own word before: `rating-value`, `widget-rating`."""
    words = [word.lower() for word in _WORDS.findall(name)]
    before = next((index for index, word in enumerate(words) if word in _RATING_WORDS), len(words))
    return before < len(words) and _NEUTRAL_WORDS.issuperset(words[:before])


def is_of_integrations(name: str) -> bool:
    """Whether a class or id is one of amoCRM's list of integrations or of the window of settings."""
    return any(name == stem or name.startswith((f"{stem}-", f"{stem}_")) for stem in _SYSTEM_STEMS)
