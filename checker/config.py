""".widget-check.yml: read without executing anything, every mistake named with its line."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.errors import UsageError
from checker.escaping import visible
from checker.finding import Profile, Target
from checker.records import Record
from checker.regex import regex
from checker.widget.files import read_regular_file
from checker.widget.packaging import CONFIG_NAME, PackagedSet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from yaml import Node

MAX_CONFIG_BYTES = 256 * 1024
"""A larger configuration is refused."""
MAX_WILDCARDS = 6
"""Stars in one pattern; matching takes time exponential in their number."""
_NULL = "tag:yaml.org,2002:null"
_NO_PATTERN = regex(r"\\\s*$|^\s*!+\s*$")
_DATE = regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class ConfigError(UsageError):
    """The configuration file is wrong; the message begins with file and line."""


class Suppression(NamedTuple):
    """A declaration that findings of a rule in some files are acceptable, and why."""

    rule: str
    path: str
    """A gitignore glob relative to the configuration's folder."""
    reason: str
    until: date | None = None
    line: int = 1


class Config(Record, eq=True):
    """The settings of a repository; what is None was not said."""

    path: Path | None = None
    widgets: tuple[str, ...] = ()
    """Widget folders relative to the configuration's folder; empty means that they are searched for."""
    backend: tuple[str, ...] = ()
    """Folders with code beside the widgets, relative to the configuration's folder."""
    target: Target | None = None
    profile: Profile | None = None
    published_code: str | None = None
    base: str | None = None
    """What widgets are compared with: a folder or zip relative to where the check runs, or a git revision."""
    packaged: PackagedSet = PackagedSet()
    suppressions: tuple[Suppression, ...] = ()
    declarations: tuple[tuple[str, str], ...] = ()
    """Answers to human items: clause id and text."""


def find_config(folder: Path) -> Path | None:
    """What lies in a folder under the configuration's name, if anything; it need not be a file."""
    candidate = folder / CONFIG_NAME
    return candidate if os.path.lexists(candidate) else None


def load_config(path: Path) -> Config:
    """Read a configuration file. Raises ConfigError."""
    from yaml import YAMLError

    name = visible(str(path))
    try:
        raw = read_regular_file(path, MAX_CONFIG_BYTES)
    except OSError as error:
        raise ConfigError(f"{name}: cannot be read: {error.strerror or error}") from error
    if len(raw) > MAX_CONFIG_BYTES:
        raise ConfigError(f"{name}: is larger than {MAX_CONFIG_BYTES // 1024} KiB")
    try:
        node = _compose(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ConfigError(f"{name}: is not UTF-8") from error
    except YAMLError as error:
        raise ConfigError(f"{name}:{_yaml_line(error, raw)}: not valid YAML: {_yaml_problem(error)}") from error
    except RecursionError as error:
        raise ConfigError(f"{name}: is nested too deeply") from error
    return _Reader(name).config(path, node)


def _compose(text: str) -> Node | None:
    import yaml

    loader = yaml.SafeLoader(text)
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


def _yaml_line(error: Exception, raw: bytes) -> int:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark:
        return int(mark.line) + 1
    position = getattr(error, "position", 0)
    return raw.decode("utf-8-sig").count("\n", 0, position) + 1


def _yaml_problem(error: Exception) -> str:
    return visible(str(getattr(error, "problem", None) or getattr(error, "reason", None) or error))


class _Reader:
    """Turns YAML nodes into settings; knows the file's name for its messages."""

    def __init__(self, name: str) -> None:
        self._name = name

    def error(self, node: Node, message: str) -> ConfigError:
        return ConfigError(f"{self._name}:{node.start_mark.line + 1}: {message}")

    def config(self, path: Path, node: Node | None) -> Config:
        if node is None or node.tag == _NULL:
            return Config(path)
        readers: Mapping[str, Callable[[Node], object]] = {
            "widgets": self.paths,
            "backend": self.one_or_more_paths,
            "target": self.target,
            "profile": self.profile,
            "published-code": self.text,
            "base": self.base,
            "include": self.patterns,
            "exclude": self.patterns,
            "suppressions": self.suppressions,
            "declarations": self.declarations,
        }
        settings: dict[str, Any] = self.mapping(node, readers, "the configuration")
        packaged = PackagedSet(settings.pop("include", ()), settings.pop("exclude", ()))
        return Config(path, packaged=packaged, **{key.replace("-", "_"): value for key, value in settings.items()})

    def mapping(self, node: Node, readers: Mapping[str, Callable[[Node], object]], what: str) -> dict[str, object]:
        values: dict[str, object] = {}
        for key_node, key, value in self.members(node, what):
            if key not in readers:
                raise self.error(key_node, f"unknown key `{visible(key)}` in {what}{_did_you_mean(key, readers)}")
            values[key] = readers[key](value)
        return values

    def members(self, node: Node, what: str) -> list[tuple[Node, str, Node]]:
        from yaml import MappingNode

        if not isinstance(node, MappingNode):
            raise self.error(node, f"{what} must consist of `key: value` lines")
        members = [(key_node, self.text(key_node), value) for key_node, value in node.value]
        seen = set()
        for key_node, key, _ in members:
            if key in seen:
                raise self.error(key_node, f"the key `{visible(key)}` is given twice")
            seen.add(key)
        return members

    def text(self, node: Node) -> str:
        from yaml import ScalarNode

        if not isinstance(node, ScalarNode) or node.tag == _NULL or not str(node.value).strip():
            raise self.error(node, "a text is expected here")
        return str(node.value)

    def items(self, node: Node) -> list[Node]:
        from yaml import SequenceNode

        if not isinstance(node, SequenceNode):
            raise self.error(node, "a list (lines that begin with `-`) is expected here")
        return list(node.value)

    def texts(self, node: Node) -> tuple[str, ...]:
        return tuple(self.text(item) for item in self.items(node))

    def pattern(self, node: Node) -> str:
        from pathspec import GitIgnoreSpec

        text = self.text(node)
        if text.count("*") > MAX_WILDCARDS:
            raise self.error(node, f"a pattern may have at most {MAX_WILDCARDS} `*`: more can take for ever to match")
        try:
            if _NO_PATTERN.search(text):
                raise ValueError  # noqa: TRY301  (git warns of such patterns, or takes them for something else)
            GitIgnoreSpec.from_lines([text])
        except ValueError:
            raise self.error(node, f"`{visible(text)}` is no pattern as in a .gitignore file") from None
        return text

    def patterns(self, node: Node) -> tuple[str, ...]:
        return tuple(self.pattern(item) for item in self.items(node))

    def paths(self, node: Node) -> tuple[str, ...]:
        for item in self.items(node):
            path = self.text(item)
            if path.startswith(("/", "\\")) or ".." in path.replace("\\", "/").split("/") or ":" in path[:2]:
                raise self.error(
                    item, f"`{visible(path)}` must be a folder inside the repository, written relative to it"
                )
        return self.texts(node)

    def one_or_more_paths(self, node: Node) -> tuple[str, ...]:
        from yaml import ScalarNode, SequenceNode

        return self.paths(SequenceNode("", [node], node.start_mark) if isinstance(node, ScalarNode) else node)

    def base(self, node: Node) -> str:
        text = self.text(node)
        if text.startswith(("/", "\\")) or ".." in text or ":" in text:
            raise self.error(
                node, f"`{visible(text)}` must be a git revision, or a folder or zip inside the repository"
            )
        return text

    def target(self, node: Node) -> Target:
        return parse_target(self.text(node), lambda message: self.error(node, message))

    def profile(self, node: Node) -> Profile:
        return parse_profile(self.text(node), lambda message: self.error(node, message))

    def date(self, node: Node) -> date:
        text = self.text(node)
        try:
            if not _DATE.fullmatch(text):
                raise ValueError  # noqa: TRY301  (fromisoformat takes weeks and dates without hyphens too)
            return date.fromisoformat(text)
        except ValueError:
            raise self.error(node, "`until` must be a date such as 2027-01-31") from None

    def rule(self, node: Node) -> str:
        from checker.rules.registry import RULES_BY_NAME

        name = self.text(node)
        if name not in RULES_BY_NAME:
            raise self.error(node, f"there is no rule `{visible(name)}`{_did_you_mean(name, RULES_BY_NAME)}")
        return name

    def suppressions(self, node: Node) -> tuple[Suppression, ...]:
        return tuple(self._suppression(item) for item in self.items(node))

    def _suppression(self, node: Node) -> Suppression:
        readers = {"rule": self.rule, "path": self.pattern, "reason": self.text, "until": self.date}
        values: dict[str, Any] = self.mapping(node, readers, "a suppression")
        for key in ("rule", "path", "reason"):
            if key not in values:
                raise self.error(node, f"a suppression needs a `{key}`")
        return Suppression(**values, line=node.start_mark.line + 1)

    def declarations(self, node: Node) -> tuple[tuple[str, str], ...]:
        from checker.rules.clauses import CLAUSES

        declared = []
        for key_node, clause, answer in self.members(node, "`declarations`"):
            if clause not in CLAUSES:
                raise self.error(key_node, f"there is no clause `{visible(clause)}`{_did_you_mean(clause, CLAUSES)}")
            declared.append((clause, self.text(answer)))
        return tuple(declared)


def parse_target(text: str, error: Callable[[str], UsageError] = UsageError) -> Target:
    """Read a target status; `error` makes the exception for a wrong one."""
    if text in {"prepublic", "public"}:
        raise error(f"target `{text}` is set by amoCRM's employees after moderation; use `moderate` (or `private`)")
    if text not in set(Target):
        raise error(f"target `{visible(text)}` is unknown; use `moderate` or `private`")
    return Target(text)


def parse_profile(text: str, error: Callable[[str], UsageError] = UsageError) -> Profile:
    """Read a profile; `error` makes the exception for a wrong one."""
    if text not in set(Profile):
        raise error(f"profile `{visible(text)}` is unknown; use `amocrm` or `kommo`")
    return Profile(text)


def _did_you_mean(word: str, known: Mapping[str, object]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(word, known, 1)
    return f"; did you mean `{close[0]}`?" if close else f"; known: {', '.join(known)}"
