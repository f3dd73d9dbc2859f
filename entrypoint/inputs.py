"""The action's inputs and outputs: the table that describes them, and the inputs as read from the environment."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeVar

from checker.errors import UsageError
from checker.escaping import visible
from checker.finding import Profile, Target
from checker.report import FailOn
from entrypoint.artifact import artifact_name_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_T = TypeVar("_T")
_Choice = TypeVar("_Choice", bound=StrEnum)


class ReleaseGate(StrEnum):
    """Whether suppressed findings stand in the way of a release."""

    AS_CONFIGURED = "as-configured"
    AS_MODERATOR = "as-moderator"


class UploadArtifact(StrEnum):
    """Whether `widget.zip` is uploaded as an artifact, and whether that has to succeed."""

    AUTO = "auto"
    REQUIRED = "required"
    NEVER = "false"


@dataclass(frozen=True, slots=True)
class InputSpec:
    """An input as `action.yml` and the README describe it; an empty default leaves it to the configuration file."""

    name: str
    default: str
    description: str


@dataclass(frozen=True, slots=True)
class OutputSpec:
    """An output as `action.yml` and the README describe it."""

    name: str
    description: str


INPUTS: Final = (
    InputSpec(
        name="path",
        default="",
        description=(
            "Widget folders, folders to search for widgets, or zip archives; one a line. Else the whole repository, or"
            " nothing but the back end if `backend` is given."
        ),
    ),
    InputSpec(
        name="backend",
        default="",
        description="Folders with the PHP that runs beside the widget; one a line.",
    ),
    InputSpec(
        name="target",
        default="",
        description="The status you are heading for: `moderate` (unless configured otherwise) or `private`.",
    ),
    InputSpec(
        name="profile",
        default="",
        description="Whose rules apply: `amocrm` (unless configured otherwise) or `kommo`.",
    ),
    InputSpec(
        name="config",
        default="",
        description="The configuration file; else `.widget-check.yml` in the path or in the repository's root.",
    ),
    InputSpec(
        name="published-code",
        default="",
        description="The code of the published widget, if this is an update of one.",
    ),
    InputSpec(
        name="base",
        default="",
        description=(
            "What the version is compared with: a folder, a zip, a git revision or `last-tag`; else the base branch of"
            " a pull request, or the last tag."
        ),
    ),
    InputSpec(
        name="release-branches",
        default="**",
        description="Branches that may be released: glob patterns, separated by commas or line breaks.",
    ),
    InputSpec(
        name="release-gate",
        default=ReleaseGate.AS_CONFIGURED.value,
        description="`as-configured` releases in spite of suppressed errors; `as-moderator` does not.",
    ),
    InputSpec(
        name="github-token",
        default="${{ github.token }}",
        description=(
            "For a check run with every finding as an annotation, if it has the permission `checks: write`; else GitHub"
            " shows ten annotations of each severity."
        ),
    ),
    InputSpec(
        name="reports",
        default="widget-check-reports",
        description="The folder for the reports and `widget.zip`.",
    ),
    InputSpec(
        name="artifact-name",
        default="widget",
        description="The name of the artifact that is `widget.zip`; every job of a run needs its own.",
    ),
    InputSpec(
        name="upload-artifact",
        default=UploadArtifact.AUTO.value,
        description="Upload a release-ready widget: `auto` if possible, `required` or else fail, `false` never.",
    ),
    InputSpec(
        name="fail-on",
        default=FailOn.ERROR.value,
        description="The mildest finding that fails the step: `error`, `warning`, or `never`.",
    ),
)

OUTPUTS: Final = (
    OutputSpec("verdict", "`pass`, `fail`, or `incomplete` if something could not be checked."),
    OutputSpec("release-ready", "`true` if the widget may be released from this branch, else `false`."),
    OutputSpec("errors", "The number of errors."),
    OutputSpec("warnings", "The number of warnings."),
    OutputSpec("archive", "The path of `widget.zip`; empty if none was made."),
    OutputSpec("sha256", "The SHA-256 of `widget.zip`, in hexadecimal."),
    OutputSpec("artifact-id", "The id of the artifact; empty if none was uploaded."),
    OutputSpec("artifact-url", "Where the artifact is downloaded; empty if none was uploaded."),
    OutputSpec("junit", "The path of the JUnit report."),
    OutputSpec("sarif", "The path of the SARIF report."),
    OutputSpec("widget-code", "The widget's code, as its manifest has it."),
    OutputSpec("version", "The widget's version, as its manifest has it."),
)
"""Paths are relative to the workspace."""

_DEFAULTS: Final = {spec.name: spec.default for spec in INPUTS}
_SET_BY_AMOCRM: Final = frozenset({"prepublic", "public"})


class InputError(UsageError):
    """Some inputs are wrong; every problem is a sentence that begins with the input's name."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Inputs:
    """The action's inputs; paths are relative to the workspace, and None leaves it to the configuration."""

    paths: tuple[str, ...]
    backend: tuple[str, ...]
    """Empty leaves it to the configuration."""
    target: Target | None
    profile: Profile | None
    config: str | None
    published_code: str | None
    base: str | None
    release_branches: tuple[str, ...]
    release_gate: ReleaseGate
    github_token: str = field(repr=False)
    """Empty if none was given."""
    reports: str
    artifact_name: str
    upload_artifact: UploadArtifact
    fail_on: FailOn

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> Inputs:
        """Read `INPUT_*` and `GITHUB_WORKSPACE`; raises InputError with everything that is wrong."""
        read = _Reader(env)
        backend = read.input("backend", read.paths)
        inputs = cls(
            paths=read.input("path", read.paths) or (() if backend else (".",)),
            backend=backend,
            target=read.input("target", _target),
            profile=read.input("profile", _optional(_one_of(Profile))),
            config=read.input("config", _optional(read.path)),
            published_code=read.input("published-code", _optional(_word)),
            base=read.input("base", _optional(_word)),
            release_branches=read.input("release-branches", _patterns),
            release_gate=read.input("release-gate", _one_of(ReleaseGate)),
            github_token=read.input("github-token", _token),
            reports=read.input("reports", read.path),
            artifact_name=read.input("artifact-name", _artifact_name),
            upload_artifact=read.input("upload-artifact", _one_of(UploadArtifact)),
            fail_on=read.input("fail-on", _one_of(FailOn)),
        )
        if read.problems:
            raise InputError(tuple(read.problems))
        return inputs


class _WrongError(Exception):
    """What is wrong with a value; the reader adds which input it is."""


class _Reader:
    """Reads inputs from the environment and collects what is wrong with them."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self._workspace = env.get("GITHUB_WORKSPACE") or "/github/workspace"
        self.problems: list[str] = []

    def input(self, name: str, understand: Callable[[str], _T]) -> _T:
        """Read one input; where it is wrong, its default stands in until the others are read."""
        try:
            return understand(self._text(name) or _default(name))
        except _WrongError as error:
            self.problems.append(f"Input `{name}`: {error}.")
            return understand(_default(name))

    def _text(self, name: str) -> str:
        """Look under the runner's name, which keeps dashes, and under one that a shell can set."""
        variable = f"INPUT_{name.upper()}"
        value = self._env.get(variable, "").strip()
        return value or self._env.get(variable.replace("-", "_"), "").strip()

    def paths(self, text: str) -> tuple[str, ...]:
        """Read one path a line."""
        return tuple(dict.fromkeys(self.path(line.strip()) for line in text.split("\n") if line.strip()))

    def path(self, text: str) -> str:
        """Read a path that stays inside the workspace; the file system is not asked."""
        shown = f"`{visible(text)}`"
        if not text.isprintable():
            raise _WrongError(f"{shown} contains a hidden character")
        if "\\" in text:
            raise _WrongError(f"{shown} contains a backslash; write `/`, as on Linux")
        if not posixpath.isabs(text):
            relative = posixpath.normpath(text)
            hint = "leads out of the workspace; write it relative to the repository"
        else:
            relative = posixpath.relpath(text, self._workspace)
            hint = (
                f"lies outside the workspace `{visible(self._workspace)}`; write it relative to the repository"
                " (`${{ github.workspace }}` is a path of the host, not of this container)"
            )
        if relative.split("/")[0] == "..":
            raise _WrongError(f"{shown} {hint}")
        if ".git" in relative.lower().split("/"):
            raise _WrongError(f"{shown} leads into `.git`")
        return relative


def _default(name: str) -> str:
    """Give the value of an input that was left out; an expression is GitHub's to evaluate."""
    default = _DEFAULTS[name]
    return "" if default.startswith("${{") else default


def _optional(understand: Callable[[str], _T]) -> Callable[[str], _T | None]:
    return lambda text: understand(text) if text else None


def _one_of(choices: type[_Choice]) -> Callable[[str], _Choice]:
    def understand(text: str) -> _Choice:
        try:
            return choices(text.lower())
        except ValueError:
            raise _WrongError(_no_choice(text, [choice.value for choice in choices])) from None

    return understand


def _no_choice(text: str, known: list[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(text.lower(), known, 1)
    guess = f"; did you mean `{close[0]}`?" if close else ""
    return f"`{visible(text)}` is none of {', '.join(f'`{choice}`' for choice in known)}{guess}"


def _target(text: str) -> Target | None:
    if text.lower() in _SET_BY_AMOCRM:
        raise _WrongError(
            f"`{text.lower()}` is set by amoCRM's employees after moderation; use `moderate`, or `private`"
        )
    return _optional(_one_of(Target))(text)


def _patterns(text: str) -> tuple[str, ...]:
    patterns = [pattern.strip() for pattern in text.replace(",", "\n").split("\n") if pattern.strip()]
    for pattern in patterns:
        shown = f"`{visible(pattern)}`"
        if pattern.startswith("!"):
            raise _WrongError(f"{shown} excludes branches, which is not supported; list those that may be released")
        if pattern.startswith("refs/"):
            raise _WrongError(f"{shown} is a full reference; write the branch's name as you see it on GitHub")
        _word(pattern)
    if not patterns:
        raise _WrongError("names no branch")
    return tuple(dict.fromkeys(patterns))


def _word(text: str) -> str:
    if not text.isprintable() or " " in text:
        raise _WrongError(f"`{visible(text)}` contains a space or a hidden character")
    return text


def _token(text: str) -> str:
    if not text.isascii() or not text.isprintable() or " " in text:
        raise _WrongError("the token contains a character that no token has")
    return text


def _artifact_name(text: str) -> str:
    if problem := artifact_name_problem(text):
        raise _WrongError(f"`{visible(text)}` {problem}")
    return text
