"""The rule `test-data`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from checker.amocrm.test_data import FILLERS, STAND_IN_PHRASES, STAND_INS
from checker.analysis.texts.hosts import HostKind, hosts_in
from checker.analysis.texts.literals import literals_in
from checker.analysis.texts.own_ids import own_ids_in
from checker.finding import Confidence, Finding, Stage
from checker.regex import regex
from checker.rules.rule import rule
from checker.widget.backend import PhpFile
from checker.widget.locale import Locale, is_locale_path
from checker.widget.manifest import MANIFEST_NAME, JsonFile, Manifest
from checker.widget.script import Script
from checker.widget.source import Stretch
from checker.widget.stylesheet import Stylesheet
from checker.widget.template import Template
from checker.widget.widget import TextFile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.analysis.texts.literals import LiteralText
    from checker.analysis.texts.own_ids import OwnId
    from checker.languages.syntax import Located

_HINTS = frozenset({"placeholder", "title", "alt", "hint", "help", "example", "pattern"})
"""Attributes and keys whose texts show users what to enter."""
_EMAIL = regex(
    r"\b(?:(?:test|tester|testing|тест)(?:[._-]\w{1,20})?\d{0,4}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
    r"|[\w.+-]{1,40}@test\.[a-z]{2,10}\b)",
    re.IGNORECASE,
)
_SETTING = regex(r"test[_-]?(?:field|setting|input|param)?[_-]?\d{0,3}", re.IGNORECASE)
_HINT_IN_MARKUP = regex(r"(?:placeholder|title|alt)=(?:\"[^\"<>]{0,300}|'[^'<>]{0,300})", re.IGNORECASE)
_KINDS = {HostKind.LOCAL, HostKind.TUNNEL, HostKind.SANDBOX}
_LIKELY_KINDS = {
    HostKind.ACCOUNT: "ask the platform for the account's address",
    HostKind.DEVELOPMENT: "put the address of the server that users have here",
}


@rule("test-data", clause="general.8", stage=Stage.MODERATION)
def test_data(code: Script | Stylesheet | Template | PhpFile | Manifest | Locale | TextFile) -> Iterator[Finding]:
    """Data that only the developer has: localhost, tunnels, sandboxes, lorem ipsum, ids of one account.

    Why: with other users' accounts it fails, or sends their data to the developer's machine, and the moderation text
    forbids test data in the code. Put the address of your server there, and let users choose fields, pipelines and
    people in the settings. Ids, subdomains and stand-ins such as `qwerty` are likely violations.

    Bad:
        $.post('https://a1b2.ngrok.io/hook', data);
        if (lead.pipeline_id === 3141592) { show(); }

    Good:
        $.post('https://api.example.com/hook', data);
        if (lead.pipeline_id === Number(settings.pipeline)) { show(); }
    """
    if isinstance(code, TextFile):
        yield from _in_data(code)
        return
    for text in literals_in(code):
        if text.name not in _HINTS:
            yield from _in_text(code, text)
    if isinstance(code, Template):
        yield from _between_tags(code)
    if isinstance(code, Manifest):
        yield from _settings(code)
    for own in _own_ids(code):
        yield code.finding(
            own,
            "`{value}` ({name}) belongs to one account; let the user choose it in the settings",
            confidence=Confidence.LIKELY,
            value=own.value,
            name=own.name,
        )


def _in_data(file: TextFile) -> Iterator[Finding]:
    """Report the addresses in JSON that the widget carries with it; what else stands there may be a table."""
    name = file.path.rpartition("/")[2]
    if not name.endswith(".json") or name in _TOLD_ELSEWHERE or is_locale_path(file.path):
        return
    data = JsonFile(file.source, file.code)
    for text in literals_in(data):
        if text.name not in _HINTS:
            yield from _hosts(data, text)


_TOLD_ELSEWHERE = frozenset({MANIFEST_NAME, "composer.json", "composer.lock"})


def _settings(manifest: Manifest) -> Iterator[Finding]:
    block = manifest.at("settings")
    for member in block.members if block is not None else ():
        if _SETTING.fullmatch(member.key.text):
            yield manifest.finding(
                member.key,
                "the setting `{name}` is there for tests; delete it, or name it after what users enter",
                confidence=Confidence.LIKELY,
                name=member.key.text,
            )


def _own_ids(code: Script | Stylesheet | Template | PhpFile | Manifest | Locale) -> Iterator[OwnId]:
    if isinstance(code, Script):
        yield from own_ids_in(code.model)
    if isinstance(code, PhpFile):
        from checker.analysis.php.own_ids import own_ids_in_php

        yield from own_ids_in_php(code.model)


def _in_text(
    code: Script | Stylesheet | Template | PhpFile | Manifest | Locale, text: LiteralText
) -> Iterator[Finding]:
    lowered = text.text.lower()
    if filler := next((one for one in FILLERS if one in lowered), None):
        yield code.finding(text.place_of(filler, code.code), _FILLER_MESSAGE, filler=_called(filler))
    elif _is_stand_in(text.text):
        yield code.finding(text, _STAND_IN_MESSAGE, confidence=Confidence.LIKELY, value=text.text.strip())
    elif isinstance(code, Locale):
        return
    elif "@" in text.text and (email := _EMAIL.search(text.text)):
        place = text.place_of(email[0], code.code)
        yield code.finding(place, _EMAIL_MESSAGE, email=email[0])
    elif lowered in STAND_INS:
        yield code.finding(text, _STAND_IN_MESSAGE, confidence=Confidence.LIKELY, value=text.text)
    else:
        yield from _hosts(code, text)


def _is_stand_in(text: str) -> bool:
    """Whether a whole text is one that developers type while there is none: `для ТЗ`, `текст текст текст`."""
    words = text[:_LONGEST_STAND_IN].casefold().strip(" .,!:;…-").split()
    is_repeated = len(words) >= _REPEATED and len(set(words)) == 1 and len(words[0]) >= _REPEATED and words[0].isalpha()
    return len(text) < _LONGEST_STAND_IN and (is_repeated or " ".join(words) in STAND_IN_PHRASES)


_LONGEST_STAND_IN = 60
_REPEATED = 3
"""Words, and letters of the word, from which on a repetition stands in for a text: `текст текст текст`."""
_EMAIL_MESSAGE = "`{email}` is an address for tests; delete it"
_STAND_IN_MESSAGE = "`{value}` stands in for real data; delete it"
_FILLER_MESSAGE = "{filler} stands in for a text that is not written yet; write it"


def _called(filler: str) -> str:
    return "lorem ipsum" if "ipsum" in filler else "a filler"


def _hosts(code: Script | Stylesheet | Template | PhpFile | JsonFile, text: LiteralText) -> Iterator[Finding]:
    shown = _HINT_IN_MARKUP.sub("", text.text) if isinstance(code, Script) and "=" in text.text else text.text
    for host in hosts_in(shown):
        if not host.scheme and host.kind is HostKind.LOCAL and not isinstance(code, Script | Manifest | Template):
            continue  # a database's, or a word
        if host.kind in _KINDS:
            yield code.finding(
                text.place_of(host.name, code.code),
                "`{host}` is {kind}; put the address of your server here",
                confidence=Confidence.LIKELY if _is_fallback(code, text) else Confidence.CERTAIN,
                host=host.name,
                kind=host.kind.value,
            )
            return
        if host.kind in _LIKELY_KINDS:
            yield code.finding(
                text.place_of(host.name, code.code),
                f"`{{host}}` is {{kind}}; {_LIKELY_KINDS[host.kind]}",
                confidence=Confidence.LIKELY,
                host=host.name,
                kind=host.kind.value,
            )
            return


def _is_fallback(code: object, text: LiteralText) -> bool:
    """Whether a text only counts where the server's environment says nothing: `env('APP_URL', 'http://localhost')`."""
    return isinstance(code, PhpFile) and any(
        argument.value.start == text.start for call in code.model.calls_to("env") for argument in call.arguments[1:]
    )


def _between_tags(template: Template) -> Iterator[Finding]:
    """Fillers and addresses in the text of markup: what stands in attributes and comments is said elsewhere.

    A page may show users an address as an example.
    """
    if not _FILLER_OR_ADDRESS.search(template.code):
        return
    for found in _FILLER_OR_ADDRESS.finditer(_without_code(template)):
        text = found[0].decode("utf-8", "replace")
        place = Stretch(*found.span())
        if found["filler"]:
            yield template.finding(place, _FILLER_MESSAGE, filler=_called(text.lower()))
        elif _EMAIL.fullmatch(text):
            yield template.finding(place, _EMAIL_MESSAGE, confidence=Confidence.LIKELY, email=text)
        elif any(host.kind in {HostKind.TUNNEL, HostKind.SANDBOX} for host in hosts_in(text)):
            yield template.finding(
                place,
                "`{address}` is a tunnel or a sandbox; put the address of your server here",
                confidence=Confidence.LIKELY,
                address=text,
            )


_FILLER_OR_ADDRESS = regex(
    rb"(?P<filler>" + "|".join(map(re.escape, FILLERS)).encode() + rb")|https?://[\w.-]{4,200}"
    rb"|(?<![\w.+-])[\w.+-]{1,40}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}",
    re.IGNORECASE,
)


def _without_code(template: Template) -> bytes:
    """The code with all blanked out that is no text between tags."""
    parsed = template.parsed
    code = bytearray(template.code)
    groups: tuple[Sequence[Located], ...] = (parsed.attributes, template.comments, parsed.scripts, parsed.styles)
    for part in chain.from_iterable(groups):
        code[part.start : part.end] = b" " * (part.end - part.start)
    return bytes(code)
