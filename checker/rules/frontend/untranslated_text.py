"""The rule `untranslated-text`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.finding import Confidence, Finding, Related, Stage
from checker.regex import regex
from checker.rules.rule import rule
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.languages.json import Value
    from checker.widget.locale import Locale, TextKey

_NAME = ("widget", "name")
"""What the widget is called: a brand, which may be the same in all languages, wherever it stands."""
_CYRILLIC_LANGUAGES = frozenset(
    {"ru", "uk", "ua", "be", "by", "kk", "kz", "ky", "kg", "bg", "sr", "mk", "mn", "tg", "uz"}
)
_NO_WORDS = regex(
    r"<[^<>]{0,300}>|https?://\S{1,300}|(?<![\w.+-])[\w.+-]{1,80}@[\w.-]{3,80}|(?<![\w-])[\w-]{1,60}\.[a-z]{2,10}\b"
    r"|#[A-Z_]{2,30}#|\{\{?[^{}]{0,60}\}?\}|%\w{1,30}%|[«\"“][^«»\"“”]{0,80}[»\"”]|&\w{2,8};"
)
"""Markup, addresses, placeholders and what stands in quotes: names of things, which stay as they are."""
_WORD = regex(r"[^\W\d_]{2,}")
_CYRILLIC = regex(r"[а-яёіїєґўқғңұһ]", re.IGNORECASE)
_ENGLISH = frozenset(
    {"the", "and", "to", "of", "for", "your", "with", "is", "in", "you", "this", "not", "on", "are", "from", "by", "be"}
)
"""Words that every English sentence has, and no other language."""
_LONGEST_TEXT = 3_000
"""Characters of a text that are read."""
_LONG_TEXT = 4
"""Words from which on a text is no name."""
_LEAST_ENGLISH = 2
_MANY = 10
_NEARLY_ALL = 0.8


@rule("untranslated-text", clause="frontend.11", stage=Stage.MODERATION)
def untranslated_text(widget: Widget) -> Iterator[Finding]:
    """A text in another language than its file is for, or the same text in two languages.

    Why: each language that the manifest names must be there in full. Names, addresses and short terms may stay the
    same everywhere.

    Bad:
        i18n/en.json: "token": "Ключ доступа к сервису"

    Good:
        i18n/en.json: "token": "Access key of the service"
    """
    locales = widget.declared_locales
    for number, locale in enumerate(locales):
        foreign = {key: text for key, text in locale.texts.items() if _is_foreign(locale, key, text)}
        yield from _foreign_texts(locale, foreign)
        yield from _same_texts(locale, locales[:number], foreign)


def _is_foreign(locale: Locale, key: TextKey, text: Value) -> bool:
    words = _words(text)
    cyrillic = sum(_CYRILLIC.search(word) is not None for word in words)
    if locale.language in _CYRILLIC_LANGUAGES:
        return not cyrillic and len(words) >= _LONG_TEXT and len(_ENGLISH & set(words)) >= _LEAST_ENGLISH
    is_name = key[-1] == "name" and len(words) < _LONG_TEXT
    return cyrillic * 2 > len(words) and not is_name


def _words(text: Value) -> list[str]:
    return [word.lower() for word in _WORD.findall(_NO_WORDS.sub(" ", str(text.value)[:_LONGEST_TEXT]))]


def _foreign_texts(locale: Locale, foreign: dict[TextKey, Value]) -> Iterator[Finding]:
    """Report each text, or the file where nearly all are foreign."""
    if len(foreign) >= _MANY and len(foreign) >= len(locale.texts) * _NEARLY_ALL:
        yield locale.finding(
            next(iter(foreign.values())),
            "{count} of {all} texts for `{language}` are written in another language; translate them",
            confidence=Confidence.LIKELY,
            count=len(foreign),
            all=len(locale.texts),
            language=locale.language,
        )
        return
    for key, text in foreign.items():
        yield locale.finding(
            text,
            "`{key}` is not written in the language `{language}`; translate it",
            confidence=Confidence.LIKELY,
            key=".".join(key),
            language=locale.language,
        )


def _same_texts(locale: Locale, others: Sequence[Locale], foreign: dict[TextKey, Value]) -> Iterator[Finding]:
    """Report the long texts that an earlier language has too, unless that is the one that is not translated."""
    named = locale.texts.get(_NAME)
    name = named.value if named is not None else None
    for key, text in locale.texts.items():
        if key in foreign or len(_words(text)) < _LONG_TEXT or text.value == name:
            continue
        for other in others:
            same = other.texts.get(key)
            if same is not None and same.value == text.value and not _is_foreign(other, key, same):
                yield locale.finding(
                    text,
                    "`{key}` is the same text as in {file}; translate it",
                    confidence=Confidence.LIKELY,
                    related=(Related("the same text", other.place(same)),),
                    key=".".join(key),
                    file=other.path,
                )
                break
