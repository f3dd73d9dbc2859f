"""JavaScript in markup: the content of `<script>`, event handlers and `javascript:` links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checker.languages.placed import LaidOut, PlacedText
    from checker.languages.template import Attribute, ParsedTemplate

_EVENTS = (
    "abort afterprint animationcancel animationend animationiteration animationstart auxclick beforeinput beforematch"
    " beforeprint beforetoggle beforeunload blur cancel canplay canplaythrough change click close contextlost"
    " contextmenu contextrestored copy cuechange cut dblclick drag dragend dragenter dragleave dragover dragstart drop"
    " durationchange emptied ended error focus focusin focusout formdata gotpointercapture hashchange input invalid"
    " keydown keypress keyup languagechange load loadeddata loadedmetadata loadstart lostpointercapture message"
    " messageerror mousedown mouseenter mouseleave mousemove mouseout mouseover mouseup mousewheel offline online"
    " orientationchange pagehide pageshow paste pause play playing pointercancel pointerdown pointerenter pointerleave"
    " pointermove pointerout pointerover pointerup popstate progress propertychange ratechange readystatechange"
    " rejectionhandled reset resize scroll scrollend search securitypolicyviolation seeked seeking select"
    " selectionchange selectstart show slotchange stalled storage submit suspend timeupdate toggle touchcancel touchend"
    " touchmove touchstart transitioncancel transitionend transitionrun transitionstart unhandledrejection unload"
    " volumechange waiting webkitanimationend webkittransitionend wheel"
)
EVENT_ATTRIBUTES = frozenset(f"on{event}" for event in _EVENTS.split())
"""https://html.spec.whatwg.org/#event-handlers-on-elements,-document-objects,-and-window-objects, and what the
specifications of CSS animations, pointer, touch and selection events add; in lower case."""
_ADDRESSES = frozenset({"href", "xlink:href", "src", "action", "formaction", "data"})
_SCHEME = regex(r"\s*javascript:", re.IGNORECASE)
_IDLE = regex(r"\s*(?:void\s*(?:\(\s*)?0\s*\)?|(?:return\s+)?false|//.*|#)?\s*;?\s*", re.IGNORECASE)
"""What stands for "no address": nobody calls that code."""


def scripts_in(markup: ParsedTemplate, text: PlacedText) -> Iterator[LaidOut]:
    """The scripts and handlers in markup that was parsed from `text`, as far as they stand in one place of the file."""
    code = text.with_content(markup.code) if markup.twig_tags else text
    for block in markup.scripts:
        if block.is_javascript and (script := code.part(block.start, block.end).laid_out()) is not None:
            yield script
    yield from handlers_in(markup, code)


def handlers_in(markup: ParsedTemplate, code: PlacedText) -> Iterator[LaidOut]:
    """The code in the attributes of markup; `code` is its text with Twig hidden."""
    for span in handler_spans(markup.attributes):
        handler = code.part(*span).without_entities().laid_out()
        if handler is not None and handler.code.strip():
            yield handler


def handler_spans(attributes: Iterable[Attribute]) -> Iterator[tuple[int, int]]:
    """Where code stands in attributes, byte offsets as theirs; `javascript:void(0)` and its like hold none."""
    for attribute in attributes:
        start = _code_start(attribute)
        if start is not None and attribute.value is not None:
            yield attribute.value_start + start, attribute.value_end


def _code_start(attribute: Attribute) -> int | None:
    value = attribute.value
    if not value or not value.strip():
        return None
    if attribute.name in EVENT_ATTRIBUTES:
        return 0
    scheme = _SCHEME.match(value) if attribute.name in _ADDRESSES else None
    if scheme is None or _IDLE.fullmatch(value, scheme.end()):
        return None
    return len(scheme[0].encode())
