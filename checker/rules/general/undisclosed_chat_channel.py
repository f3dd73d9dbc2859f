"""The rule `undisclosed-chat-channel`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from checker.amocrm.chats import ACCOUNT_PROPERTY, ADDRESS, AVAILABILITY_WORDS, CHANNEL_WORDS, LOCATIONS
from checker.finding import Confidence, Finding, Related, Stage
from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import member_key, property_key
from checker.languages.prose import sentences
from checker.languages.syntax import TooDeep, TooSlow
from checker.rules.rule import rule
from checker.widget.source import Stretch
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from checker.finding import Place
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.facts import Path
    from checker.languages.javascript.model import ScriptModel
    from checker.widget.backend import PhpFile
    from checker.widget.script import Script

_MOST_RELATED = 8


@rule("undisclosed-chat-channel", clause="general.11", stage=Stage.MODERATION)
def undisclosed_chat_channel(widget: Widget) -> Iterator[Finding]:
    """A chat channel that the widget's description does not mention.

    Why: a widget that connects a channel of amoCRM's Chats API has to give the data of the channel that was
    registered for it, and a note for whom the function is available, in its description.

    Bad:
        "locations": ["whatsapp_modal"] with "description": "Messages from the card."

    Good:
        "description": "Messages from the card. Chat channel: Acme Messenger. Available only on the tariff Enterprise."
    """
    missing = _missing(widget)
    found = [*_located(widget), *_coded(widget)] if missing else []
    if found:
        (place, name), *others = found
        yield Finding(
            place,
            "`{name}` connects a chat channel, but the description has no {missing}; name the registered channel there,"
            " and say for whom it is available",
            {"name": name, "missing": missing},
            Confidence.LIKELY,
            tuple(Related(f"so does this: {other}", where) for where, other in others[:_MOST_RELATED]),
        )


def _missing(widget: Widget) -> str:
    said = [sentence for text in widget.descriptions for sentence in sentences(text.text)]
    wanted = {"data of the channel": CHANNEL_WORDS, "note on availability": AVAILABILITY_WORDS}
    return " and no ".join(what for what, words in wanted.items() if not any(map(words.is_in, said)))


def _located(widget: Widget) -> Iterator[tuple[Place, str]]:
    manifest = widget.manifest
    for location in manifest.locations if manifest is not None else ():
        if manifest is not None and str(location.value).partition("-")[0] in LOCATIONS:
            yield manifest.place(location), str(location.value)


def _coded(widget: Widget) -> Iterator[tuple[Place, str]]:
    for script in widget.scripts:
        yield from _in_script(script)
    for file in widget.php_files:
        yield from _in_php(file)


def _in_script(script: Script) -> Iterator[tuple[Place, str]]:
    if b"amojo" not in script.code and b"/origin/custom/" not in script.code:
        return
    with suppress(TooDeep, TooSlow):
        model = script.model
        for string in model.strings:
            if address := ADDRESS.search(string.raw):
                yield script.place(string), address[0]
        for node in _account_ids(model):
            yield script.place(node), f"constant('account').{ACCOUNT_PROPERTY}"


def _account_ids(model: ScriptModel) -> Iterator[Node]:
    """Where the account's id is read, or taken out by a pattern."""
    paths = model.guards.paths
    for member in model.index.all(js.MemberExpression):
        if member_key(member) == ACCOUNT_PROPERTY and any(map(_is_of_account, paths.of_expression(member.object))):
            yield member
    for pattern in model.index.all(js.ObjectPattern):
        source = pattern.parent.init if isinstance(pattern.parent, js.VariableDeclarator) else None
        if source is not None and any(map(_is_of_account, paths.of_expression(source))):
            yield from (
                taken
                for taken in pattern.properties
                if isinstance(taken, js.Property) and property_key(taken) == ACCOUNT_PROPERTY
            )


def _is_of_account(path: Path) -> bool:
    return path[-1:] == ("constant(account)",)


def _in_php(file: PhpFile) -> Iterator[tuple[Place, str]]:
    """Addresses in the code, and not in its comments."""
    text = file.code.decode("utf-8", "replace")
    for address in ADDRESS.finditer(text):
        start = len(text[: address.start()].encode())
        if not any(comment.start <= start < comment.end for comment in file.comments):
            yield file.place(Stretch(start, start + len(address[0]))), address[0]
