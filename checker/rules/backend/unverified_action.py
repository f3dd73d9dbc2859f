"""The rule `unverified-action`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.finding import Confidence, Finding, Related, Stage
from checker.languages.php.endpoints import unguarded_deed
from checker.languages.php.flow.arrivals import Sink
from checker.languages.php.flow.values import UNKNOWN, Checked
from checker.rules.rule import rule
from checker.widget.backend import PhpFile

if TYPE_CHECKING:
    from checker.languages.php.flow.arrivals import Arrival
    from checker.languages.php.node import Node


@rule("unverified-action", clause="backend.1", stage=Stage.MODERATION)
def unverified_action(file: PhpFile) -> Iterator[Finding]:
    """An action that the request chooses freely, or that anyone who knows the address can start.

    Why: a request that names the method or file to run can name any other as well, and an address that writes or sends
    without asking for a key does so for strangers. List the actions that you allow, and check a key, a hash, a token
    or the origin before you act.

    Bad:
        $method = $_GET['action'];
        $this->$method();

    Good:
        $actions = ['list' => 'showList', 'save' => 'saveLead'];
        if (isset($actions[$_GET['action']])) { $this->{$actions[$_GET['action']]}(); }
    """
    places: set[Node] = set()
    for arrival in file.input_flow.arrivals:
        if _chooses(arrival) and arrival.place not in places:
            places.add(arrival.place)
            yield _chosen(file, arrival)
    deed = unguarded_deed(file.model, file.surroundings) if file.may_read_input else None
    if deed is not None:
        yield file.finding(
            deed.node,
            "`{deed}` is done for anyone who knows this address; check a key, a hash, a token or the origin first: "
            "if (!hash_equals($key, $_SERVER['HTTP_X_KEY'] ?? '')) {{ http_response_code(401); exit; }}",
            confidence=Confidence.LIKELY,
            deed=deed.callee.text if deed.callee is not None else deed.name,
        )


_LONGEST_TEXT = 60
"""Characters of code that a message shows."""


def _chooses(arrival: Arrival) -> bool:
    """Tell whether a request chooses what runs, and only a weak check stands before it.

    A method with a prefix of the code's own that is known to exist (`actionIndex`) is a list of actions too. An include
    without any check is `unverified-input`.
    """
    is_looked_for = arrival.trust.checked is Checked.PRESENCE
    if arrival.sink is Sink.INCLUDE:
        return is_looked_for or bool(arrival.trust.escapes)
    return arrival.sink is Sink.CALL and not (is_looked_for and _has_own_part(arrival.text))


def _has_own_part(text: str) -> bool:
    return bool(text.replace(UNKNOWN, "").strip("\\ "))


def _chosen(file: PhpFile, arrival: Arrival) -> Finding:
    source = file.place(arrival.origin.place)
    is_elsewhere = source.span.line != file.place(arrival.place).span.line
    return file.finding(
        arrival.place,
        "`{source}`{where} chooses what runs here; choose it from a list in the code: "
        "$actions = ['list' => 'showList']",
        confidence=Confidence.LIKELY,
        related=(Related("read here", source),) if is_elsewhere else (),
        source=" ".join(arrival.origin.place.text.split())[:_LONGEST_TEXT],
        where=f" (line {source.span.line})" if is_elsewhere else "",
    )
