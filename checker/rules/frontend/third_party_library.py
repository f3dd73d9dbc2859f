"""The rule `third-party-library`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.finding import Confidence, Finding, Stage
from checker.rules.rule import rule
from checker.widget.provenance import ForeignScript


@rule("third-party-library", clause=None, stage=Stage.MODERATION)
def third_party_library(file: ForeignScript) -> Iterator[Finding]:
    """A file of a well-known library, or one that names a public licence where libraries lie.

    Why: amoCRM discusses the use of third-party libraries with the integrator, so know what is in the archive. This is
    no violation. Nothing else is checked in such a file. Many libraries are there already: `define` brings jQuery,
    Underscore, Backbone and Moment from amoCRM itself.

    Bad:
        js/jquery-3.7.1.js

    Good:
        define(['jquery'], function ($) { ... });
    """
    library = file.provenance.library
    if library is not None:
        yield file.finding(
            file.whole,
            "`{library}` is a third-party library; be ready to discuss its use with amoCRM",
            confidence=Confidence.FACT,
            library=library,
        )
