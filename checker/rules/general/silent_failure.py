"""The rule `silent-failure`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.analysis.texts.contacts import contacts_in
from checker.finding import Confidence, Finding, Related, Stage
from checker.languages.javascript import estree as js
from checker.regex import regex
from checker.rules.rule import rule
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from checker.analysis.code.program import Program
    from checker.analysis.traffic.failures import Failure
    from checker.languages.javascript.estree import Node
    from checker.languages.json import Value
    from checker.widget.script import Script


@rule("silent-failure", clause="general.2", stage=Stage.MODERATION)
def silent_failure(widget: Widget) -> Iterator[Finding]:
    """A request whose failure the user does not learn about, or learns without a contact to turn to.

    Why: servers fail. If the widget says nothing, the user waits for something that will never come and does not know
    whom to ask. In an emergency the widget must show a message with the contact of its support.

    Bad:
        $.ajax({url: url, success: draw, error: function () { spinner.hide(); }});

    Good:
        $.ajax({url: url, success: draw, error: function () {
          AMOCRM.notifications.show_message_error({header: name, text: self.i18n('errors.load_write_to_support')});
        }});
    """
    program = widget.program
    failures = program.failures
    handlers: dict[Script, list[Node]] = {script: [*found.general_handlers] for script, found in failures.items()}
    is_handled_in_general = any(handlers.values())
    for script, found in failures.items():
        for request in script.requests:
            ways = found.of(request) if request.name != _SCRIPT_LOADER else ()
            for handler in (handler for way in ways for handler in way.telling):
                handlers[program.script_of(handler)].append(handler)
            if not is_handled_in_general:
                yield from _silent(program, ways)
    yield from _without_contact(widget, handlers)


def _silent(program: Program, failures: Sequence[Failure]) -> Iterator[Finding]:
    """One finding for a request that fails silently everywhere, or one for each caller that ignores the failure."""
    silent = [failure for failure in failures if failure.is_silent]
    if failures and len(silent) == len(failures):
        handlers = [handler for failure in silent for handler in failure.quiet]
        yield program.script_of(silent[0].request.node).finding(
            silent[0].request,
            _UNTOLD if handlers else _UNHANDLED,
            confidence=Confidence.LIKELY,
            related=_ran_after(program, handlers),
            request=silent[0].request.name,
        )
        return
    for place, failure in _ignoring(failures).items():
        script = program.script_of(place)
        origin = program.script_of(failure.request.node).place(failure.request)
        yield script.finding(
            place,
            _HANDLED_QUIETLY if failure.quiet else _IGNORED,
            confidence=Confidence.LIKELY,
            related=(Related("the request", origin), *_ran_after(program, failure.quiet)),
            request=failure.request.name,
            where=origin.seen_from(script.path),
        )


def _ignoring(failures: Sequence[Failure]) -> Mapping[Node, Failure]:
    """The silent failures by the call to mend: the first that uses the promise and through which nothing is told."""
    told = {step for failure in failures if not failure.is_silent for step in failure.ending.steps}
    found: dict[Node, Failure] = {}
    for failure in failures:
        if failure.is_silent:
            steps = (step for step in failure.ending.steps if step not in told and not _is_given_on(step, failure))
            found.setdefault(next(steps, failure.ending.place), failure)
    return found


def _is_given_on(call: Node, failure: Failure) -> bool:
    """Whether a function returns what a call returns, or fails as it does: then its callers decide."""
    rejecting = {*failure.ending.handlers}.difference(failure.quiet, failure.telling)
    parent = call.parent
    while isinstance(parent, js.MemberExpression | js.CallExpression | js.ChainExpression | js.AwaitExpression):
        if isinstance(parent, js.CallExpression) and not rejecting.isdisjoint(parent.arguments):
            return True
        call, parent = parent, parent.parent
    if isinstance(parent, js.ArrowFunctionExpression):
        return parent.body is call
    return isinstance(parent, js.ReturnStatement)


def _ran_after(program: Program, handlers: Sequence[Node]) -> tuple[Related, ...]:
    places = (program.script_of(handler).place(handler) for handler in handlers)
    return tuple(Related("what runs after the failure", place) for place in places)


def _without_contact(widget: Widget, handlers: Mapping[Script, Collection[Node]]) -> Iterator[Finding]:
    """One finding, at the first message about a failure, if none of the widget says whom to turn to."""
    notices = widget.program.notices
    shown = {text for nodes in handlers.values() for text in notices.texts(nodes)}
    if any(_is_contact(text, "") for text in shown) or _is_in_locales(widget, shown):
        return
    for script in sorted(handlers, key=lambda script: script.path):
        for handler in sorted(handlers[script], key=lambda handler: handler.start)[:_MOST_MESSAGES]:
            if any(map(_WORDS.search, notices.texts([handler]))):
                yield script.finding(handler, _NO_CONTACT, confidence=Confidence.LIKELY)
                return


def _is_in_locales(widget: Widget, keys: set[str]) -> bool:
    """Whether a translated text about failures, or one that the code shows after a failure, names a contact."""
    return any(
        _is_contact(text, locale.language)
        for locale in widget.locales
        for key, text in _texts(locale.document.root)
        if key in keys or _FAILURE.search(key) or _FAILURE.search(text)
    )


def _is_contact(text: str, language: str) -> bool:
    if not any(sign in text for sign in "@+/0123456789"):
        return False
    contacts = contacts_in(text, language)
    return contacts.telephone or contacts.email or _LINK.search(text) is not None


def _texts(root: Value | None) -> Iterator[tuple[str, str]]:
    """The texts of a translation file with their dotted keys."""
    waiting = [("", root)]
    while waiting:
        path, value = waiting.pop()
        if value is not None and isinstance(value.value, str):
            yield path, value.value
        elif value is not None:
            waiting += [(f"{path}.{member.key.text}".lstrip("."), member.value) for member in value.members]


_SCRIPT_LOADER = "$.getScript"
"""It must not be there at all, says `script-injection`."""
_MOST_MESSAGES = 50
"""Handlers of one script among which the first message is looked for."""
_FAILURE = regex(r"err|fail|ошиб|не удал|сбой|недоступ|wrong|problem|unavailable|falha|erro|fall", re.IGNORECASE)
_WORDS = regex(r"[^\W\d_]{2} [^\W\d_]|[а-яё]{3}|^[\w-]+(?:\.[\w-]+)+$", re.IGNORECASE)
"""What makes a string a message, or the key of one."""
_LINK = regex(r"https?://\w|\bt\.me/|\bwa\.me/|mailto:|tel:")

_UNHANDLED = (
    "nobody notices if `{request}` fails; add an error handler that shows a message with your support's contact"
)
_UNTOLD = "if `{request}` fails, its handler tells the user nothing; show a message with your support's contact"
_IGNORED = (
    "nobody notices if `{request}` in {where} fails on behalf of this call; "
    "add `.fail()`, `.catch()` or an error handler with a message to the user"
)
_HANDLED_QUIETLY = (
    "if `{request}` in {where} fails on behalf of this call, its handler tells the user nothing; "
    "show a message with your support's contact"
)
_NO_CONTACT = (
    "no message about a failure names a contact; add the e-mail or telephone number of your support to the text, "
    "here and wherever a request fails"
)
