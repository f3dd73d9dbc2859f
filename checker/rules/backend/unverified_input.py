"""The rule `unverified-input`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from checker.finding import Confidence, Finding, Related, Stage
from checker.languages.php.flow.arrivals import Sink
from checker.languages.php.flow.values import Checked
from checker.languages.syntax import TooSlow
from checker.rules.rule import rule
from checker.widget.backend import PhpFile

if TYPE_CHECKING:
    from checker.languages.php.flow.arrivals import Arrival


@rule("unverified-input", clause="backend.1", stage=Stage.MODERATION)
def unverified_input(file: PhpFile) -> Iterator[Finding]:
    """Input of a request that the back end uses without a check.

    Why: anyone can send anything to your address. A value that goes unchecked into a query, a file name, a command, an
    address or a page lets strangers read and destroy the data of your clients. Look at each value first: is it there,
    and is it what it should be.

    Bad:
        $id = $_GET['id'];
        $db->query("DELETE FROM leads WHERE id = $id");

    Good:
        $id = filter_input(INPUT_GET, 'id', FILTER_VALIDATE_INT);
        $db->prepare('DELETE FROM leads WHERE id = ?')->execute([$id]);
    """
    worst: dict[tuple[int, str], Arrival] = {}
    for arrival in file.input_flow.arrivals:
        if arrival.sink is Sink.CALL or _is_chosen_include(arrival):
            continue
        line, _ = file.source.position(arrival.origin.place.start)
        key = (line, arrival.origin.place.text)
        if key not in worst or _weight(arrival) < _weight(worst[key]):
            worst[key] = arrival
    for arrival in worst.values():
        yield _finding(file, arrival)
    if not file.input_flow.is_complete:
        raise TooSlow("the code is too large or too deep to follow its input to the end")


_REMEDIES: Mapping[Sink, str] = {
    Sink.SQL: "bind it: $statement = $pdo->prepare('… WHERE id = ?'); $statement->execute([$id])",
    Sink.SHELL: "do without the command, or pass it through escapeshellarg()",
    Sink.EVALUATION: "never run what a request says",
    Sink.INCLUDE: "choose the file from a list in the code: $pages = ['list' => 'list.php']",
    Sink.UNSERIALIZE: "send JSON and read it with json_decode()",
    Sink.PATH: "choose the file from a list, or take basename() of it",
    Sink.URL: "check it first (preg_match, in_array), or encode it with urlencode()",
    Sink.HEADER: "compare it with the values that you allow (in_array) first",
    Sink.VARIABLES: "read the keys that you expect one by one",
    Sink.OUTPUT: "check it first, and print it through htmlspecialchars()",
    Sink.STORE: "check it first: isset(), filter_var(), preg_match(), a comparison",
    Sink.USE: "check it first: isset(), filter_var(), preg_match(), a comparison",
}
"""In the order of what is worst."""
_ORDER = list(_REMEDIES)
_PLAIN = frozenset({Sink.STORE, Sink.USE})
_LONGEST_TEXT = 60
"""Characters of code that a message shows."""


def _is_chosen_include(arrival: Arrival) -> bool:
    return arrival.sink is Sink.INCLUDE and _confidence(arrival) is Confidence.LIKELY


def _weight(arrival: Arrival) -> tuple[bool, int]:
    return _confidence(arrival) is not Confidence.CERTAIN, _ORDER.index(arrival.sink)


def _confidence(arrival: Arrival) -> Confidence:
    if arrival.sink in _PLAIN or arrival.trust.checked is not Checked.NOT or arrival.trust.escapes:
        return Confidence.LIKELY
    if arrival.sink is Sink.OUTPUT and not arrival.is_all_seen:
        return Confidence.LIKELY
    return Confidence.CERTAIN


def _finding(file: PhpFile, arrival: Arrival) -> Finding:
    source, end = arrival.origin.place, arrival.place
    end_place = file.place(end)
    line = end_place.span.line
    is_elsewhere = file.place(source).span.line != line
    template = "`{source}` reaches {sink}{where} {how}; {remedy}"
    if arrival.sink in _PLAIN:
        template = "`{source}` goes into `{by}`{where} {how}; {remedy}"
    return file.finding(
        source,
        template,
        confidence=_confidence(arrival),
        related=(Related("it ends here", end_place),) if is_elsewhere else (),
        source=_short(source.text),
        sink=arrival.sink.value if arrival.sink is Sink.UNSERIALIZE else f"{arrival.sink.value} (`{arrival.by}`)",
        by=arrival.by,
        where=f" in line {line}" if is_elsewhere else "",
        how=_how(arrival),
        remedy=_REMEDIES[arrival.sink],
    )


def _how(arrival: Arrival) -> str:
    if arrival.trust.checked is Checked.PRESENCE:
        return "though only its presence is checked"
    if arrival.trust.escapes and arrival.sink not in _PLAIN:
        return f"made harmless for {min(arrival.trust.escapes).value} only"
    return "without a check"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_TEXT else f"{line[:_LONGEST_TEXT]}…"
