from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from checker.errors import UsageError
from checker.widget import discovery
from checker.widget.discovery import find_widgets, load_widget, refuse_links, shown_path
from checker.widget.packaging import PackagedSet
from tests.folders import MANIFEST, fill, public_folder, unprivileged, zipped

if TYPE_CHECKING:
    from pathlib import Path

    from checker.widget.widget import Widget

WEB_APPLICATION = '{"name": "App", "start_url": "/", "icons": []}'
EXTENSION = '{"manifest_version": 3, "name": "Extension", // Chrome allows comments\n"version": "1"}'


def found(root: Path, path: str = ".", configured: tuple[str, ...] = ()) -> list[str]:
    places = find_widgets(root / path, root, [root / name for name in configured])
    return [shown_path(place, root) for place in places]


def loaded(root: Path, path: str) -> Widget:
    (place,) = find_widgets(root / path, root)
    return load_widget(place, root, PackagedSet())


def refusal(root: Path, path: str = ".", configured: tuple[str, ...] = ()) -> str:
    with pytest.raises(UsageError) as caught:
        found(root, path, configured)
    return str(caught.value).replace(str(root), "ROOT")


def test_a_widget_folder_is_a_widget(tmp_path: Path) -> None:
    fill(tmp_path, {"manifest.json": MANIFEST, "script.js": "1", ".git/config": "token"})
    assert found(tmp_path) == [""]
    widget = loaded(tmp_path, ".")
    assert (widget.root, list(widget.files.contents)) == ("", ["manifest.json", "script.js"])


def test_every_widget_of_a_repository_is_found(tmp_path: Path) -> None:
    fill(tmp_path, {f"{name}/manifest.json": MANIFEST for name in ("виджеты/звонки", "widgets/mail", "a b")})
    assert found(tmp_path) == ["a b", "widgets/mail", "виджеты/звонки"]
    assert found(tmp_path, "widgets") == ["widgets/mail"]
    assert loaded(tmp_path, "widgets").root == "widgets/mail"


@pytest.mark.parametrize("other", [WEB_APPLICATION, EXTENSION, "{}", "[]", "null", '{"main.js": "main.1a2b.js"}'])
def test_another_applications_manifest_is_no_widget(tmp_path: Path, other: str) -> None:
    fill(tmp_path, {"site/manifest.json": other, "widget/manifest.json": MANIFEST})
    assert found(tmp_path) == ["widget"]


@pytest.mark.parametrize(
    "manifest",
    [
        '{"widget": {"name": "x",}, }',
        "{'widget': {}}",
        '// comment\n{"widget": {}}',
        '{widget: {"name": "x"}}',
        '{"locations": ["lcard-1"',
        "<<<<<<< HEAD\n" + MANIFEST + "\n=======\n",
        "",
        "{",
        "widget",
        b"\xff\xfe" + MANIFEST.encode("utf-16-le"),
        b"\xef\xbb\xbf" + MANIFEST.encode(),
        b"\x89PNG\r\n\x1a\n\x00",
        "[" * 100_000,
    ],
    ids=range(13),
)
def test_a_broken_manifest_is_checked_and_not_passed_over(tmp_path: Path, manifest: str | bytes) -> None:
    fill(tmp_path, {"good/manifest.json": MANIFEST, "broken/manifest.json": manifest})
    assert found(tmp_path) == ["broken", "good"]


def test_a_manifest_that_is_no_readable_file_is_checked_and_not_passed_over(tmp_path: Path) -> None:
    fill(tmp_path, {"good/manifest.json": MANIFEST})
    (tmp_path / "link").mkdir()
    (tmp_path / "link" / "manifest.json").symlink_to("../good/manifest.json")
    (tmp_path / "pipe").mkdir()
    os.mkfifo(tmp_path / "pipe" / "manifest.json")
    assert found(tmp_path) == ["good", "link", "pipe"]
    assert [entry.path for entry in loaded(tmp_path, "link").files.unread] == ["manifest.json"]


@pytest.mark.parametrize("folder", ["node_modules/x", ".cache", "vendor/x", "docs", "tests/a", "lib/__tests__"])
def test_what_is_not_packaged_is_not_searched(tmp_path: Path, folder: str) -> None:
    fill(tmp_path, {"widget/manifest.json": MANIFEST, f"{folder}/manifest.json": MANIFEST})
    assert found(tmp_path) == ["widget"]


@pytest.mark.parametrize("build", ["dist", "build", "widget/dist", "out/widget", "Release"])
def test_a_build_beside_its_source_does_not_count(tmp_path: Path, build: str) -> None:
    fill(tmp_path, {"widget/manifest.json": MANIFEST, f"{build}/manifest.json": MANIFEST})
    assert found(tmp_path) == ["widget"]
    assert found(tmp_path, build) == [build], "unless it is asked for"
    assert found(tmp_path, configured=(build,)) == [build]


def test_a_build_alone_is_the_widget(tmp_path: Path) -> None:
    fill(tmp_path, {"dist/manifest.json": MANIFEST, "src/script.js": ""})
    assert found(tmp_path) == ["dist"]


def test_nested_manifests_are_both_named(tmp_path: Path) -> None:
    fill(tmp_path, {"widget/manifest.json": MANIFEST, "widget/a/b/manifest.json": MANIFEST})
    assert refusal(tmp_path) == (
        "ROOT/widget/manifest.json and ROOT/widget/a/b/manifest.json are two manifests, one inside the folder of the"
        " other; give the path of the widget that is meant, or name it under `widgets:` in .widget-check.yml"
    )
    assert found(tmp_path, "widget/a/b") == ["widget/a/b"]
    assert found(tmp_path, configured=("widget",)) == ["widget"]


def test_a_folder_that_is_asked_for_is_the_widget_whatever_lies_in_it(tmp_path: Path) -> None:
    fill(tmp_path, {"widget/manifest.json": MANIFEST, "widget/ui/manifest.json": MANIFEST})
    assert found(tmp_path, "widget") == ["widget"], "the rule archive-layout names the second manifest"


def test_folders_whose_names_begin_alike_are_not_nested(tmp_path: Path) -> None:
    fill(tmp_path, {"widget/manifest.json": MANIFEST, "widget2/manifest.json": MANIFEST})
    assert found(tmp_path) == ["widget", "widget2"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("nowhere", "ROOT/nowhere does not exist"),
        ("empty", "No widget found: neither ROOT/empty nor a folder in it holds a manifest.json"),
        (
            "site",
            "No widget found in ROOT/site: ROOT/site/a/manifest.json has no `widget` block, so it is not amoCRM's",
        ),
        ("widget/script.js", "ROOT/widget/script.js is a file, not a widget folder or a zip archive"),
        ("widget/script.js/x", "ROOT/widget/script.js/x does not exist"),
        ("widget/manifest.json", "a widget folder or a zip archive; give the folder that it lies in"),
        ("pipe", "ROOT/pipe is neither a folder nor a zip archive"),
        ("x" * 300, "xxx… cannot be read: File name too long"),
        ("a\n::error::b", r"ROOT/a\n::error::b does not exist"),
    ],
)
def test_a_path_without_a_widget_is_answered_with_the_way_out(tmp_path: Path, path: str, words: str) -> None:
    fill(tmp_path, {"widget/manifest.json": MANIFEST, "widget/script.js": "", "site/a/manifest.json": WEB_APPLICATION})
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError) as caught:
        loaded(tmp_path, path)
    shown = str(caught.value).replace(str(tmp_path), "ROOT")
    assert words in shown


def test_a_manifest_at_the_given_path_is_taken_at_its_word(tmp_path: Path) -> None:
    fill(tmp_path, {"manifest.json": WEB_APPLICATION})
    assert found(tmp_path) == [""], "the rules say what is wrong with it"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nowhere", "ROOT/nowhere, a widget of the configuration, is not a folder"),
        ("empty", "ROOT/empty, a widget of the configuration, holds no manifest.json"),
        ("link", "ROOT/link is a symbolic link; give the real path"),
        ("link/deeper", "ROOT/link is a symbolic link; give the real path"),
        ("a\0b", r"ROOT/a\x00b, a widget of the configuration, is not a folder"),
    ],
)
def test_a_configured_widget_that_is_none_is_named(tmp_path: Path, name: str, words: str) -> None:
    fill(tmp_path, {"widget/manifest.json": MANIFEST, "empty/script.js": ""})
    (tmp_path / "link").symlink_to("widget")
    assert refusal(tmp_path, configured=("widget", name)) == words


def test_only_the_configured_widgets_count(tmp_path: Path) -> None:
    fill(tmp_path, {f"{name}/manifest.json": MANIFEST for name in "abc"})
    assert found(tmp_path, configured=("c", "a")) == ["c", "a"]


@pytest.mark.parametrize("path", ["link", "link/inner", "folder/to", "loop", "self"])
def test_no_link_on_the_way_is_followed(tmp_path: Path, path: str) -> None:
    fill(tmp_path, {"widget/manifest.json": MANIFEST, "widget/inner/manifest.json": MANIFEST, "folder/x": ""})
    for name, target in {"link": "widget", "folder/to": "../widget", "loop": "loop", "self": "/proc/self"}.items():
        (tmp_path / name).symlink_to(target)
    assert refusal(tmp_path, path).endswith("is a symbolic link; give the real path")


def test_links_outside_of_the_base_are_the_users_own(tmp_path: Path) -> None:
    fill(tmp_path, {"real/widget/manifest.json": MANIFEST})
    (tmp_path / "link").symlink_to("real")
    refuse_links(tmp_path / "link" / "widget", tmp_path / "link")
    assert found(tmp_path / "link", "widget") == ["widget"]


def test_linked_folders_are_not_searched(tmp_path: Path) -> None:
    with public_folder() as elsewhere:
        fill(elsewhere, {"manifest.json": MANIFEST})
        fill(tmp_path, {"widget/manifest.json": MANIFEST})
        (tmp_path / "linked").symlink_to(elsewhere)
        (tmp_path / "loop").symlink_to(".")
        assert found(tmp_path) == ["widget"]


def test_a_folder_that_cannot_be_searched_is_not_passed_over() -> None:
    with public_folder() as root:
        fill(root, {"widget/manifest.json": MANIFEST, "closed/manifest.json": MANIFEST})
        (root / "closed").chmod(0)
        with unprivileged():
            shown = refusal(root)
            assert refusal(root, "closed/x") == "ROOT/closed/x cannot be read: Permission denied"
        (root / "closed").chmod(0o700)
    assert shown == "ROOT/closed cannot be searched for widgets: Permission denied; give the widget's own folder"


def test_a_huge_repository_is_refused_with_a_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "MAX_FOLDERS", 10)
    fill(tmp_path, {f"{number}/x": "" for number in range(20)} | {"0/manifest.json": MANIFEST})
    assert refusal(tmp_path) == "ROOT holds over 10 folders; give the widget's own folder"
    assert found(tmp_path, "0") == ["0"]


def test_a_thousand_widgets_are_found_in_little_time(tmp_path: Path) -> None:
    fill(tmp_path, {f"{number}/manifest.json": MANIFEST for number in range(1000)})
    started = time.monotonic()
    assert len(found(tmp_path)) == 1000
    assert time.monotonic() - started < 15


def test_a_zip_is_a_widget(tmp_path: Path) -> None:
    (tmp_path / "widget.ZIP").write_bytes(zipped({"manifest.json": MANIFEST, "script.js": "1"}))
    widget = loaded(tmp_path, "widget.ZIP")
    assert (widget.root, list(widget.files.contents)) == ("widget.ZIP", ["manifest.json", "script.js"])


def test_a_folder_that_wraps_a_whole_zip_is_looked_through(tmp_path: Path) -> None:
    content = {"мой виджет/manifest.json": MANIFEST, "мой виджет/i18n/ru.json": "{}"}
    (tmp_path / "widget.zip").write_bytes(zipped(content))
    widget = loaded(tmp_path, "widget.zip")
    assert (widget.root, list(widget.files.contents)) == ("widget.zip/мой виджет", ["i18n/ru.json", "manifest.json"])
    assert widget.files.unread == ()


def test_what_lies_beside_the_wrapping_folder_is_not_passed_over(tmp_path: Path) -> None:
    content = {"widget/manifest.json": MANIFEST, "widget/./a.js": "", "script.js": "alert(1)", "__MACOSX/._a": ""}
    (tmp_path / "widget.zip").write_bytes(zipped(content))
    files = loaded(tmp_path, "widget.zip").files
    assert {entry.path: entry.reason for entry in files.unread} == {
        "../script.js": "lies beside the folder widget/ that holds the widget; pack only what is in it",
        "./a.js": "has a name with an empty or `.` folder in it",
    }
    assert {entry.path: entry.reason for entry in files.left_out} == {"../__MACOSX/._a": "operating system files"}


def test_a_folder_deep_in_a_zip_is_looked_through(tmp_path: Path) -> None:
    (tmp_path / "widget.zip").write_bytes(zipped({"a/b/manifest.json": MANIFEST, "a/b/c/manifest.json": MANIFEST}))
    widget = loaded(tmp_path, "widget.zip")
    assert (widget.root, list(widget.files.contents)) == ("widget.zip/a/b", ["c/manifest.json", "manifest.json"])
    assert widget.archive is not None
    assert (widget.archive.name, widget.archive.wrapper) == ("widget.zip", "a/b/")


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"a/manifest.json": MANIFEST, "b/manifest.json": MANIFEST},
        {"../manifest.json": MANIFEST},
    ],
    ids=range(3),
)
def test_a_zip_without_a_manifest_is_a_widget_without_one(tmp_path: Path, content: dict[str, str]) -> None:
    (tmp_path / "a.zip").write_bytes(zipped(content))
    widget = loaded(tmp_path, "a.zip")
    assert widget.manifest is None
    assert widget.archive is not None
    assert widget.archive.entries == tuple(content)


@pytest.mark.parametrize("content", [b"no zip", b""])
def test_what_is_no_zip_is_answered_with_the_reason(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(UsageError, match=r"a\.zip cannot be read as a zip archive: File is not a zip file"):
        loaded(tmp_path, "a.zip")


def test_paths_are_shown_relative_to_the_base_with_slashes(tmp_path: Path) -> None:
    assert shown_path(tmp_path, tmp_path) == ""
    assert shown_path(tmp_path / "a" / "b", tmp_path) == "a/b"
    assert shown_path(tmp_path / "a", tmp_path / "b") == "../a"
    assert shown_path(tmp_path / "b" / ".." / "a", tmp_path) == "a"
