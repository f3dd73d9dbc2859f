"""The rule `missing-translation`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.analysis.texts.text_uses import text_uses
from checker.finding import Confidence, Finding, Related, Stage
from checker.regex import regex
from checker.rules.rule import rule
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.analysis.texts.text_uses import TextUse
    from checker.languages.syntax import Located
    from checker.widget.locale import Locale, TextKey

_MOST_NAMED = 5
"""Keys that one message names."""
_MOST_RELATED = 3
_LONGEST_TEXT = 20_000
"""Characters of a text in which placeholders are looked for."""
_PLACEHOLDER = regex(
    r"#[A-Z][A-Z_]{1,30}#|\$?\{\{?\s{0,3}[\w.]{1,40}\s{0,3}\}?\}|%[a-z_]{2,30}%|%(?:\d\$)?[sd](?![a-zа-яё])"
)


@rule("missing-translation", clause="frontend.11", stage=Stage.MODERATION)
def missing_translation(widget: Widget) -> Iterator[Finding]:
    """A text that the manifest or the code uses is missing or empty in a language.

    Why: the user then sees a key such as `settings.token`, `undefined`, or nothing at all. Languages whose files have
    different keys, or placeholders that get lost in a translation, are a warning.

    Bad:
        "name": "settings.token" in the manifest, and i18n/en.json with "settings": {}

    Good:
        i18n/en.json and i18n/ru.json, both with "settings": {"token": "…"}
    """
    locales = widget.declared_locales
    if not locales:
        return
    uses: dict[TextKey, list[TextUse]] = {}
    for use in text_uses(widget):
        uses.setdefault(use.key, []).append(use)
    for key, places in uses.items():
        if not any(locale.found(key) for locale in locales):
            yield _missing_everywhere(key, places, locales)
    for locale in locales:
        yield from _empty(locale, uses, locales)
        if not locale.has_lost_track:
            yield from _missing_here(locale, uses, locales)
        yield from _lost_placeholders(locale, locales[0])


def _missing_everywhere(key: TextKey, uses: Sequence[TextUse], locales: Sequence[Locale]) -> Finding:
    first, *others = uses
    related = tuple(Related("used here too", use.part.place(use.place)) for use in others[:_MOST_RELATED])
    return first.part.finding(
        first.place,
        "no language has the text `{key}`; add it to {files}",
        related=related,
        key=".".join(key),
        files=", ".join(locale.path for locale in locales),
    )


def _missing_here(locale: Locale, uses: dict[TextKey, list[TextUse]], locales: Sequence[Locale]) -> Iterator[Finding]:
    """Report what a language lacks, once for each object that lacks something."""
    known = dict.fromkeys(key for other in locales if other is not locale for key in (*other.texts, *uses))
    lacking: dict[tuple[int, bool], list[TextKey]] = {}  # by place, and whether the widget uses them
    places: dict[int, Located] = {}
    for key in known:
        if locale.found(key) is None and any(other.found(key) for other in locales):
            place = locale.place_for(key)
            places[place.start] = place
            lacking.setdefault((place.start, key in uses), []).append(key)
    for (start, is_used), keys in lacking.items():
        if is_used:
            related = tuple(Related("used here", use.part.place(use.place)) for use in uses.get(keys[0], [])[:1])
            template, confidence = "{language} lacks {keys}, which the widget uses; add it", Confidence.CERTAIN
        else:
            related = ()
            template, confidence = "{language} lacks {keys}, which other languages have", Confidence.LIKELY
        yield locale.finding(
            places[start],
            template,
            confidence=confidence,
            related=related,
            language=locale.language,
            keys=_named(keys),
        )


def _named(keys: Sequence[TextKey]) -> str:
    named = ", ".join(f"`{'.'.join(key)}`" for key in keys[:_MOST_NAMED])
    hidden = len(keys) - _MOST_NAMED
    return f"{named} and {hidden} more" if hidden > 0 else named


def _empty(locale: Locale, uses: dict[TextKey, list[TextUse]], locales: Sequence[Locale]) -> Iterator[Finding]:
    for key, text in locale.texts.items():
        if str(text.value).strip():
            continue
        if key in uses:
            first = uses[key][0]
            yield locale.finding(
                text,
                "the text `{key}` is empty, but the widget uses it",
                related=(Related("used here", first.part.place(first.place)),),
                key=".".join(key),
            )
        elif any(str(other.texts[key].value).strip() for other in locales if key in other.texts):
            yield locale.finding(
                text,
                "the text `{key}` is empty, but not in other languages",
                confidence=Confidence.LIKELY,
                key=".".join(key),
            )


def _lost_placeholders(locale: Locale, reference: Locale) -> Iterator[Finding]:
    for key, text in locale.texts.items():
        original = reference.texts.get(key)
        if locale is reference or original is None or not str(text.value).strip():
            continue
        lost = sorted(_placeholders(original.value) ^ _placeholders(text.value))
        if lost:
            yield locale.finding(
                text,
                "the placeholders of `{key}` differ from {language}: {lost}",
                confidence=Confidence.LIKELY,
                related=(Related("the other language", reference.place(original)),),
                key=".".join(key),
                language=reference.language,
                lost=", ".join(lost),
            )


def _placeholders(text: object) -> set[str]:
    return {"".join(found.split()) for found in _PLACEHOLDER.findall(str(text)[:_LONGEST_TEXT])}
