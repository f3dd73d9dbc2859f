from __future__ import annotations

import os
import time
from datetime import date
from typing import TYPE_CHECKING

import pytest

from checker.config import MAX_CONFIG_BYTES, Config, ConfigError, Suppression, find_config, load_config
from checker.finding import Profile, Target
from checker.widget.packaging import PackagedSet
from tests.folders import public_folder, unprivileged

if TYPE_CHECKING:
    from pathlib import Path


def load(folder: Path, text: str | bytes) -> Config:
    file = folder / ".widget-check.yml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_config(file)


def problem(folder: Path, text: str | bytes) -> str:
    with pytest.raises(ConfigError) as caught:
        load(folder, text)
    message = str(caught.value)
    assert message.isprintable()
    return message.removeprefix(f"{folder}/.widget-check.yml:").strip()


README = """\
widgets: [widgets/calls, widgets/mail] # instead of searching for manifest.json
backend: server                        # PHP that runs beside the widget: checked, not packaged
target: moderate                       # or private
profile: amocrm                        # or kommo
published-code: acme_calls             # this widget is an update of that published one
base: last-tag                         # what the version must be higher than: a tag, a branch, a folder or a zip
include: [docs/help.html]              # packaged although it would be left out
exclude: [src/]                        # not packaged
suppressions:                          # comments are violations themselves, so this is the place
  - rule: console
    path: widget/vendor/*.js
    reason: agreed with amoCRM's support
    until: 2027-06-30
declarations:                          # answers to questions that only a person can answer
  general.9: It connects a third-party telephone exchange; amoCRM has nothing like it.
"""


def test_the_readmes_example_is_understood(tmp_path: Path, project: Path) -> None:
    assert README in (project / "README.md").read_text("utf-8")
    assert load(tmp_path, README) == Config(
        path=tmp_path / ".widget-check.yml",
        widgets=("widgets/calls", "widgets/mail"),
        backend=("server",),
        target=Target.MODERATE,
        profile=Profile.AMOCRM,
        published_code="acme_calls",
        base="last-tag",
        packaged=PackagedSet(include=("docs/help.html",), exclude=("src/",)),
        suppressions=(
            Suppression("console", "widget/vendor/*.js", "agreed with amoCRM's support", date(2027, 6, 30), 10),
        ),
        declarations=(("general.9", "It connects a third-party telephone exchange; amoCRM has nothing like it."),),
    )


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "---\n", "{}", "\ufeff", "\r\n"])
def test_an_empty_configuration_says_nothing(tmp_path: Path, text: str) -> None:
    assert load(tmp_path, text) == Config(tmp_path / ".widget-check.yml")


def test_values_may_be_written_in_any_yaml(tmp_path: Path) -> None:
    config = load(tmp_path, '"target": >-\n  private\r\npublished-code: 123\nexclude:\n- "Исходники/🎁"\n')
    assert (config.target, config.published_code) == (Target.PRIVATE, "123")
    assert config.packaged.exclude == ("Исходники/🎁",)


KNOWN = "known: widgets, backend, target, profile, published-code, base, include, exclude, suppressions, declarations"
SUPPRESSION = "suppressions:\n- rule: console\n  path: a.js\n  reason: x\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tarjet: private", "1: unknown key `tarjet` in the configuration; did you mean `target`?"),
        ("\nwidget: [a]", "2: unknown key `widget` in the configuration; did you mean `widgets`?"),
        ("zzz: 1", f"1: unknown key `zzz` in the configuration; {KNOWN}"),
        ("1: 1", f"1: unknown key `1` in the configuration; {KNOWN}"),
        ("max-file-size: 1", f"1: unknown key `max-file-size` in the configuration; {KNOWN}"),
        ("<<: {target: private}", f"1: unknown key `<<` in the configuration; {KNOWN}"),
        ("target: private\n\ntarget: moderate", "3: the key `target` is given twice"),
        ("- a", "1: the configuration must consist of `key: value` lines"),
        ("just words", "1: the configuration must consist of `key: value` lines"),
        ("[a]: b", "1: a text is expected here"),
        ("target: [private]", "1: a text is expected here"),
        ("target:", "1: a text is expected here"),
        ("target: ''", "1: a text is expected here"),
        ("target: moderated", "1: target `moderated` is unknown; use `moderate` or `private`"),
        ("profile: bitrix", "1: profile `bitrix` is unknown; use `amocrm` or `kommo`"),
        ("exclude: src/", "1: a list (lines that begin with `-`) is expected here"),
        ("exclude:\n- a\n- [b]", "3: a text is expected here"),
        ("exclude:\n- a\n- '!'", "3: `!` is no pattern as in a .gitignore file"),
        ("include: ['\\']", "1: `\\` is no pattern as in a .gitignore file"),
        ("suppressions: {rule: a}", "1: a list (lines that begin with `-`) is expected here"),
        ("suppressions:\n- console", "2: a suppression must consist of `key: value` lines"),
        ("suppressions:\n- rule: console\n  reason: x", "2: a suppression needs a `path`"),
        ("suppressions:\n- rule: console\n  path: x", "2: a suppression needs a `reason`"),
        ("suppressions:\n- path: a\n  reason: x", "2: a suppression needs a `rule`"),
        ("suppressions:\n- {}", "2: a suppression needs a `rule`"),
        (
            SUPPRESSION.replace("console", "consol"),
            "2: there is no rule `consol`; did you mean `console`?",
        ),
        (SUPPRESSION + "  untill: 2027-01-01", "5: unknown key `untill` in a suppression; did you mean `until`?"),
        (SUPPRESSION + "  until: tomorrow", "5: `until` must be a date such as 2027-01-31"),
        (SUPPRESSION + "  until: 2027-02-30", "5: `until` must be a date such as 2027-01-31"),
        (SUPPRESSION + "  until: 31.01.2027", "5: `until` must be a date such as 2027-01-31"),
        (SUPPRESSION + "  path: b.js", "5: the key `path` is given twice"),
        (SUPPRESSION.replace("a.js", "'!'"), "3: `!` is no pattern as in a .gitignore file"),
        ("declarations: [general.9]", "1: `declarations` must consist of `key: value` lines"),
        ("declarations: {general.99: x}", "1: there is no clause `general.99`; did you mean `general.9`?"),
        ("declarations: {general.9: }", "1: a text is expected here"),
        ("target: private\n\tprofile: kommo", "2: not valid YAML: found character '\\t' that cannot start any token"),
        ("exclude: [a", "1: not valid YAML: expected ',' or ']', but got '<stream end>'"),
        ("a: b: c", "1: not valid YAML: mapping values are not allowed here"),
        ("target: private\n---\ntarget: moderate", "2: not valid YAML: but found another document"),
        ("target: *nothing", "1: not valid YAML: found undefined alias 'nothing'"),
        ("\n\ntarget: \x1b[31m", "3: not valid YAML: special characters are not allowed"),
        ("target: a\x00b", "1: not valid YAML: special characters are not allowed"),
        ("a\u202eb: 1", f"1: unknown key `a\\u202eb` in the configuration; {KNOWN}"),
        ('"a\\n::error::b": 1', f"1: unknown key `a\\n::error::b` in the configuration; {KNOWN}"),
        ("target: &a [*a]", "1: a text is expected here"),
        ("суппрессии: 1", f"1: unknown key `суппрессии` in the configuration; {KNOWN}"),
    ],
)
def test_every_mistake_has_its_line_and_a_way_out(tmp_path: Path, text: str, words: str) -> None:
    assert problem(tmp_path, text) == words


@pytest.mark.parametrize("status", ["public", "prepublic"])
def test_a_status_that_only_amocrm_gives_is_explained(tmp_path: Path, status: str) -> None:
    assert problem(tmp_path, f"target: {status}") == (
        f"1: target `{status}` is set by amoCRM's employees after moderation; use `moderate` (or `private`)"
    )


@pytest.mark.parametrize("path", ["/etc", "\\\\server", "..", "a/../../b", "a\\..\\..\\b", "C:\\widgets", "D:x"])
def test_a_widget_outside_of_the_repository_is_refused(tmp_path: Path, path: str) -> None:
    shown = problem(tmp_path, f"widgets:\n- a\n- '{path}'")
    assert shown == f"3: `{path}` must be a folder inside the repository, written relative to it"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"target: \xff", "is not UTF-8"),
        ("target: private".encode("utf-16"), "is not UTF-8"),
        (b"#" * (MAX_CONFIG_BYTES + 1), "is larger than 256 KiB"),
        (b"exclude: " + b"[" * 100_000, "is nested too deeply"),
        (b"- " * 100_000, "is nested too deeply"),
        (b"{a: " * 50_000, "is nested too deeply"),
        (b"? " * 100_000, "is nested too deeply"),
    ],
    ids=["bytes", "utf-16", "large", "lists", "blocks", "maps", "keys"],
)
def test_a_file_that_is_no_configuration_is_refused_in_little_time(tmp_path: Path, content: bytes, words: str) -> None:
    started = time.monotonic()
    assert problem(tmp_path, content) == words
    assert time.monotonic() - started < 20


def test_a_bomb_of_aliases_does_not_go_off(tmp_path: Path) -> None:
    levels = "\n".join(f"- &l{n + 1} [{', '.join([f'*l{n}'] * 9)}]" for n in range(30))
    started = time.monotonic()
    assert problem(tmp_path, f"exclude:\n- &l0 a\n{levels}\n") == "3: a text is expected here"
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!!python/name:os.system", "!custom"])
def test_no_tag_makes_anything_run(tmp_path: Path, tag: str) -> None:
    assert problem(tmp_path, f"target: {tag} [touch {tmp_path}/executed]") == "1: a text is expected here"
    assert problem(tmp_path, f"profile: {tag} 'touch {tmp_path}/executed'").startswith("1: profile `touch")
    assert not (tmp_path / "executed").exists()


def test_only_a_readable_file_is_a_configuration() -> None:
    with public_folder() as root:
        (root / "folder").mkdir()
        (root / "real.yml").write_text("target: private")
        (root / "link.yml").symlink_to("real.yml")
        (root / "environment.yml").symlink_to("/proc/self/environ")
        (root / "closed.yml").touch(mode=0)
        os.mkfifo(root / "pipe.yml")
        names = ("folder", "link.yml", "environment.yml", "closed.yml", "pipe.yml", "nothing.yml")
        with unprivileged():
            reasons = [refusal(root / name).removeprefix(f"{root}/{name}: cannot be read: ") for name in names]
    links = "Too many levels of symbolic links"
    assert reasons == [
        "Is a directory",
        links,
        links,
        "Permission denied",
        "is not a regular file",
        "No such file or directory",
    ]


def refusal(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    return str(caught.value)


def test_whatever_has_the_configurations_name_is_found(tmp_path: Path) -> None:
    place = tmp_path / ".widget-check.yml"
    assert find_config(tmp_path) is None
    assert find_config(tmp_path / "nowhere") is None
    place.symlink_to("nowhere")
    assert find_config(tmp_path) == place, "to be refused, not to be passed over"
    place.unlink()
    place.mkdir()
    assert find_config(tmp_path) == place


def test_the_name_of_the_file_is_shown_harmlessly(tmp_path: Path) -> None:
    file = tmp_path / "a\n::error::b.yml"
    file.write_text("a: 1")
    assert refusal(file).startswith(rf"{tmp_path}/a\n::error::b.yml:1: unknown key")
