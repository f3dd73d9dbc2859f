"""The rule `request-without-timeout`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.finding import Finding, Related, Stage
from checker.rules.rule import rule
from checker.widget.backend import PhpFile

_TEMPLATES = {
    "none": "`{call}` has no timeout and may wait for ever; add {remedy}, or use `\\Helpers\\Curl`",
    "off": "`{call}` may wait for ever, as a timeout of 0 is none; write {remedy}, or use `\\Helpers\\Curl`",
    "unknown": "`{call}` shows no timeout here; if none is set elsewhere, add {remedy}",
}


@rule("request-without-timeout", clause="backend.2", stage=Stage.MODERATION)
def request_without_timeout(file: PhpFile) -> Iterator[Finding]:
    r"""A request to another server that may wait for ever.

    Why: one server that hangs keeps the widget's back end, and its users, waiting. The moderators want a timeout in
    every request, best by sending it through the platform's class `\Helpers\Curl`. A connect timeout is not enough: it
    ends before the answer begins.

    Bad:
        $curl = curl_init($url);
        $answer = curl_exec($curl);

    Good:
        $curl = curl_init($url);
        curl_setopt($curl, CURLOPT_TIMEOUT, 10);
        $answer = curl_exec($curl);
    """
    from checker.analysis.php.timeouts import endless_requests

    for found in endless_requests(file):
        made = (Related("made here", file.place(found.made)),) if found.made is not None else ()
        yield file.finding(
            found.node,
            _TEMPLATES[found.timeout.value],
            confidence=found.confidence,
            related=made,
            call=found.call,
            remedy=found.remedy,
        )
