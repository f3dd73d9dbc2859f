from __future__ import annotations

import time

import pytest

from checker.widget.packaging import PackagedSet, path_spec


def left_out(path: str, include: tuple[str, ...] = (), exclude: tuple[str, ...] = ()) -> str | None:
    return PackagedSet(include, exclude).why_left_out(path)


@pytest.mark.parametrize(
    "path",
    [
        "manifest.json",
        "script.js",
        "i18n/",
        "i18n/ru.json",
        "images/logo.png",
        "templates/docs/",
        "src/tests/",
        "lib/test.js",
        "lib/license.js",
        "templates/readme.twig",
        "js/config.js",
        "виджет/скрипт.js",
        "data/map",
        "zip/",
        "git/",
        "gitignore",
    ],
)
def test_what_a_widget_is_made_of_is_packaged(path: str) -> None:
    assert left_out(path) is None


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        (".git/", "version control"),
        (".github/", "hidden file or folder"),
        (".idea/", "hidden file or folder"),
        (".DS_Store", "hidden file or folder"),
        (".widget-check.yml", "hidden file or folder"),
        ("images/.DS_Store", "hidden file or folder"),
        ("node_modules/", "installed packages"),
        ("lib/Node_Modules/", "installed packages"),
        ("__MACOSX/", "operating system files"),
        ("widget-check-reports/", "reports of earlier checks"),
        ("lib/__tests__/", "tests"),
        ("docs/", "documentation"),
        ("tests/", "tests"),
        ("coverage/", "test results"),
        ("Thumbs.db", "operating system file"),
        ("package.json", "build configuration"),
        ("lib/package-lock.json", "build configuration"),
        ("webpack.config.js", "build configuration"),
        ("widget.receipt.json", "the receipt of an archive"),
        ("script.js.map", "source map"),
        ("old.zip", "nested archive"),
        ("old.tar.gz", "nested archive"),
        ("README.md", "documentation"),
        ("README", "documentation"),
        ("Readme.ru.md", "documentation"),
        ("lib/LICENSE.txt", "documentation"),
        ("CHANGELOG.md", "documentation"),
    ],
)
def test_what_is_no_part_of_a_widget_is_left_out_with_a_reason(path: str, reason: str) -> None:
    assert left_out(path) == reason


@pytest.mark.parametrize(
    ("path", "is_packaged"),
    [
        ("docs/", True),
        ("docs/help.html", True),
        ("docs/other.html", False),
        ("docs/deep/page.html", False),
        ("README.md", False),
        ("script.js", True),
    ],
)
def test_an_included_file_brings_nothing_else_of_its_folder(path: str, *, is_packaged: bool) -> None:
    assert (left_out(path, include=("docs/help.html",)) is None) is is_packaged


@pytest.mark.parametrize("pattern", ["docs/", "/docs", "docs/**", "docs"])
def test_a_whole_folder_is_included(pattern: str) -> None:
    assert left_out("docs/", include=(pattern,)) is None
    assert left_out("docs/deep/page.html", include=(pattern,)) is None
    assert left_out("tests/", include=(pattern,)) == "tests"


def test_exclusion_goes_before_inclusion() -> None:
    both = {"include": ("docs/", "*.map"), "exclude": ("docs/secret.html", "src/", "*.psd")}
    assert left_out("docs/secret.html", **both) == "excluded by the configuration"
    assert left_out("docs/help.html", **both) is None
    assert left_out("a.map", **both) is None
    assert left_out("src/", **both) == "excluded by the configuration"
    assert left_out("lib/src/", **both) == "excluded by the configuration"
    assert left_out("images/logo.psd", **both) == "excluded by the configuration"
    assert left_out("script.js", **both) is None


@pytest.mark.parametrize("pattern", [".git/config", ".git", ".git/**", "**", "*", ".*"])
@pytest.mark.parametrize("path", [".git/", ".git/config", ".GIT/config", "lib/.git", ".git/modules/a/config"])
def test_no_configuration_packages_what_git_keeps(path: str, pattern: str) -> None:
    assert left_out(path, include=(pattern,)) == "version control"


@pytest.mark.parametrize("pattern", ["*a*a*a*a*a*b", "?*?*?*?*?*?*b", "*a*a/*a*a/*a*b", "*[a]*[!c]*a*b"])
def test_stars_cost_no_more_than_the_name_is_long(pattern: str) -> None:
    names = ["a" * 250, "/".join(["a" * 120] * 3)]
    started = time.monotonic()
    assert [path_spec([pattern]).match_file(name) for name in names] == [False, False]
    assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    ("pattern", "matching", "other"),
    [
        ("*a*b?c*d", "xaybzcd", "xaybcd"),
        ("/lib/*.min.*.js", "lib/a.min.b.js", "src/lib/a.min.b.js"),
        ("*[!a]*b", "cb", "ab"),
        ("*\\**[0-9]*", "a*1", "a1"),
        ("**/foo*bar*/*x*y", "a/foo1bar2/xy", "a/foo1ba2/xy"),
    ],
)
def test_stars_mean_what_they_mean_to_git(pattern: str, matching: str, other: str) -> None:
    spec = path_spec([pattern])
    assert (spec.match_file(matching), spec.match_file(other)) == (True, False)
