"""git repositories are read from their files, as git itself reads them, and nothing in them is run."""

from __future__ import annotations

import os
import struct
import subprocess
import zlib
from typing import TYPE_CHECKING

import pytest

from checker.repository import BrokenRepository, Repository, find_repository

if TYPE_CHECKING:
    from pathlib import Path

LONG_TEXT = "".join(f"строка {number}\n" for number in range(500))


def git(folder: Path, *arguments: str) -> str:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }
    command = ["git", "-c", "init.defaultBranch=main", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True, text=True).stdout


def commit(folder: Path, **files: str) -> str:
    for name, text in files.items():
        file = folder / "widget" / name.replace("_", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "--allow-empty", "-m", "Сообщение")
    return git(folder, "rev-parse", "HEAD").strip()


@pytest.fixture(params=["loose", "packed"])
def repository(request: pytest.FixtureRequest, tmp_path: Path) -> Repository:
    """Three commits, a tag of each kind and a remote branch."""
    git(tmp_path, "init", "-q")
    commit(tmp_path, manifest_json="{}", script_js=LONG_TEXT)
    git(tmp_path, "tag", "-a", "v1", "-m", "eins")
    commit(tmp_path, script_js=LONG_TEXT + "ещё\n")
    git(tmp_path, "tag", "light")
    git(tmp_path, "update-ref", "refs/remotes/origin/stable", "HEAD")
    commit(tmp_path, script_js=LONG_TEXT + "и ещё 🙂\n")
    if request.param == "packed":
        git(tmp_path, "gc", "-q", "--aggressive")
    found = find_repository(tmp_path / "widget")
    assert found is not None
    return found


@pytest.mark.parametrize(
    "revision",
    ["HEAD", "main", "v1", "light", "origin/stable", "stable", "HEAD~1", "HEAD^^", "main~2", "refs/heads/main"],
)
def test_revisions_mean_what_they_mean_to_git(repository: Repository, revision: str) -> None:
    name = "origin/stable" if revision == "stable" else revision
    assert repository.commit(revision) == git(repository.root, "rev-parse", f"{name}^{{commit}}").strip()


def test_digests_can_be_shortened(repository: Repository) -> None:
    whole = git(repository.root, "rev-parse", "HEAD").strip()
    assert repository.commit(whole) == repository.commit(whole[:7]) == repository.commit(whole[:11]) == whole


def test_the_last_tag_is_not_the_current_commits(repository: Repository) -> None:
    git(repository.root, "tag", "now")
    assert repository.commit("last-tag") == git(repository.root, "rev-parse", "light").strip()


@pytest.mark.parametrize(
    "revision", ["", "nothing", "HEAD~9", "../HEAD", "v1/../v1", "a" * 40, "abcdefa", "~", "x" * 9999]
)
def test_what_is_not_there_is_none(repository: Repository, revision: str) -> None:
    assert repository.commit(revision) is None


def test_files_and_contents(repository: Repository) -> None:
    for revision in ("HEAD", "HEAD~1", "v1"):
        digest = repository.commit(revision)
        assert digest is not None
        files = repository.files(digest, "widget")
        assert sorted(files) == ["manifest.json", "script.js"]
        expected = git(repository.root, "show", f"{revision}:widget/script.js")
        assert (repository.blob(files["script.js"]) or b"").decode() == expected
        assert repository.files(digest, "") == {f"widget/{name}": value for name, value in files.items()}
        assert repository.files(digest, "elsewhere") == {}


def test_links_are_no_files(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "link").symlink_to("/etc/passwd")
    digest = commit(tmp_path, manifest_json="{}")
    assert list(Repository(tmp_path, tmp_path / ".git").files(digest, "")) == ["widget/manifest.json"]


@pytest.mark.parametrize(
    "content", [b"", b"no zlib", zlib.compress(b"tree 4\0abc"), zlib.compress(b"\0" * 9), b"\0" * 99]
)
def test_broken_objects(tmp_path: Path, content: bytes) -> None:
    git(tmp_path, "init", "-q")
    digest = commit(tmp_path, manifest_json="{}")
    tree = git(tmp_path, "rev-parse", "HEAD^{tree}").strip()
    place = tmp_path / ".git" / "objects" / tree[:2] / tree[2:]
    place.chmod(0o644)
    place.write_bytes(content)
    with pytest.raises(BrokenRepository):
        Repository(tmp_path, tmp_path / ".git").files(digest, "")


@pytest.mark.parametrize("damage", [0.02, 0.3, 0.6, 0.9])
def test_broken_packs_are_told_apart_from_crashes(tmp_path: Path, damage: float) -> None:
    git(tmp_path, "init", "-q")
    digest = commit(tmp_path, manifest_json="{}", script_js=LONG_TEXT)
    git(tmp_path, "gc", "-q")
    for pack in (tmp_path / ".git" / "objects" / "pack").glob("*.pack"):
        content = bytearray(pack.read_bytes())
        start = int(len(content) * damage) + 12
        content[start : start + 40] = b"\xff" * 40
        pack.chmod(0o644)
        pack.write_bytes(content)
    repository = Repository(tmp_path, tmp_path / ".git")
    try:
        for file in repository.files(digest, "").values():
            repository.blob(file)
    except BrokenRepository:
        return


@pytest.mark.parametrize("suffix", ["idx", "pack"])
@pytest.mark.parametrize("keep", [0, 7, 8, 500, 1100])
def test_packs_that_were_cut_off(tmp_path: Path, suffix: str, keep: int) -> None:
    git(tmp_path, "init", "-q")
    digest = commit(tmp_path, manifest_json="{}", script_js=LONG_TEXT)
    git(tmp_path, "gc", "-q")
    for file in (tmp_path / ".git" / "objects" / "pack").glob(f"*.{suffix}"):
        content = file.read_bytes()
        file.chmod(0o644)
        file.write_bytes(content[: min(keep, len(content) // 2)])
    repository = Repository(tmp_path, tmp_path / ".git")
    with pytest.raises(BrokenRepository):
        repository.blob(repository.files(digest, "")["widget/script.js"])


def test_differences_that_go_round_in_circles(tmp_path: Path) -> None:
    digest = "ab" * 20
    entry = bytes([7 << 4 | 5]) + bytes.fromhex(digest) + zlib.compress(b"delta")
    fanout = b"".join(struct.pack(">I", int(first >= 0xAB)) for first in range(256))
    index = b"\xfftOc\0\0\0\x02" + fanout + bytes.fromhex(digest) + bytes(4) + struct.pack(">I", 12)
    packs = tmp_path / ".git" / "objects" / "pack"
    packs.mkdir(parents=True)
    (packs / "pack-a.idx").write_bytes(index)
    (packs / "pack-a.pack").write_bytes(b"PACK\0\0\0\x02\0\0\0\x01" + entry)
    with pytest.raises(BrokenRepository, match="too many differences"):
        Repository(tmp_path, tmp_path / ".git").blob(digest)


def test_no_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").symlink_to(tmp_path)
    assert find_repository(tmp_path) is None
