"""From paths and options to a report: what the command line and the action share."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, NamedTuple

from checker.config import Config, find_config, load_config
from checker.engine import Settings, check, nobody
from checker.errors import UsageError
from checker.escaping import visible
from checker.evidence import with_evidence
from checker.finding import Profile, Target
from checker.records import Record
from checker.report import Report
from checker.rules.registry import RULES
from checker.suppressions import Suppressions
from checker.widget.discovery import find_widgets, load_back_end, load_widget, refuse_links, shown_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from checker.widget.base import Base
    from checker.widget.packaging import PackagedSet
    from checker.widget.widget import Widget


class Options(Record):
    """What the user asked for; None where the configuration or the default decides."""

    paths: tuple[Path, ...]
    base: Path
    """What reports are relative to, and where a configuration is looked for."""
    backend: tuple[Path, ...] = ()
    """Folders with code beside the widgets; none leaves it to the configuration."""
    config: Path | None = None
    target: Target | None = None
    profile: Profile | None = None
    published_code: str | None = None
    compared_with: str | None = None
    """The base of `version-not-raised`: a folder, a zip or a git revision, which must be there."""
    usually_compared_with: str | None = None
    """The same where neither the user nor the configuration names one; if it is not there, there is none."""
    is_release: bool = False
    """Whether the run is about to publish the widgets."""
    as_moderator: bool = False
    """Ignore the suppressions, as a moderator would."""
    ends: float = inf
    """When the check has to be over, by `time.monotonic()`: a report of a part is better than none."""
    own_files: tuple[Path, ...] = ()
    """Files that are written after the check: those of an earlier run belong to no widget."""


class Outcome(NamedTuple):
    """The report and the widgets that it is about, in the same order; of back ends only the report speaks."""

    report: Report
    widgets: tuple[Widget, ...]


def _one_by_one(widgets: Sequence[Widget]) -> Iterable[Widget]:
    return widgets


def check_paths(
    options: Options,
    each: Callable[[Sequence[Widget]], Iterable[Widget]] = _one_by_one,
    at_work: Callable[[str, str], None] = nobody,
) -> Outcome:
    """Find the widgets under the paths and check them, with the back ends that belong to them.

    `each` passes the widgets on one by one (and may show progress); `at_work` is told rule and path before each step.
    Raises UsageError for wrong use and wrong configuration.
    """
    groups: dict[Config, list[Widget]] = {}
    seen = set()
    for path in options.paths:
        for place, config in _places(options.base / path, options):
            shown = shown_path(place, options.base)
            if shown not in seen:
                seen.add(shown)
                groups.setdefault(config, []).append(_loaded_widget(place, config, options))
    loaded = tuple(widget for widgets in groups.values() for widget in widgets)
    for place, config in _back_end_places(options, groups).items():
        groups.setdefault(config, []).append(load_back_end(place, options.base, loaded))
    reports = [check(each(widgets), RULES, _settings(config, options, at_work)) for config, widgets in groups.items()]
    return Outcome(with_evidence(_merged(reports), loaded), loaded)


def _back_end_places(options: Options, configs: Iterable[Config]) -> Mapping[Path, Config]:
    """The back ends that the options or else the configurations name, each with its configuration."""
    if options.backend:
        return {options.base / folder: _config_of(options.base / folder, options) for folder in options.backend}
    return {
        config.path.parent / folder: config
        for config in configs
        if config.path is not None
        for folder in config.backend
    }


def _config_of(path: Path, options: Options) -> Config:
    """The configuration that is given, or that of a folder, or that of the base."""
    if options.config is not None:
        return _loaded(options.base / options.config, options)
    return _config_in(path, options) or _config_in(options.base, options) or Config()


def _loaded_widget(place: Path, config: Config, options: Options) -> Widget:
    packaged = _packaged(config, place, options)
    widget = load_widget(place, options.base, packaged)
    return widget.replace(base=_base(place, config, options, packaged))


def _base(place: Path, config: Config, options: Options, packaged: PackagedSet) -> Base | None:
    named = options.compared_with or config.base
    name = named or options.usually_compared_with
    if name is None:
        return None
    from checker.comparison import find_base

    try:
        return find_base(name, place, options.base, packaged)
    except UsageError:
        if named is not None:
            raise
        return None


def _packaged(config: Config, place: Path, options: Options) -> PackagedSet:
    inside = (shown_path(options.base / file, place) for file in options.own_files)
    return config.packaged.replace(own_files=frozenset(inside))


def _places(path: Path, options: Options) -> Iterator[tuple[Path, Config]]:
    """Find the widgets under a path, each with its configuration: of its own folder, the path's or the base's."""
    config = _config_of(path, options)
    for place in find_widgets(path, options.base, _configured(config, path)):
        own = _config_in(place, options) if options.config is None else None
        yield place, own or config


def _config_in(folder: Path, options: Options) -> Config | None:
    file = find_config(folder)
    return _loaded(file, options) if file is not None else None


def _loaded(file: Path, options: Options) -> Config:
    refuse_links(file, options.base)
    return load_config(file)


def _configured(config: Config, path: Path) -> tuple[Path, ...]:
    if config.path is None:
        return ()
    folders = dict.fromkeys(config.path.parent / name for name in config.widgets)
    return tuple(folder for folder in folders if folder.is_relative_to(path))


def _settings(config: Config, options: Options, at_work: Callable[[str, str], None]) -> Settings:
    return Settings(
        target=options.target or config.target or Target.MODERATE,
        profile=options.profile or config.profile or Profile.AMOCRM,
        published_code=options.published_code or config.published_code,
        suppressions=Suppressions() if options.as_moderator else _suppressions(config, options),
        declared=frozenset(clause for clause, _ in config.declarations),
        is_release=options.is_release,
        ends=options.ends,
        at_work=at_work,
    )


def _suppressions(config: Config, options: Options) -> Suppressions:
    if config.path is None:
        return Suppressions()
    return Suppressions(
        config.suppressions,
        shown_path(config.path, options.base),
        options.base,
        config.path.parent,
        checked=tuple(options.base / path for path in (*options.paths, *options.backend)),
    )


def _merged(reports: Sequence[Report]) -> Report:
    first, *others = reports
    for other in others:
        if (other.target, other.profile) != (first.target, first.profile):
            raise UsageError(
                f"the configurations of {visible(first.widgets[0].root)} and {visible(other.widgets[0].root)} name"
                " different targets or profiles; give --target and --profile, or check them separately"
            )
    return Report(
        first.tool_version,
        first.target,
        first.profile,
        tuple(widget for report in reports for widget in report.widgets),
        first.rules,
        tuple(finding for report in reports for finding in report.findings),
        tuple(dict.fromkeys(entry for report in reports for entry in report.unchecked)),
        tuple(entry for report in reports for entry in report.suppressed),
    )
