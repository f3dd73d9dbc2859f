from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from checker.amocrm.libraries import BANNERS, Library, fingerprint, library_of, stylesheet_library_of
from checker.amocrm.library_fingerprints import FINGERPRINTS
from checker.amocrm.stylesheet_fingerprints import STYLESHEET_FINGERPRINTS
from checker.languages.css.minification import skim_styles
from checker.languages.javascript.minification import skim_script

if TYPE_CHECKING:
    from collections.abc import Mapping

CODE = b"""(function (root) {
  function ajaxSetup(settings) { return Object.assign(root.defaults, settings); }
  function parseHTML(text) { return root.document.createRange().createContextualFragment(text); }
  root.own = {ajaxSetup: ajaxSetup, parseHTML: parseHTML, defaults: {timeout: 5000, cache: false, async: true}};
  root.own.names = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth'];
}(window));
"""


def recognised(banner: str, path: str = "js/file.js", code: bytes = CODE) -> Library | None:
    return library_of(path, skim_script(banner.encode() + b"\n" + code))


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


@pytest.mark.parametrize(
    "act",
    [
        "$.ajax({url: '/a'});", "return fetch ('/api');", "new XMLHttpRequest();", "alert('x');", "eval(text);",
        "console.log(1);", "document.createElement( 'script' );", "APP.data.x = 1;", "new Function('a');", "debugger;",
    ],
)  # fmt: skip
def test_a_public_licence_exempts_no_code_that_moderators_look_for(act: str) -> None:
    banner = "/*! phone v1.2.3 | MIT */"
    assert recognised(banner, "vendor/phone.js") is not None
    assert recognised(banner, "vendor/phone.js", code=banner.encode() + CODE + act.encode()) is None


def test_a_published_file_is_known_whatever_was_done_to_its_blanks_and_comments(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = Library("own", "1.0.0")
    monkeypatch.setattr("checker.amocrm.libraries._by_fingerprint", lambda: {fingerprint(skim_script(CODE)): own})
    assert library_of("script.js", skim_script(b"// comment\n" + CODE.replace(b"\n", b"\r\n\t"))) is own
    assert library_of("script.js", skim_script(CODE.replace(b"5000", b"5001"))) is None


@pytest.mark.parametrize(("table", "least"), [(FINGERPRINTS, 150), (STYLESHEET_FINGERPRINTS, 60)])
def test_fingerprints_are_well_formed_and_belong_to_one_library(
    table: Mapping[str, Mapping[str, str]], least: int
) -> None:
    owners: dict[str, str] = {}
    for name, versions in table.items():
        for marks in versions.values():
            for mark in marks.split():
                assert re.fullmatch("[0-9a-f]{16}", mark)
                assert owners.setdefault(mark, name) == name
    assert len(owners) > least


def test_common_libraries_are_known_both_ways() -> None:
    common = {"jQuery", "jQuery UI", "Underscore.js", "Lodash", "Moment.js", "Select2", "Backbone", "Bootstrap", "Vue"}
    common |= {"React", "Axios", "Socket.IO", "Inputmask", "Chart.js", "Handlebars", "Mustache", "Sortable", "slick"}
    common |= {"fancyBox", "toastr", "SweetAlert"}
    assert common <= {banner.name for banner in BANNERS}
    assert common <= FINGERPRINTS.keys()


STYLES = b"""html { box-sizing: border-box; margin: 0; padding: 0; -webkit-text-size-adjust: 100%; color: #333333; }
.fa-home:before, .btn-primary, .uk-card, .animated, .ui-widget { display: inline-block; margin: 0; padding: 0; }
.select2-container .select2-selection--single { display: inline-block; margin: 0; padding: 0; width: 100%; }
@keyframes bounce { from { transform: none; } 50% { transform: rotate(180deg); } to { transform: none; } }
"""


def styles_recognised(banner: str, path: str = "css/file.css", code: bytes = STYLES) -> str:
    return str(stylesheet_library_of(path, skim_styles(banner.encode() + b"\n" + code)))


@pytest.mark.parametrize(
    ("banner", "shown"),
    [
        ("/*! UIkit 3.0.0-rc.15 | http://www.getuikit.com | MIT License */", "UIkit 3.0.0-rc.15"),
        ("/*!\n * Bootstrap v4.6.2 (https://getbootstrap.com/)\n */", "Bootstrap 4.6.2"),
        ('@charset "UTF-8";/*!\n * Bootstrap  v5.3.3\n */', "Bootstrap 5.3.3"),
        ("/*! normalize.css v8.0.1 | MIT License | github.com/necolas/normalize.css */", "normalize.css 8.0.1"),
        ("/*!\n *  Font Awesome 4.7.0 by @davegandy - http://fontawesome.io\n */", "Font Awesome 4.7.0"),
        ("/*! jQuery UI - v1.12.1 - 2016-09-14 */", "jQuery UI 1.12.1"),
        ("/*! Acme panel v1.2.3 | MIT */", "None"),
    ],
)
def test_a_banner_names_the_library_of_styles(banner: str, shown: str) -> None:
    assert styles_recognised(banner) == shown


def test_styles_are_recognised_by_their_file_and_their_classes() -> None:
    assert styles_recognised("", "select2/select2.min.css") == "Select2"
    assert styles_recognised("", "select2.css", STYLES.replace(b"select2", b"acme")) == "None"


def test_styles_of_ones_own_are_no_library() -> None:
    banner = "/*! UIkit 3.0.0 | MIT License */"
    assert styles_recognised(banner, "style.css") == "None", "every widget's own file"
    assert styles_recognised(banner, code=STYLES + b".card-widgets__widget-acme { top: 0 }") == "None"
    assert styles_recognised(banner, code=b".uk-card { top: 0 }") == "None", "too short"
