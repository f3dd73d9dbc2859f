from __future__ import annotations

import json

import pytest

from checker.languages import javascript, template
from checker.languages.syntax import TooDeep
from checker.widget.files import FileSet
from checker.widget.widget import Widget


def widget(**files: str | bytes) -> Widget:
    """A widget of files; `__` in a name is a slash, and the last `_` the dot before the suffix."""
    contents = {}
    for name, content in files.items():
        stem, _, suffix = name.replace("__", "/").rpartition("_")
        contents[f"{stem}.{suffix}"] = content.encode() if isinstance(content, str) else content
    return of(contents)


def of(contents: dict[str, bytes]) -> Widget:
    return Widget("", FileSet(dict(sorted(contents.items()))))


def test_files_are_known_by_their_suffix() -> None:
    names = (
        "a.js",
        "b.MJS",
        "c.jsx",
        "d.css",
        "e.twig",
        "f.html",
        "g.php",
        "h.inc",
        "i.json",
        "j.png",
        "k",
        ".htaccess",
    )
    whole = of(dict.fromkeys(names, b"x"))
    assert [script.path for script in whole.scripts] == ["a.js", "b.MJS", "c.jsx"]
    assert [sheet.path for sheet in whole.stylesheets] == ["d.css"]
    assert [template.path for template in whole.templates] == ["e.twig", "f.html"]
    assert [file.path for file in whole.php_files] == ["g.php", "h.inc"]
    texts = {text.path for text in whole.text_files}
    assert texts == set(names) - {"j.png", "k"}


def test_what_macos_puts_beside_files_is_no_text() -> None:
    assert of({"._script.js": b"\0\5\26\7\0", "i18n/._ru.json": b"\0"}).text_files == ()


def test_code_inside_markup_is_code_too() -> None:
    whole = widget(
        panel_twig="<b>Привет</b>\n<script>alert(1)</script><style>a{}</style><script type='text/x-tmpl'>x</script>",
        page_php="<?php $a = 1; ?>\n<script>\nconfirm(2)</script><style>b{}</style>",
        script_js="prompt(3)",
    )
    assert [(script.path, script.code.strip()) for script in whole.scripts] == [
        ("script.js", b"prompt(3)"),
        ("panel.twig", b"alert(1)"),
        ("page.php", b"confirm(2)"),
    ]
    assert [(sheet.path, sheet.code) for sheet in whole.stylesheets] == [("panel.twig", b"a{}"), ("page.php", b"b{}")]
    for script in whole.scripts:
        assert script.source.utf8[script.offset :].startswith(script.code)


def test_markup_without_a_script_has_none() -> None:
    assert widget(a_twig="<script> \n </script><script src='a.js'></script>").scripts == ()


def test_files_that_are_binary_in_truth_are_no_code_but_named() -> None:
    whole = of({"a.js": bytes(range(256)) * 4, "b.css": b"a{}", "c.ts": b"x", "d.vue": b"x", "e.scss": b"x"})
    assert whole.scripts == ()
    assert [text.path for text in whole.text_files] == ["b.css", "c.ts", "d.vue", "e.scss"]
    assert [path for path, reason in whole.unanalysed if reason] == ["a.js", "c.ts", "d.vue", "e.scss"]


def test_a_template_that_is_too_deep_does_not_hide_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    parse = template.parse

    def shallow(code: bytes) -> template.ParsedTemplate:
        if b"deep" in code:
            raise TooDeep("too deep")
        return parse(code)

    monkeypatch.setattr(template, "parse", shallow)
    whole = widget(a_twig="deep", b_twig="<script>alert(1)</script>")
    assert [script.path for script in whole.scripts] == ["b.twig"]


MANIFEST = {
    "widget": {"code": "acme", "version": "1.0.2", "description": "widget.description", "locale": ["ru", 5, "en"]},
    "locations": ["lcard-1", "digital_pipeline", 7],
}


def test_the_manifest_at_the_root_counts() -> None:
    manifest = widget(manifest_json=json.dumps(MANIFEST)).manifest
    assert manifest is not None
    assert (manifest.widget_code, manifest.widget_version) == ("acme", "1.0.2")
    assert [locale.value for locale in manifest.locales] == ["ru", "en"]
    assert [location.value for location in manifest.locations] == ["lcard-1", "digital_pipeline"]
    assert manifest.has_location("lcard")
    assert not manifest.has_location("lc")
    assert widget(a__manifest_json="{}").manifest is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        '{"widget": []}',
        '{"widget": {"locale": "ru", "code": 5}, "locations": {"a": 1}}',
        "[" * 10_000,
    ],
)
def test_a_manifest_of_any_shape_can_be_asked(text: str) -> None:
    whole = widget(manifest_json=text)
    manifest = whole.manifest
    assert manifest is not None
    assert (manifest.widget_code, manifest.widget_version, manifest.locales) == (None, None, ())
    assert not manifest.has_location("lcard")
    assert (whole.descriptions, whole.logos) == ((), ())


def test_translations_lie_directly_in_their_folder() -> None:
    names = ("i18n/ru.json", "i18n/pt_br.json", "i18n/x/en.json", "en.json", "i18n/de.php")
    locales = of(dict.fromkeys(names, b"{}")).locales
    assert [(locale.path, locale.language) for locale in locales] == [
        ("i18n/pt_br.json", "pt_br"),
        ("i18n/ru.json", "ru"),
    ]


def test_the_description_is_taken_from_every_translation() -> None:
    texts = {"widget": {"description": "Описание"}}
    whole = widget(
        manifest_json=json.dumps(MANIFEST),
        i18n__ru_json=json.dumps(texts),
        i18n__en_json='{"widget": {"description": 5}}',
        i18n__es_json='{"widget": {}}',
        i18n__pt_json='{"widget": {"description": "Descrição"',
    )
    assert [(text.language, text.text) for text in whole.descriptions] == [("pt", "Descrição"), ("ru", "Описание")]


def test_a_description_in_the_manifest_itself_is_one_too() -> None:
    manifest = {"widget": {"description": "Sends invoices to everybody"}}
    (text,) = widget(manifest_json=json.dumps(manifest), i18n__ru_json="{}").descriptions
    assert (text.language, text.text, text.file.path) == ("", "Sends invoices to everybody", "manifest.json")
    assert text.finding("no number").place.span.line == 1


def test_a_key_that_no_translation_has_is_no_description() -> None:
    assert widget(manifest_json=json.dumps(MANIFEST), i18n__ru_json="{}").descriptions == ()


def test_logos_are_those_that_amocrm_shows() -> None:
    names = ("logo.png", "logo_main.jpg", "logo_dp.png", "icon.png", "logo_min.svg", "sub/logo_small.png")
    files = {f"images/{name}": b"" for name in names}
    assert [logo.path for logo in of(files).logos] == ["images/logo.png", "images/logo_main.jpg", "images/logo_min.svg"]
    pipeline = of(files | {"manifest.json": json.dumps(MANIFEST).encode()})
    assert "images/logo_dp.png" in [logo.path for logo in pipeline.logos]


def test_two_files_for_one_logo_know_of_each_other() -> None:
    first, second = of({"images/logo.gif": b"", "images/logo.png": b""}).logos
    assert (first.rival, second.rival) == (None, "images/logo.gif")


def test_code_that_was_understood_only_in_part_is_named_with_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    parse = javascript.parse

    def doubtful(code: bytes) -> javascript.ParsedScript:
        gaps = (code.index(b"odd"),) if b"odd" in code else ()
        return parse(code)._replace(gaps=gaps, undecided=b"unclear" in code)

    monkeypatch.setattr(javascript, "parse", doubtful)
    whole = widget(a_js="fine()", b_twig="\n\n<script>fine();\nodd()</script>", c_js="unclear()")
    assert list(whole.partly_understood) == [
        ("c.js", "could not be parsed with certainty"),
        ("b.twig", "is understood only in part, near line 4"),
    ]


MINIFIED = (
    b"!function(e,t){var n={};function o(i){return n[i]||(n[i]=t(i)),n[i]}e.open=o,e.shut=function(i){delete n[i]}}" * 3
)
LIBRARY = (
    b"/*! toastr 2.1.4 */\n(function (toast) {\n" + b"  toast.positionClass = toast.toastClass;\n" * 20 + b"})({});\n"
)


def test_minified_files_and_libraries_are_foreign_and_never_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(code: bytes, *_: object) -> None:
        raise AssertionError(code)

    whole = of({"app.js": MINIFIED, "lib/own.min.js": b"var a = 1;\n", "toastr.js": LIBRARY})
    with monkeypatch.context() as patched:
        patched.setattr(javascript, "parse", refuse)
        assert [script.path for script in whole.foreign_scripts] == ["app.js", "toastr.js"]
        assert [str(script.provenance.library) for script in whole.foreign_scripts] == ["None", "toastr 2.1.4"]
    assert [script.path for script in whole.scripts] == ["lib/own.min.js"]


def test_minified_code_inside_a_page_is_a_fragment_of_it() -> None:
    whole = of({"a.twig": b"<script>\n " + MINIFIED + b"\n</script><script>var a = 1;</script>"})
    assert whole.foreign_scripts == ()
    first, second = whole.scripts
    (fragment,) = first.provenance.fragments
    assert first.code[fragment.start : fragment.end] == MINIFIED
    assert second.provenance.fragments == ()
