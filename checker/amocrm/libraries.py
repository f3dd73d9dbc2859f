"""Common third-party libraries: how their files are recognised.

A file is a library's if its code is that of a published version (comments and blanks aside), or if it begins with the
library's banner and holds the names that the library cannot do without. Sources: the published files themselves and
their banners.
"""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from checker.amocrm.library_fingerprints import FINGERPRINTS
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from checker.languages.skimming import Skimmed

_ENTRY = "script.js"
"""The file that every widget begins with; it is nobody else's, whatever is pasted into it."""
_STYLE_ENTRY = "style.css"
"""The same for styles (developers.kommo.com/docs/style-css)."""
_SMALLEST = 300
"""Bytes of code, blanks aside; less is no library."""
_VERSION = regex(r"\bv?(\d{1,3}\.\d{1,3}(?:\.\d{1,3})?(?:-[\w.]{1,20})?)(?![\w.]*/)")
_VERSION_LINE = regex(r"\bversion\b[\s:]{1,8}v?(\d{1,3}\.\d{1,3}(?:\.\d{1,3})?(?:-[\w.]{1,20})?)", re.IGNORECASE)
_LICENCE = regex(
    r"@licen[sc]e|\blicensed?\b.{0,40}\b(?:MIT|BSD|Apache|GPL|LGPL|MPL)|\b(?:MIT|BSD|Apache|GPLv?\d?)\b.{0,20}\blicen[sc]e"
    r"|\|\s?MIT\b",
    re.IGNORECASE | re.DOTALL,
)
_LIBRARY_FOLDERS = frozenset(
    {"vendor", "vendors", "lib", "libs", "plugin", "plugins", "thirdparty", "third-party", "third_party", "external"}
)
_LIBRARY_NAME = regex(r"jquery[.-].+|.+\.min\.(?:js|mjs|cjs|css)|.+\.umd\.js")
_OF_AMOCRM = regex(rb"amocrm|kommo|crm_post|CustomWidget|widget_code", re.IGNORECASE)
"""No common library knows of amoCRM; code of one's own under a foreign banner does."""
_ACTS = regex(
    rb"fetch\(|XMLHttpRequest|sendBeacon|WebSocket|\.(?:ajax|getJSON|getScript)\(|\$\.(?:get|post)\(|axios"
    rb"|eval\(|newFunction\(|alert\(|console\.|debugger|createElement\([\"']script|<script"
    rb"|APP\.|document\.cookie|localStorage"
)
"""What moderators look for in code, blanks aside: a public licence alone exempts no code that does it."""
_OF_AMOCRM_STYLES = regex(rb"amocrm|kommo|card-widgets|widget-settings|widget_settings", re.IGNORECASE)
"""The same in styles."""


class Library(NamedTuple):
    """A library in a file, with its version as far as the file says it."""

    name: str
    version: str | None = None

    def __str__(self) -> str:
        """The name as messages show it."""
        return f"{self.name} {self.version}" if self.version else self.name


class Banner(NamedTuple):
    """What the comment at the head of a library's file says, and words that its code holds even when minified."""

    name: str
    text: str
    """A regular expression, whatever the case."""
    words: tuple[bytes, ...]


def _banner(name: str, text: str, *words: str) -> Banner:
    return Banner(name, text, tuple(word.encode() for word in words))


BANNERS = (
    _banner("jQuery UI", r"\bjQuery UI\b", "ui", "widget"),
    _banner("jQuery", r"\bjQuery (?:JavaScript Library )?v\d", "ajaxSetup", "parseHTML"),
    _banner("Select2", r"\bSelect2 \d", "select2", "dropdown"),
    _banner("Lodash", r"\bLo-?Dash\b", "debounce", "cloneDeep"),
    _banner("Underscore.js", r"\bUnderscore\.js \d", "debounce", "sortBy"),
    _banner("Backbone", r"\bBackbone\.js \d", "Backbone", "listenTo"),
    _banner("Moment.js", r"\bmoment\.js\b", "isoWeek", "fromNow"),
    _banner("Bootstrap", r"\bBootstrap(?:\.js)? v\d|\bbootstrap: \w+\.js v\d", "bs."),
    _banner("Vue", r"\bvue(?:\.js)? v\d", "_vnode"),
    _banner("Vue", r"\bvue v3", "vnode"),
    _banner("React DOM", r"\breact-dom\b", "onChange", "dangerouslySetInnerHTML"),
    _banner("React", r"\bReact v\d", "createElement", "forwardRef"),
    _banner("Axios", r"\baxios v\d", "interceptors", "CancelToken"),
    _banner("Socket.IO", r"\bSocket\.IO v\d", "reconnection", "polling"),
    _banner("Inputmask", r"\binputmask\b", "inputmask", "placeholder"),
    _banner("Chart.js", r"\bChart\.js\b", "datasets", "tooltip"),
    _banner("Handlebars", r"\bhandlebars v\d", "registerHelper"),
    _banner("Mustache", r"\bmustache\.js\b", "render", "Context"),
    _banner("Sortable", r"\bSortable \d", "sortable", "draggable"),
    _banner("fancyBox", r"\bfancyBox v?\d", "fancybox"),
    _banner("slick", r"kenwheeler\.github\.io/slick", "slick", "slidesToShow"),
    _banner("toastr", r"\btoastr\b", "toast", "positionClass"),
    _banner("SweetAlert2", r"\bsweetalert2\b", "swal2"),
    _banner("SweetAlert", r"\bsweetalert\b", "sweet", "swal"),
    _banner("RequireJS", r"\bRequireJS \d", "requirejs", "shim"),
    _banner("Day.js", r"\bday\.?js\b", "$locale"),
    _banner("flatpickr", r"\bflatpickr v?\d", "flatpickr"),
    _banner("JavaScript Cookie", r"\bjs-cookie v?\d|\bJavaScript Cookie v\d", "expires", "cookie"),
    _banner("jQuery Mask Plugin", r"\bjquery\.mask\.js\b|jQuery-Mask-Plugin", "mask", "translation"),
    _banner("Masked Input", r"digitalbush|\bMasked Input plugin\b", "mask", "placeholder"),
    _banner("Swiper", r"\bSwiper \d", "swiper"),
    _banner("D3", r"\bd3js\.org\b", "scale", "selectAll"),
    _banner("SheetJS", r"\bSheetJS\b", "Workbook", "sheet"),
    _banner("Popper", r"create and place poppers|@popperjs/core v\d", "popper"),
    _banner("clipboard.js", r"\bclipboard\.js v\d", "clipboard"),
    _banner("jQuery Suggestions", r"\bDaData\.ru Suggestions\b", "suggestions"),
    _banner("Date Range Picker", r"daterangepicker\.com|Dan Grossman", "daterangepicker"),
    _banner("Knockout", r"\bKnockout JavaScript library v\d", "observable"),
    _banner("International Telephone Input", r"\bInternational Telephone Input v\d", "intlTelInput"),
)
"""The more specific banner comes first."""

STYLESHEET_BANNERS = (
    _banner("Bootstrap Icons", r"\bBootstrap Icons v\d", ".bi-"),
    _banner("Bootstrap Datepicker", r"\bDatepicker for Bootstrap\b", ".datepicker"),
    _banner("Bootstrap Select", r"\bBootstrap-select v\d", ".bootstrap-select"),
    _banner("Bootstrap", r"\bBootstrap(?: (?:Grid|Reboot|Utilities))?\s{1,3}v\d", "box-sizing"),
    _banner("UIkit", r"\bUIkit \d", ".uk-"),
    _banner("jQuery UI", r"\bjQuery UI\b", ".ui-"),
    _banner("Font Awesome", r"\bFont Awesome\b", ".fa-"),
    _banner("Animate.css", r"\banimate\.css\b", "@keyframes", ".animated"),
    _banner("Animate.css", r"\banimate\.css\b", "@keyframes", ".animate__"),
    _banner("normalize.css", r"\bnormalize\.css v\d", "text-size-adjust"),
    _banner("modern-normalize", r"\bmodern-normalize v\d", "text-size-adjust"),
    _banner("Select2", r"\bSelect2\b", ".select2-"),
    _banner("Semantic UI", r"\bSemantic UI\b", ".ui"),
    _banner("Fomantic-UI", r"\bFomantic-UI\b", ".ui"),
    _banner("Foundation", r"\bFoundation for Sites\b", "callout"),
    _banner("Bulma", r"\bbulma\.io v\d", ".is-"),
    _banner("Materialize", r"\bMaterialize v\d", ".materialize-"),
    _banner("Tailwind CSS", r"\btailwindcss v\d", "--tw-"),
    _banner("Pure", r"^/\*!\s{0,3}Pure v\d", ".pure-"),
    _banner("Chosen", r"\bChosen, a Select Box Enhancer\b", ".chosen-"),
    _banner("Swiper", r"\bSwiper \d", ".swiper"),
    _banner("SweetAlert2", r"\bsweetalert2\b", ".swal2-"),
    _banner("Tabulator", r"\bTabulator v\d", ".tabulator"),
    _banner("AG Grid", r"\bag-grid\b", ".ag-"),
    _banner("DataTables", r"\bDataTables\b", ".dataTables_"),
    _banner("FullCalendar", r"\bFullCalendar v\d", ".fc"),
    _banner("Video.js", r"\bVideo\.js\b", ".video-js"),
    _banner("Quill", r"\bQuill Editor v\d", ".ql-"),
    _banner("Ionicons", r"\bIonicons\b", ".ion-"),
    _banner("Hover.css", r"\bHover\.css\b", ".hvr-"),
    _banner("Magnific Popup", r"\bMagnific Popup CSS\b", ".mfp-"),
    _banner("Owl Carousel", r"\bOwl Carousel v\d", ".owl-"),
    _banner("jQuery contextMenu", r"\bjQuery contextMenu\b", ".context-menu-"),
    _banner("International Telephone Input", r"\bintl-tel-input\b|\bInternational Telephone Input\b", ".iti"),
    _banner("Date Range Picker", r"\bdaterangepicker\b", ".daterangepicker"),
    _banner("Toastify", r"\bToastify js\b", ".toastify"),
    _banner("noUiSlider", r"\bnouislider\b", ".noUi-"),
    _banner("Cropper.js", r"\bCropper\.js v\d", ".cropper-"),
    _banner("React Toastify", r"\breact-toastify\b", ".Toastify"),
    _banner("Element", r"\belement-ui\b", ".el-"),
    _banner("Vuetify", r"\bVuetify v\d", ".v-"),
)
"""The heads of published style sheets, and what their code holds."""
_NAMED_STYLESHEETS = (
    ("Select2", "select2", (b".select2-container", b".select2-selection--single")),
    ("slick", "slick", (b".slick-",)),
    ("toastr", "toastr", (b"#toast-container", b".toast-title")),
    ("flatpickr", "flatpickr", (b".flatpickr-calendar", b".flatpickr-day")),
    ("fancyBox", "jquery.fancybox", (b".fancybox-",)),
    ("fancyBox", "fancybox", (b".fancybox",)),
    ("SweetAlert", "sweetalert", (b".sweet-alert",)),
    ("SweetAlert2", "sweetalert2", (b".swal2-popup",)),
    ("Date Range Picker", "daterangepicker", (b".daterangepicker", b".calendar-table")),
    ("React Datepicker", "react-datepicker", (b".react-datepicker__",)),
    ("Air Datepicker", "air-datepicker", (b".air-datepicker",)),
    ("Air Datepicker", "datepicker", (b".datepickers-container", b".datepicker--cell")),
    ("Swiper", "swiper", (b".swiper-wrapper",)),
    ("Leaflet", "leaflet", (b".leaflet-pane", b".leaflet-control")),
    ("CodeMirror", "codemirror", (b".CodeMirror-lines",)),
    ("Highlight.js", "highlight", (b".hljs-",)),
    ("Tippy.js", "tippy", (b".tippy-",)),
    ("Dropzone", "dropzone", (b".dropzone", b".dz-preview")),
    ("Owl Carousel", "owl.", (b".owl-carousel",)),
    ("Lightbox", "lightbox", (b".lightboxOverlay",)),
    ("perfect-scrollbar", "perfect-scrollbar", (b".ps__rail-x",)),
    ("SimpleBar", "simplebar", (b"[data-simplebar]",)),
    ("Vue Multiselect", "vue-multiselect", (b".multiselect__",)),
    ("Selectize", "selectize", (b".selectize-control",)),
    ("Tom Select", "tom-select", (b".ts-wrapper",)),
    ("Croppie", "croppie", (b".croppie-container",)),
    ("International Telephone Input", "intltelinput", (b".iti",)),
    ("jQuery UI", "jquery-ui", (b".ui-widget", b".ui-helper-hidden")),
    ("Bootstrap", "bootstrap", (b".btn-primary", b".col-")),
    ("Font Awesome", "fontawesome", (b".fa-",)),
    ("Font Awesome", "font-awesome", (b".fa-",)),
    ("Animate.css", "animate", (b"@keyframesbounce", b"@keyframesfadeIn")),
    ("normalize.css", "normalize", (b"text-size-adjust:100%", b"[type=")),
    ("UIkit", "uikit", (b".uk-grid",)),
)
"""Libraries, how their files are called, and what they hold, blanks aside."""


def library_of(path: str, code: Skimmed) -> Library | None:
    """Recognise a library by its code, or else by its banner."""
    if len(code.stripped) < _SMALLEST:
        return None
    known = _by_fingerprint().get(fingerprint(code))
    if known is not None:
        return known
    banner = code.banner
    if not banner or path == _ENTRY or _OF_AMOCRM.search(code.code):
        return None
    known = _by_banner(banner, code.code, BANNERS)
    return known or (None if _ACTS.search(code.stripped) else _by_licence(path, banner))


def stylesheet_library_of(path: str, code: Skimmed) -> Library | None:
    """Recognise the style sheet of a library: by its code, by its banner, or by its file's name and its classes."""
    if len(code.stripped) < _SMALLEST:
        return None
    known = _stylesheets_by_fingerprint().get(fingerprint(code))
    if known is not None:
        return known
    if path == _STYLE_ENTRY or _OF_AMOCRM_STYLES.search(code.code):
        return None
    return (
        _by_banner(code.banner, code.code, STYLESHEET_BANNERS)
        or _by_name(path, code.stripped)
        or _by_licence(path, code.banner)
    )


def fingerprint(code: Skimmed) -> str:
    """What stays the same of a file if comments are removed or blanks change."""
    return sha256(code.stripped).hexdigest()[:16]


@cache
def _by_fingerprint() -> Mapping[str, Library]:
    return _by_mark(FINGERPRINTS)


@cache
def _stylesheets_by_fingerprint() -> Mapping[str, Library]:
    from checker.amocrm.stylesheet_fingerprints import STYLESHEET_FINGERPRINTS

    return _by_mark(STYLESHEET_FINGERPRINTS)


def _by_mark(table: Mapping[str, Mapping[str, str]]) -> Mapping[str, Library]:
    return {
        mark: Library(name, version)
        for name, versions in table.items()
        for version, marks in versions.items()
        for mark in marks.split()
    }


def _by_banner(text: str, code: bytes, banners: Sequence[Banner]) -> Library | None:
    for banner in banners:
        if all(word in code for word in banner.words) and (found := re.search(banner.text, text, re.IGNORECASE)):
            return Library(banner.name, _version(text, found.start()))
    return None


def _by_name(path: str, stripped: bytes) -> Library | None:
    """A library whose style sheets have no banner, if its file is still named after it and holds its own classes."""
    name = path.rpartition("/")[2].lower()
    for library, prefix, words in _NAMED_STYLESHEETS:
        if name.startswith(prefix) and all(word in stripped for word in words):
            return Library(library)
    return None


def _version(text: str, start: int) -> str | None:
    """The version behind a library's name on its line, or else on a line of its own."""
    line = text[start : start + 200].partition("\n")[0].partition("|")[0]
    found = _VERSION.search(line) or _VERSION_LINE.search(text)
    return found[1] if found else None


def _by_licence(path: str, banner: str) -> Library | None:
    """A library that is not known by name: a public licence at the head of a file that lies or is named like one."""
    *folders, name = path.lower().split("/")
    if _LIBRARY_FOLDERS.isdisjoint(folders) and not _LIBRARY_NAME.fullmatch(name):
        return None
    version = _VERSION.search(banner) or _VERSION_LINE.search(banner)
    return Library(path.rpartition("/")[2], version[1]) if version and _LICENCE.search(banner) else None
