"""amoCRM's pages: which of them a widget may change, and by what code recognises them and their elements.

Sources, as `source` names them:

- areas: Kommo's «Environment variables» (developers.kommo.com/docs/environment-variables), on `getWidgetsArea()`;
- script_js: amoCRM's «Методы объекта widget» (www.amocrm.ru/developers/content/integrations/script_js);
- tutorial: Kommo's simple widget (pt-developers.kommo.com/docs/desenvolvimento-de-widget-simples).

What has no source was seen in real widgets. The locations are those of Kommo's «Widget locations»
(developers.kommo.com/docs/widget-locations) and amoCRM's «Области подключения».
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ANYWHERE = "everywhere"
"""The location that gives every page but those that no widget may change."""
_CARDS = frozenset({"lcard", "ccard", "comcard", "cucard", "card_sdk", "mobile_card"})
_LISTS = frozenset({"llist", "clist", "culist", "tlist", "tline", "tcalendar", "catalogs"})
_NOWHERE: frozenset[str] = frozenset()


class Page(NamedTuple):
    """A page that widgets leave alone, and how code asks whether it is open."""

    title: str
    areas: frozenset[str]
    """What `getWidgetsArea()` answers there."""
    addresses: tuple[str, ...]
    """What is in its address."""
    is_open_to_everywhere: bool
    """Whether the location `everywhere` gives it."""
    source: str | None


PAGES = (
    Page(
        "the billing page",
        frozenset({"settings-pay", "settings-billing"}),
        ("settings/pay", "settings/tariff", "settings/license", "/pay/", "billing"),
        is_open_to_everywhere=False,
        source=None,
    ),
    Page(
        "the user's profile",
        frozenset({"settings-profile"}),
        ("settings/profile",),
        is_open_to_everywhere=False,
        source=None,
    ),
    Page(
        "the page of users and rights",
        frozenset({"settings-users", "authlog"}),
        ("settings/users", "settings/rights"),
        is_open_to_everywhere=True,
        source="areas",
    ),
    Page(
        "the page of communication tools",
        frozenset({"settings-communications"}),
        ("settings/communications",),
        is_open_to_everywhere=True,
        source="areas",
    ),
)
"""The moderation text names the billing page, but not its address."""
PAGE_TESTS = frozenset({"current_entity", "hash", "search"})
"""What code compares to know the page, beside the area and the parts of the address."""


class Region(NamedTuple):
    """A part of amoCRM's page, by the classes, ids and attributes of its elements."""

    title: str
    stems: tuple[str, ...]
    """What a class or id is, or begins with before a `-` or `_`; an attribute is written as `name=value`."""
    locations: frozenset[str]
    """The locations that give it; none if no widget may change it."""
    source: str | None = None
    words: frozenset[str] = frozenset()
    """Words anywhere in a class or id."""


REGIONS = (
    Region(
        "the billing page",
        ("settings-pay", "settings_pay", "pay-page", "pay_page", "page-pay", "page_pay"),
        _NOWHERE,
        words=frozenset({"billing", "tariff", "tariffs", "payment", "payments", "invoice", "invoices", "subscription"}),
    ),
    Region("the user's profile", ("settings-profile", "user-profile", "nav-profile", "nav__profile"), _NOWHERE),
    Region(
        "the left menu",
        (
            "left-menu", "left_menu", "nav_menu", "nav-menu", "nav__menu", "nav__top", "nav__notifications", "js-nav",
            "data-entity=settings", "data-entity=dashboard", "data-entity=mail", "data-entity=stats",
        ),
        _NOWHERE,
    ),
    Region(
        "the list of integrations",
        ("widget-card", "widgets-list", "integrations-list", "integration-card", "marketplace"),
        _NOWHERE,
    ),
    Region("the card", ("card-cf-table-main-entity", "card-top-name"), _CARDS, "script_js"),
    Region("the card", ("linked-form", "feed-compose"), _CARDS, "tutorial"),
    Region(
        "the card",
        ("card-holder", "card_holder", "card-fields", "card_fields", "card-entity-form", "card-tabs", "feed-note",
         "notes-wrapper"),
        _CARDS,
    ),
    Region("the list", ("list-row", "list__body", "list__table", "list-top-search", "list-top-nav"), _LISTS),
    Region("the pipeline", ("pipeline_leads", "pipeline_cell", "pipeline_items"), frozenset({"llist"})),
    Region("the digital pipeline", ("digital-pipeline",), frozenset({"digital_pipeline"})),
)  # fmt: skip
"""Kommo's public integration checklist (developers.kommo.com/docs/getting-listed) says that the left menu must stay
untouched; it does not name its elements."""

INSTALL_BUTTONS = {"js-widget-install": "script_js", "js-widget-uninstall": None}
SAVE_BUTTONS = {"js-widget-save": "tutorial"}
"""Classes of the buttons in the window of a widget's settings, and the source."""
SAVE_PREFIX = "save_"
"""The save button's id is this and the widget's code: no source, but real widgets use it."""

_WORDS = regex(r"[A-Za-z]+")
_PAGE_WORDS = frozenset(
    frozenset(word.encode() for word in _WORDS.findall(text))
    for page in PAGES
    for text in (*page.areas, *page.addresses)
)
_NEUTRAL_WORDS = frozenset(
    {
        "js", "page", "pages", "settings", "account", "user", "users", "content", "block", "form", "modal", "nav",
        "menu", "top", "header", "list", "item", "view", "info", "amo", "amocrm", "kommo", "pay", "current", "change",
        "buy", "my", "b", "n", "c", "l", "button", "btn", "link", "holder", "wrapper", "container", "inner",
    }
)  # fmt: skip
"""Words before a region's own that do not make a class that of a widget."""


def pages_in(texts: Iterable[str]) -> Iterator[Page]:
    """The pages that code means when it compares the area or the address with texts or patterns."""
    for text in texts:
        plain = text.replace("\\", "") + "/"
        for page in PAGES:
            if text in page.areas or any(address in plain for address in page.addresses):
                yield page


def may_be_named_in(code: bytes) -> bool:
    """Whether code holds all words of what names some page: if not, it compares with none."""
    return any(all(word in code for word in words) for words in _PAGE_WORDS)


def region_of(name: str) -> Region | None:
    """The region of a class or id, or of an attribute written as `name=value`."""
    return next((region for region in REGIONS if _is_in(name, region)), None)


def _is_in(name: str, region: Region) -> bool:
    if any(name == stem or name.startswith((f"{stem}-", f"{stem}_")) for stem in region.stems):
        return True
    return "=" not in name and _is_named_after(name, region.words)


def _is_named_after(name: str, subjects: frozenset[str]) -> bool:
    """Whether a class or id is called after a subject with nobody's own word before: `settings-payment`."""
    words = [word.lower() for word in _WORDS.findall(name)]
    before = next((index for index, word in enumerate(words) if word in subjects), len(words))
    return before < len(words) and _NEUTRAL_WORDS.issuperset(words[:before])


def is_given(locations: frozenset[str], region: Region) -> bool:
    """Whether one of a widget's locations gives a region."""
    return bool(region.locations) and (ANYWHERE in locations or not region.locations.isdisjoint(locations))
