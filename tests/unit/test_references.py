from __future__ import annotations

import time

import pytest

from checker.analysis.references.file_names import OWN_PATH, UNKNOWN, may_become, relative_to
from checker.finding import Confidence
from checker.rules.archive.archive_layout import archive_layout
from checker.rules.archive.missing_file import missing_file
from checker.rules.archive.stray_file import stray_file
from checker.widget.files import FileSet, LeftOut, Unread
from checker.widget.widget import Widget

MANIFEST = '{"widget": {"locale": ["ru"]}, "locations": ["lcard-1"]}'


def widget(
    *, left_out: tuple[LeftOut, ...] = (), unread: tuple[Unread, ...] = (), script: str = "1;", **others: str
) -> Widget:
    """A widget; `others` are files of the root, an underscore standing for the dot of the suffix."""
    files = {name.replace("_", "."): text for name, text in others.items()}
    texts = {"manifest.json": MANIFEST, "script.js": script, "i18n/ru.json": "{}", **files}
    return Widget("", FileSet({path: text.encode() for path, text in sorted(texts.items())}, left_out, unread))


@pytest.mark.parametrize(
    ("file", "address", "path"),
    [
        ("script.js", "./a.js", "a.js"),
        ("app/main.js", "../lib/я.js?v=1#x", "lib/я.js"),
        ("css/a.css", "my%20file.png", "css/my file.png"),
        ("script.js", "../outside.js", None),
        ("script.js", "a/../../outside.js", None),
        ("script.js", "https://example.com/a.js", None),
        ("script.js", "//example.com/a.js", None),
        ("script.js", "/absolute.js", None),
        ("script.js", "data:image/png;base64,AA", None),
        ("script.js", "#id", None),
        ("script.js", "", None),
    ],
)
def test_an_address_is_seen_from_the_file_that_it_stands_in(file: str, address: str, path: str | None) -> None:
    assert relative_to(file, address) == path


@pytest.mark.parametrize(
    ("address", "path", "may"),
    [
        ("/templates/{}.twig", "templates/row.twig", True),
        ("{}/templates/{}.twig", "templates/deep/row.twig", True),
        ("templates/{}", "templates/row.twig", True),
        ("./lang/{}", "lang/ru.js", True),
        ("{}.twig", "templates/row.twig", True),
        ("/templates/{}.twig", "templates/row.html", False),
        ("/templates/{}.twig", "row.twig", False),
        ("/api/v4/leads/{}", "templates/row.twig", False),
        ("{}/{}", "row.twig", False),
    ],
)
def test_what_an_address_with_unknown_parts_may_become(address: str, path: str, *, may: bool) -> None:
    assert may_become(address.replace("{}", UNKNOWN), path) is may


def test_behind_the_path_of_the_widget_anything_may_come() -> None:
    assert may_become(f"{OWN_PATH}/{UNKNOWN}", "any/file.js")


def test_what_is_there_but_not_packaged_is_named_with_the_way_out() -> None:
    left_out = (LeftOut("docs/", "documentation"), LeftOut("README.md", "documentation"))
    on = widget(left_out=left_out, script="define(['text!./docs/help.html', './app.js'], function () {});")
    assert [(finding.message, finding.confidence) for finding in missing_file.check(on)] == [
        (
            "docs/help.html is not packaged (documentation); name it under `include:` in .widget-check.yml",
            Confidence.CERTAIN,
        ),
        ("app.js is not in the widget; add it, or correct the path", Confidence.CERTAIN),
    ]


def test_where_a_build_was_set_up_what_is_missing_may_be_generated() -> None:
    on = widget(left_out=(LeftOut("package.json", "build configuration"),), script="define(['./app.js'], f);")
    assert [finding.confidence for finding in missing_file.check(on)] == [Confidence.LIKELY]


@pytest.mark.parametrize("unread", ["app.js", ""])
def test_what_could_not_be_read_is_not_called_missing_and_makes_nothing_stray(unread: str) -> None:
    on = widget(unread=(Unread(unread, "is a symbolic link"),), script="define(['./app.js'], f);", old_js="1;")
    assert list(missing_file.check(on)) == []
    assert list(stray_file.check(on)) == []


def test_what_the_system_left_in_the_folder_is_likely_packed_by_others() -> None:
    left_out = (LeftOut("images/.DS_Store", "hidden file or folder"), LeftOut(".idea/", "hidden file or folder"))
    (finding,) = stray_file.check(widget(left_out=left_out))
    assert (finding.place.path, finding.confidence) == ("images/.DS_Store", Confidence.LIKELY)
    assert "delete it" in finding.message


@pytest.mark.parametrize("unread", ["manifest.json", "i18n/", "i18n/ru.json", "script.js", ""])
def test_the_layout_is_not_blamed_for_what_could_not_be_read(unread: str) -> None:
    files = {"manifest.json": MANIFEST, "script.js": "1;", "i18n/ru.json": "{}"}
    kept = {path: text.encode() for path, text in files.items() if not path.startswith(unread)}
    on = Widget("", FileSet(kept, unread=(Unread(unread, "is a symbolic link"),)))
    assert list(archive_layout.check(on)) == []


@pytest.mark.parametrize(
    "script",
    [
        "var sum = " + " +\n  ".join(["self.params.path", "'/a.css'"] * 3_000) + ";\n",
        "var text = " + "`${widget.params.path}/\n" * 2_000,
        "".join(f"define(['./module{number}.js'], start);\n" for number in range(2_000)),
        "var start = self.params.path;\nvar sum = " + "name + '/' +\n  " * 5_000 + "start;\n",
        "".join(f"var path{n} = path{n - 1} + '/part{n}.css';\n" for n in range(1, 2_000)),
    ],
    ids=range(5),
)
def test_hostile_code_takes_bounded_time(script: str) -> None:
    on = widget(script=script, stray_js="1;", stray_twig='{{ path }}/"~' * 3_000)
    assert on.scripts, "it is read line by line"
    started = time.monotonic()
    list(missing_file.check(on))
    list(stray_file.check(on))
    assert time.monotonic() - started < 15
