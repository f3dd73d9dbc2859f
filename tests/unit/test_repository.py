"""git repositories are read from their files, as git itself reads them, and nothing in them is run."""

from __future__ import annotations

import hashlib
import os
import struct
import subprocess
import time
import zlib
from typing import TYPE_CHECKING

import pytest

from checker.git.limits import BrokenRepository
from checker.git.repository import Repository, find_repository
from checker.widget.files import MAX_FILE_BYTES

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


def write_object(git_folder: Path, kind: str, content: bytes, digest: str | None = None) -> str:
    """Write a loose object, if wanted under another digest than its own."""
    raw = b"%b %d\0%b" % (kind.encode(), len(content), content)
    name = digest or hashlib.sha1(raw, usedforsecurity=False).hexdigest()
    place = git_folder / "objects" / name[:2] / name[2:]
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(zlib.compress(raw))
    return name


def write_commit(git_folder: Path, tree: str, *parents: str, digest: str | None = None, text: bytes = b"") -> str:
    lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents), "author a", "committer a", "", ""]
    return write_object(git_folder, "commit", "\n".join(lines).encode() + text, digest)


def test_trees_that_hold_each_other_over_and_over(tmp_path: Path) -> None:
    tree = write_object(tmp_path, "tree", b"")
    for _ in range(31):
        tree = write_object(
            tmp_path, "tree", b"".join(b"40000 %b\0" % name + bytes.fromhex(tree) for name in (b"a", b"b"))
        )
    with pytest.raises(BrokenRepository, match="too many files"):
        Repository(tmp_path, tmp_path).files(write_commit(tmp_path, tree), "")


def tag_elsewhere(git_folder: Path, tree: str) -> None:
    tags = git_folder / "refs" / "tags"
    tags.mkdir(parents=True)
    (tags / "elsewhere").write_text(write_commit(git_folder, tree))


def test_commits_that_are_their_own_parents(tmp_path: Path) -> None:
    tree = write_object(tmp_path, "tree", b"")
    tag_elsewhere(tmp_path, tree)
    digest = write_commit(tmp_path, tree, "ab" * 20, digest="ab" * 20)
    (tmp_path / "HEAD").write_text(digest)
    assert Repository(tmp_path, tmp_path).commit("last-tag") is None
    with pytest.raises(BrokenRepository, match="too many objects"):
        Repository(tmp_path, tmp_path).commit("HEAD" + "~9999" * 50)


def test_commits_with_countless_parents(tmp_path: Path) -> None:
    tree = write_object(tmp_path, "tree", b"")
    tag_elsewhere(tmp_path, tree)
    parent = write_commit(tmp_path, tree, text=b"another")
    (tmp_path / "HEAD").write_text(write_commit(tmp_path, tree, *[parent] * 300_000))
    began = time.monotonic()
    assert Repository(tmp_path, tmp_path).commit("last-tag") is None
    assert time.monotonic() - began < 3


def test_a_history_of_large_commits(tmp_path: Path) -> None:
    tree = write_object(tmp_path, "tree", b"")
    digest = write_commit(tmp_path, tree, "ab" * 20, digest="ab" * 20, text=bytes(MAX_FILE_BYTES // 2))
    with pytest.raises(BrokenRepository, match="too many objects"):
        Repository(tmp_path, tmp_path).commit(f"{digest}~9999")


def test_huge_objects(tmp_path: Path) -> None:
    digest = write_object(tmp_path, "blob", bytes(4 * MAX_FILE_BYTES))
    with pytest.raises(BrokenRepository, match="too large"):
        Repository(tmp_path, tmp_path).blob(digest)


def test_references_that_go_round_in_circles(tmp_path: Path) -> None:
    (tmp_path / "refs" / "heads").mkdir(parents=True)
    for name, other in (("HEAD", "refs/heads/a"), ("refs/heads/a", "refs/heads/b"), ("refs/heads/b", "refs/heads/a")):
        (tmp_path / name).write_text(f"ref: {other}\n")
    assert Repository(tmp_path, tmp_path).commit("HEAD") is None


def test_objects_elsewhere_are_not_read(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    digest = write_object(outside, "blob", b"secret")
    alternates = inside / "objects" / "info" / "alternates"
    alternates.parent.mkdir(parents=True)
    alternates.write_text(f"{outside / 'objects'}\n")
    assert Repository(inside, inside).blob(digest) is None
    (inside / "objects" / digest[:2]).mkdir()
    (inside / "objects" / digest[:2] / digest[2:]).symlink_to(outside / "objects" / digest[:2] / digest[2:])
    assert Repository(inside, inside).blob(digest) is None
    assert Repository(outside, outside).blob(digest) == b"secret"


def test_pipes_are_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "objects" / "ab").mkdir(parents=True)
    os.mkfifo(tmp_path / "HEAD")
    os.mkfifo(tmp_path / "objects" / "ab" / ("ab" * 19))
    assert Repository(tmp_path, tmp_path).commit("HEAD") is None
    assert Repository(tmp_path, tmp_path).blob("ab" * 20) is None


def test_authors_that_no_one_writes_so_today(tmp_path: Path) -> None:
    commit_digest = write_commit(tmp_path, write_object(tmp_path, "tree", b""))
    assert Repository(tmp_path, tmp_path).commit(commit_digest) == commit_digest


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
