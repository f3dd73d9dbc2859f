"""The files of the widget that its manifest, style sheets and templates name."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from checker.amocrm.entry_script import SYSTEM_TEMPLATES
from checker.analysis.references.file_names import (
    OWN_PATH,
    UNKNOWN,
    Reference,
    at_root,
    file_behind_path,
    relative_to,
    uploaded_files,
    whole_file,
)
from checker.regex import regex
from checker.widget.logo import suffix_of
from checker.widget.source import Stretch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.languages.css.model import Url
    from checker.languages.json import Value
    from checker.languages.twig import TwigTag
    from checker.widget.manifest import Manifest
    from checker.widget.stylesheet import Stylesheet
    from checker.widget.template import Template

_TWIG_PATH = regex(r"(?:(?P<owner>\w{1,50})\.)?(?P<name>\w{0,50}path)(?:\s*\|\s*\w{1,50})?\Z", re.IGNORECASE)
_PATH_OWNERS = frozenset({"params", "settings", "widget"})
_PATH_NAMES = frozenset({"path", "base_path", "basepath", "cdn_path", "widget_path", "widgetpath"})
"""What the widget's own path is called; `styles_path` may lead into one of its folders."""
_TWIG_INCLUDE = regex(r"""\w+[\s(\[]*(?P<quote>["'])(?P<path>[^"']{1,300})(?P=quote)\s*(?P<more>~)?""")
_TWIG_SUM = regex(r"""["']\s*~[^"'~]*(?:~\s*["']|\Z)""")
_INCLUDING_TAGS = frozenset({"include", "extends", "embed", "import", "from", "use"})
_INCLUDING_CALL = regex(r"(?:include|source)\s*\(")
_LINKS = frozenset({("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src"), ("source", "src")})
_PAGES = frozenset({"html", "htm"})


def references_in_manifest(manifest: Manifest) -> Iterator[Reference]:
    """Find the slides of the tour, icons and other files that the manifest names."""
    slides = manifest.at("tour", "tour_images")
    waiting = [manifest.document.root] if manifest.document.root is not None else []
    while waiting:
        value = waiting.pop()
        waiting += [*value.items, *(member.value for member in value.members)]
        if isinstance(value.value, str):
            yield from _in_manifest_text(manifest, value, value.value, slides)


def _in_manifest_text(manifest: Manifest, value: Value, text: str, slides: Value | None) -> Iterator[Reference]:
    found = next(uploaded_files(text), None) or whole_file(text.strip())
    is_slide = slides is not None and slides.start <= value.start < slides.end
    if found and (is_slide or "/" in text):
        yield Reference(manifest, value, (at_root(found[1]),), is_slide or text.startswith("/images/"))


def references_in_stylesheet(sheet: Stylesheet) -> Iterator[Reference]:
    """Find what `url(…)` and `@import` load from beside a style sheet; elsewhere nobody knows what they are beside."""
    is_page = suffix_of(sheet.path) in _PAGES
    if (b"url(" in sheet.code or b"@import" in sheet.code) and (is_page or suffix_of(sheet.path) == "css"):
        for url, is_sure in _urls(sheet):
            if target := relative_to(sheet.path, url.value):
                yield Reference(sheet, url, (target,), is_sure)


def _urls(sheet: Stylesheet) -> Iterator[tuple[Url, bool]]:
    """The addresses, and whether each is needed: of several formats of a font a browser takes one."""
    declarations = chain.from_iterable(rule.declarations for rule in sheet.parsed.rules)
    for declaration in (*declarations, *chain.from_iterable(rule.declarations for rule in sheet.parsed.at_rules)):
        is_font = declaration.name == "src"
        yield from ((url, not is_font) for url in declaration.urls)
    for at_rule in sheet.parsed.at_rules:
        yield from ((url, True) for url in at_rule.urls)


def references_in_template(template: Template) -> Iterator[Reference]:
    """Find what a template appends to the widget's path, what it includes, and what a page loads from beside it."""
    comments = iter(template.comments)
    comment = next(comments, None)
    for tag in template.parsed.twig_tags:
        while comment is not None and comment.end <= tag.start:
            comment = next(comments, None)
        if comment is None or tag.start < comment.start:
            yield from _in_tag(template, tag)
    if suffix_of(template.path) in _PAGES:
        yield from _linked(template)


def _linked(template: Template) -> Iterator[Reference]:
    for attribute in template.parsed.attributes:
        if (attribute.tag, attribute.name) in _LINKS:
            address = "".join(part or UNKNOWN for part in template.parts_of(attribute))
            target = relative_to(template.path, address) if whole_file(address.partition("?")[0].strip()) else None
            if target is not None:
                yield Reference(template, attribute, (target,), is_sure=False)


def _in_tag(template: Template, tag: TwigTag) -> Iterator[Reference]:
    if tag.kind == "expression" and (path := _TWIG_PATH.search(tag.text)):
        text = template.code[tag.end : tag.end + 300].decode("utf-8", "replace")
        if found := file_behind_path(text):
            where = Stretch(tag.start, tag.end + len(found[0].encode()))
            is_own = path["owner"] in {None, *_PATH_OWNERS} and path["name"].lower() in _PATH_NAMES
            yield Reference(template, where, (at_root(found[1]),), is_own)
    is_include = tag.kind == "statement" and tag.name in _INCLUDING_TAGS
    if is_include or (tag.kind in {"statement", "expression"} and _INCLUDING_CALL.match(tag.text)):
        named = _TWIG_INCLUDE.match(tag.text)
        if named and not named["more"] and not named["path"].startswith(SYSTEM_TEMPLATES):
            yield from _included(template, tag, named["path"])


def _included(template: Template, tag: TwigTag, text: str) -> Iterator[Reference]:
    if (named := whole_file(text)) is None:
        return
    root = at_root(named[1])
    beside = relative_to(template.path, text.lstrip("/"))
    targets = dict.fromkeys((root, *((beside,) if beside else ()), f"templates/{root}"))
    yield Reference(template, tag, tuple(targets))


def built_in_template(template: Template) -> Iterator[str]:
    """The template, and each sum of texts in its tags, with stand-ins for what is known only at run time."""
    if not template.parsed.twig_tags:
        return
    pieces: list[str] = []
    end = 0
    for tag in template.parsed.twig_tags:
        gap = OWN_PATH if _TWIG_PATH.search(tag.text) else UNKNOWN
        pieces += [template.code[end : tag.start].decode("utf-8", "replace"), gap if tag.kind == "expression" else " "]
        end = tag.end
        if "~" in tag.text:
            yield _TWIG_SUM.sub(UNKNOWN, tag.text)
    yield "".join((*pieces, template.code[end:].decode("utf-8", "replace")))
