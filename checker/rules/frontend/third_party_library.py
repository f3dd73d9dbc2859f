"""The rule `third-party-library`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.finding import Confidence, Finding, Stage
from checker.rules.rule import rule
from checker.widget.backend import PhpFile
from checker.widget.composer import ComposerFile
from checker.widget.provenance import ForeignScript, ForeignStylesheet
from checker.widget.source import Stretch

if TYPE_CHECKING:
    from checker.amocrm.libraries import Library
    from checker.languages.syntax import Located


@rule("third-party-library", clause=None, stage=Stage.MODERATION)
def third_party_library(file: ForeignScript | ForeignStylesheet | PhpFile | ComposerFile) -> Iterator[Finding]:
    """A file of a well-known library, one with a public licence where libraries lie, a Composer package.

    Why: amoCRM discusses the use of third-party libraries with the integrator, so know what is in the archive. This is
    no violation. Nothing else is checked in such a file. Many libraries are there already: `define` brings jQuery,
    Underscore, Backbone and Moment from amoCRM itself.

    Bad:
        js/jquery-3.7.1.js

    Good:
        define(['jquery'], function ($) { ... });
    """
    for place, library in _libraries(file):
        yield file.finding(
            place,
            "`{library}` is a third-party library; be ready to discuss its use with amoCRM",
            confidence=Confidence.FACT,
            library=library,
        )


def _libraries(
    file: ForeignScript | ForeignStylesheet | PhpFile | ComposerFile,
) -> Iterator[tuple[Located, Library | str]]:
    if isinstance(file, ComposerFile):
        for package in file.packages:
            yield package.value, f"{package.name} {package.version}"
        return
    library = file.library if isinstance(file, PhpFile) else file.provenance.library
    if library is not None:
        yield Stretch(0, len(file.code)), library
