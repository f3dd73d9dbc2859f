"""Classes and ids of amoCRM's own interface, and names that say nothing about whose element it is.

Sources, as `SystemBlock.source` names them:

- getting-listed: Kommo's public integration checklist (developers.kommo.com/docs/getting-listed), which forbids system
  classes «unless under the widget root selector (`#kommo_widget_code .control-select` ok, `.control-select` not)»;
- style-css: Kommo's page on the widget's styles (developers.kommo.com/docs/style-css), with the root selector
  `.card-widgets__widget-new_widget .card-widgets__widget__body`;
- script_js: amoCRM's «Методы объекта widget» (www.amocrm.ru/developers/content/integrations/script_js);
- tutorial: Kommo's simple widget (pt-developers.kommo.com/docs/desenvolvimento-de-widget-simples).

What has no source was seen in the markup that real widgets copy or change.
"""

from __future__ import annotations

from typing import NamedTuple

from checker.regex import regex

_SOURCED = {
    "control-select": "getting-listed",
    "card-widgets": "style-css",
    "card-cf-table-main-entity": "script_js",
    "card-top-name": "script_js",
    "widget_settings_block": "script_js",
    "js-widget-install": "script_js",
    "linked-form": "tutorial",
    "feed-compose": "tutorial",
    "js-widget-save": "tutorial",
}
_SEEN = (
    "amo-modal", "aside-menu", "b-rights", "button-cancel", "button-input", "card-budget", "card-entity-form",
    "card-fields", "card-holder", "card-leads", "card-tabs", "card_fields", "card_holder",
    "catalog-fields", "cell-head", "cell-template", "checkboxes-search", "checkboxes_dropdown",
    "content__account__settings", "content__top",
    "control--", "control-autosized", "control-checkbox", "control-date", "control-file", "control-phone",
    "control-price", "control-radio", "control-toggler", "control-user_state", "custom-scroll", "date_filter",
    "default-overlay", "digital-pipeline", "feed-amojo", "feed-note", "filter-search", "form-group__control",
    "form-group__title", "icon-modal-close", "js-modal-confirm", "js-widget-uninstall", "left-menu", "left_menu",
    "linked-forms", "list-multiple-actions", "list-row", "list-top-nav", "list-top-search", "list__body",
    "list__cell", "list__table", "list__top", "list_page_holder", "mail-action", "modal-body", "modal-list",
    "modal-overlay", "modal-scroller", "monitoring-settings", "multiple-actions", "multisuggest", "n-avatar",
    "nav-menu", "nav__menu", "nav__notifications", "nav__top", "nav_menu", "note-edit", "note-lead",
    "notes-wrapper", "notification__item", "page_holder", "pipeline-select", "pipeline_cell", "pipeline_items",
    "pipeline_leads", "pipeline_status", "pipeline_wrapper", "profile_settings", "safety_settings",
    "search-results", "settings__search", "spinner-icon", "svg-card", "svg-icon", "tasks-date", "text-input",
    "tips-item", "todo-form", "todo-line", "users-picker", "users-select", "widget-card", "widget-settings",
    "widgets-list", "widgets__", "widgets_block", "work-area",
)  # fmt: skip
_BLOCKS = frozenset((*_SOURCED, *_SEEN))
_LONGEST_NAME = max(map(len, _BLOCKS))
_ROOTS = regex(r"(?:card-widgets__widget[-_]|work-area-)(?!_)")
"""What amoCRM puts before a widget's code to name the block that is the widget's: `card-widgets__widget-acme`
(style-css) and, without a source, `#work-area-acme` of its page of advanced settings."""


OPEN_TO_SCRIPTS = frozenset({"widget_settings_block", "list_page_holder", "work-area"})
"""Blocks that hold the widget's own settings or page while they are shown, so that its scripts may change them."""

SETTINGS_PAGE_CALLBACK = "advancedSettings"
PARTS_OF_SETTINGS_PAGE = frozenset({"content__top", "list__body", "list__top"})
"""What that callback may change: amoCRM's sample puts its buttons into the head of the widget's own page."""


class SystemBlock(NamedTuple):
    """A class or id of amoCRM's; those of its parts begin with it."""

    name: str
    source: str | None

    @property
    def is_documented(self) -> bool:
        """Whether somebody from amoCRM names it."""
        return self.source is not None


def system_block_of(name: str) -> SystemBlock | None:
    """The block of amoCRM's interface that a class or id is, or is a part of."""
    block = _longest_block(name)
    if block is None or _ROOTS.match(name):
        return None
    is_part = not name.startswith("-", len(block)) or name.startswith("--", len(block))
    return SystemBlock(block, _SOURCED.get(block) if is_part else None)


def _longest_block(name: str) -> str | None:
    """The longest block at the beginning of a name that ends with it, or with a part of the name."""
    for end in range(min(len(name), _LONGEST_NAME), 0, -1):
        if name[:end] in _BLOCKS and (end == len(name) or not {"-", "_"}.isdisjoint(name[end - 1 : end + 1])):
            return name[:end]
    return None


_WORDS_OF_ALL = (
    "actions active alert alerts app avatar badge banner block body bold bottom box btn btns button buttons calendar "
    "caption card cards cell center checkbox checkboxes checked circle clear clearfix close closed code col collapse "
    "color column columns comment comments container content controls count counter danger dark data date default "
    "desc description dialog disabled done dropdown edit element empty error errors expanded fade field fields file "
    "files filter first fixed flex focus footer form full green grey grid group h1 h2 h3 head header heading hidden "
    "hide hint holder hover icon icons image images img info inline inner input inputs invalid item items key label "
    "labels large last layout left light line link links list load loader loading login logo main menu message "
    "messages mobile modal modals name nav navbar new next note notes notice notification notifications number off on "
    "open opened option options order outer overlay page pagination panel panels password phone photo picker "
    "placeholder popup popups preloader prev preview price primary progress radio red remove required result results "
    "right root round row rows save scroll search secondary section sections select selected separator settings show "
    "sidebar size slider small spinner square state status step steps sticky sub submit subtitle success switch "
    "switcher tab table tabs tag tags text textarea th time title toast toggle toolbar tooltip top total tr type url "
    "user users valid value video view visible warning white wide widget widgets wrap wrapper accordion backdrop "
    "breadcrumb breadcrumbs carousel chip chips current datepicker divider invisible lead leads muted nowrap pager "
    "paginator pipeline pipelines popover skeleton snackbar snackbars task tasks thumbnail timer tip tips"
)
_GENERIC = frozenset(_WORDS_OF_ALL.split())
_BLOCKS_OF_ALL = (
    "btn button card content dropdown footer form header input list menu modal nav notification page popup select "
    "settings sidebar table tabs tooltip widget widgets"
)
_GENERIC_BLOCKS = frozenset(_BLOCKS_OF_ALL.split())
"""Names whose parts, as in `modal__title`, amoCRM has too."""
_OF_FRAMEWORKS = regex(
    r"(?:[wh]-(?:25|50|75|100|auto)|[mp][trblxyse]?-(?:[0-5]|auto)|d-(?:none|flex|block|inline|inline-block|grid)|"
    r"sr-only|visually-hidden|pull-(?:left|right)|float-(?:left|right)|text-black|modal-(?:large|small)|"
    r"(?:alert|badge|btn|button|col(?:-(?:xs|sm|md|lg|xl))?|dropdown|form|input|list|modal|nav|navbar|panel|progress|"
    r"table|tab|text)-(?:primary|secondary|success|danger|warning|info|light|dark|default|link|block|sm|lg|xs|md|xl|"
    r"\d{1,2}|control|group|inline|row|check|label|dialog|content|header|footer|title|close|backdrop|open|item|toggle|"
    r"menu|bar|striped|bordered|hover|pane|center|left|right|muted|addon|append|prepend|button|input|field|body|icon|"
    r"wrapper|container))"
)
"""Classes of Bootstrap's and what is called after them."""
_ELEMENT = regex(r"__|--")


def is_generic(name: str) -> bool:
    """Whether a class or id is one that anybody may give, as amoCRM and other widgets do: `modal`, `btn-primary`."""
    block, *parts = _ELEMENT.split(name.lower(), maxsplit=1)
    if parts:
        return block in _GENERIC_BLOCKS
    return block in _GENERIC or _OF_FRAMEWORKS.fullmatch(block) is not None


GENERIC_ATTRIBUTES = frozenset(
    {
        "data-id", "data-type", "data-name", "data-value", "data-theme", "data-toggle", "data-tooltip", "data-index",
        "data-key", "data-field", "data-element", "data-entity", "data-title", "data-status", "data-state",
        "data-action",
    }
)  # fmt: skip
"""Attributes that are as good as no name."""

_FIRST_WORDS = (
    "accent base bg black blue body border brand btn button card color colors danger dark error font gap gray green "
    "grey header height info input light line link main margin muted padding page primary radius red secondary shadow "
    "size space spacing success surface text theme transition warning white width yellow z"
)
_COMMON_FIRST_WORDS = frozenset(_FIRST_WORDS.split())


def is_prefixed(custom_property: str) -> bool:
    """Whether a custom property begins with a name that others are unlikely to use: `--acme-color`."""
    first, mark, rest = custom_property.removeprefix("--").partition("-")
    return bool(mark and rest) and first.lower() not in _COMMON_FIRST_WORDS


_ELEMENT_NAMES = (
    "* a abbr acronym address applet area article aside audio b base big blockquote body br button canvas caption "
    "center circle cite code col colgroup data datalist dd defs del details dfn dialog dir div dl dt ellipse em embed "
    "fieldset figcaption figure font footer form frame frameset g h1 h2 h3 h4 h5 h6 head header hgroup hr html i "
    "iframe image img input ins kbd label legend li line link main map mark marquee menu meta meter nav noscript "
    "object ol optgroup option output p param path picture polygon polyline pre progress q rect rp rt ruby s samp "
    "script search section select slot small source span strike strong style sub summary sup svg symbol table tbody "
    "td template text textarea tfoot th thead time title tr track tspan tt u ul use var video wbr"
)
ELEMENTS = frozenset(_ELEMENT_NAMES.split())
"""The elements of HTML and of SVG (https://html.spec.whatwg.org/#elements-3); other names are custom elements, or what
is only known at run time."""
