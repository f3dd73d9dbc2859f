from __future__ import annotations

import pytest

from checker.amocrm.libraries import BANNERS, Library, fingerprint, library_of
from checker.amocrm.library_fingerprints import FINGERPRINTS
from checker.languages.javascript.minification import skim

CODE = b"""(function (root) {
  function ajaxSetup(settings) { return Object.assign(root.defaults, settings); }
  function parseHTML(text) { return root.document.createRange().createContextualFragment(text); }
  root.own = {ajaxSetup: ajaxSetup, parseHTML: parseHTML, defaults: {timeout: 5000, cache: false, async: true}};
  root.own.names = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth'];
}(window));
"""


def recognised(banner: str, path: str = "js/file.js", code: bytes = CODE) -> Library | None:
    return library_of(path, skim(banner.encode() + b"\n" + code))


@pytest.mark.parametrize(
    ("banner", "shown"),
    [
        ("/*! jQuery v3.7.1 | (c) OpenJS Foundation and other contributors | jquery.org/license */", "jQuery 3.7.1"),
        ("/*!\n * jQuery JavaScript Library v1.12.4\n * http://jquery.com/\n */", "jQuery 1.12.4"),
        ("/*! jQuery v4.0.0-beta.2 */", "jQuery 4.0.0-beta.2"),
    ],
)
def test_a_banner_names_the_library_and_its_version(banner: str, shown: str) -> None:
    assert str(recognised(banner)) == shown


def test_a_banner_alone_is_not_enough() -> None:
    banner = "/*! jQuery v3.7.1 */"
    assert recognised(banner, code=CODE.replace(b"parseHTML", b"other")) is None, "the library's own words are missing"
    assert recognised(banner, code=CODE + b"AMOCRM.data") is None, "no library knows of amoCRM"
    assert recognised(banner, path="script.js") is None, "every widget's own file"
    assert recognised(banner, code=b"ajaxSetup(parseHTML)") is None, "too short"
    assert recognised("var a;", code=banner.encode() + CODE) is None, "not at the head"


@pytest.mark.parametrize(
    ("path", "banner", "shown"),
    [
        ("vendor/phone.js", "/*! phone v1.2.3 | MIT */", "phone.js 1.2.3"),
        ("js/jquery.phone.js", "/* phone 1.2\n * Licensed under the MIT license */", "jquery.phone.js 1.2"),
        ("phone.min.js", "/** @license phone\n * version: 2.0.1 */", "phone.min.js 2.0.1"),
        ("js/phone.js", "/*! phone v1.2.3 | MIT */", "None"),
        ("vendor/phone.js", "/*! phone v1.2.3 (c) Acme */", "None"),
        ("vendor/phone.js", "/*! phone | MIT */", "None"),
    ],
)
def test_a_public_licence_where_libraries_lie(path: str, banner: str, shown: str) -> None:
    assert str(recognised(banner, path)) == shown


def test_a_published_file_is_known_whatever_was_done_to_its_blanks_and_comments(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = Library("own", "1.0.0")
    monkeypatch.setattr("checker.amocrm.libraries._by_fingerprint", lambda: {fingerprint(skim(CODE)): own})
    assert library_of("script.js", skim(b"// comment\n" + CODE.replace(b"\n", b"\r\n\t"))) is own
    assert library_of("script.js", skim(CODE.replace(b"5000", b"5001"))) is None


def test_fingerprints_are_well_formed_and_belong_to_one_library() -> None:
    owners: dict[str, str] = {}
    for name, versions in FINGERPRINTS.items():
        for marks in versions.values():
            for mark in marks.split():
                assert len(mark) == 16
                assert int(mark, 16) >= 0
                assert owners.setdefault(mark, name) == name
    assert len(owners) > 150


def test_common_libraries_are_known_both_ways() -> None:
    common = {"jQuery", "jQuery UI", "Underscore.js", "Lodash", "Moment.js", "Select2", "Backbone", "Bootstrap", "Vue"}
    common |= {"React", "Axios", "Socket.IO", "Inputmask", "Chart.js", "Handlebars", "Mustache", "Sortable", "slick"}
    common |= {"fancyBox", "toastr", "SweetAlert"}
    assert common <= {banner.name for banner in BANNERS}
    assert common <= FINGERPRINTS.keys()
