"""CSS in the strings of a script: style elements in markup, and texts that are nothing but rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from checker.languages.css.properties import is_property
from checker.languages.javascript import estree as js
from checker.languages.javascript.markup import chunks_of
from checker.languages.placed import PlacedText
from checker.regex import regex
from checker.widget.stylesheet import Stylesheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.languages.javascript.estree import Node
    from checker.widget.script import Script

_PAGE = regex(rb"<(?:html|head|body|!doctype)\b", re.IGNORECASE)
_GLOBAL_TAGS = frozenset({"createGlobalStyle", "injectGlobal"})
"""Tags of styled-components and emotion whose styles are those of the whole page."""
_MOST_BYTES = 4_000_000
"""How much text is put together for one script."""
_RULE = regex(rb"\s*+(?:@[^{}<]{1,500}\{)?[^{}<]{1,2000}\{([^{}<>]{0,20000})\}")


def styles_in(script: Script) -> Iterator[Stylesheet]:
    """Find the style sheets that stand in one place of a script's code. Raises TooDeep and TooSlow."""
    if b"{" not in script.code:
        return
    is_shadowed = b"attachShadow" in script.code
    seen = set()
    for text, is_of_page in (*_elements(script), *_rules(script)):
        place = text.laid_out()
        if place is not None and place.start not in seen and place.code.strip():
            seen.add(place.start)
            start = script.offset + place.start
            yield Stylesheet(script.source, place.code, start, is_of_page=is_of_page or is_shadowed)


def _elements(script: Script) -> Iterator[tuple[PlacedText, bool]]:
    """The style elements in markup, and whether that is a page of its own, such as one that is printed."""
    for markup in script.markup:
        if markup.parsed.styles:
            is_page = _PAGE.search(markup.text.content) is not None
            yield from ((markup.text.part(style.start, style.end), is_page) for style in markup.parsed.styles)


def _rules(script: Script) -> Iterator[tuple[PlacedText, bool]]:
    """Texts such as `.acme { color: red }`, which a script gives to a style element; whether to one of its own only."""
    left = _MOST_BYTES
    for whole in script.model.whole_texts:
        if b"{" in script.code[whole.start : whole.end] and left > 0:
            text = PlacedText(tuple(chunks_of(script.model.texts.pieces_of(whole), script.code)))
            left -= len(text.content) + len(text.chunks)
            rule = _RULE.match(text.content)
            if rule is not None and any(map(_is_declaration, rule[1].split(b";"))):
                yield text, _is_scoped(whole)


def _is_declaration(text: bytes) -> bool:
    name, colon, _ = text.rpartition(b"*/")[2].partition(b":")
    return bool(colon) and is_property(name.strip().lower().decode("utf-8", "replace"))


def _is_scoped(text: Node) -> bool:
    """Whether a tag in front of a template makes styles of one element of it, as `styled.div` does."""
    tagged = text.parent
    if not isinstance(tagged, js.TaggedTemplateExpression):
        return False
    tag = tagged.tag
    return not (isinstance(tag, js.Identifier) and tag.name in _GLOBAL_TAGS)
