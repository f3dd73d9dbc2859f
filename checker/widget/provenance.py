"""Who wrote a piece of JavaScript or CSS, and whether it can be read: the one place that judges it.

It is judged from bytes before anything is parsed, so that files which only their own finding speaks for cost little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from checker.amocrm.libraries import library_of, stylesheet_library_of
from checker.languages.javascript.minification import skim_script
from checker.languages.skimming import Form, Fragment
from checker.widget.source import SourcePart, Stretch

if TYPE_CHECKING:
    from checker.amocrm.libraries import Library


class Provenance(NamedTuple):
    """What is known of a piece of code before it is parsed."""

    form: Form
    """Of all of it."""
    fragments: tuple[Fragment, ...] = ()
    """Minified and obfuscated lines among others that are readable."""
    library: Library | None = None

    @property
    def is_foreign(self) -> bool:
        """Whether there is no sense in checking the code line by line: a library's, minified or obfuscated."""
        return self.library is not None or self.form in {Form.MINIFIED, Form.OBFUSCATED}


def provenance_of_file(path: str, code: bytes) -> Provenance:
    """Judge a file."""
    skimmed = skim_script(code)
    return Provenance(skimmed.form, skimmed.fragments, library_of(path, skimmed))


def provenance_of_part(code: bytes) -> Provenance:
    """Judge the script of a page: one that is minified as a whole is a fragment of the page."""
    skimmed = skim_script(code)
    if skimmed.form not in {Form.MINIFIED, Form.OBFUSCATED}:
        return Provenance(Form.PLAIN, skimmed.fragments)
    start = len(code) - len(code.lstrip())
    return Provenance(Form.PLAIN, (Fragment(start, len(code.rstrip()), skimmed.form),))


def provenance_of_styles(path: str, code: bytes) -> Provenance:
    """Judge a file of CSS."""
    from checker.languages.css.minification import skim_styles

    skimmed = skim_styles(code)
    return Provenance(skimmed.form, skimmed.fragments, stylesheet_library_of(path, skimmed))


class ForeignFile(SourcePart, kw_only=True):
    """A file that is not checked line by line: of a recognised library, minified or obfuscated."""

    provenance: Provenance
    """Why it is not."""

    @property
    def whole(self) -> Stretch:
        """All of the file."""
        return Stretch(0, len(self.code))


class ForeignScript(ForeignFile):
    """A file of JavaScript that is not checked line by line."""


class ForeignStylesheet(ForeignFile):
    """A file of CSS that is not checked line by line."""
