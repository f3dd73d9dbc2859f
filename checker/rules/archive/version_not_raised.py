"""The rule `version-not-raised`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.finding import Confidence, Finding, Stage
from checker.regex import regex
from checker.rules.rule import Context, rule
from checker.widget.source import Stretch
from checker.widget.widget import Widget

_MOST_NAMED = 3
_NUMBERS = regex(r"\d{1,9}(?:\.\d{1,9}){0,5}")


@rule("version-not-raised", clause=None, stage=Stage.UPLOAD)
def version_not_raised(widget: Widget, context: Context) -> Iterator[Finding]:
    """The files have changed since the base, but `widget.version` has not been raised.

    Why: browsers keep a widget's files under its version, so users go on with the old code until the version grows.
    Checked only if there is something to compare with: `--base` (or `base` in the configuration or the action's
    inputs) names a folder, a zip, or a git revision such as `main`, `v1.2.0` or `last-tag`. On GitHub it is the
    base branch of a pull request, else the last tag. A warning where a release is made, elsewhere a notice.

    Bad:
        "version": "1.0.1" as in the base, although script.js has changed

    Good:
        "version": "1.0.2"
    """
    base, manifest = widget.base, widget.manifest
    if base is None or manifest is None or widget.files.unread:
        return
    changed = base.changed(widget.files)
    version, earlier = manifest.widget_version, base.version
    if not changed or _is_raised(version, earlier):
        return
    place = manifest.at("widget", "version") or Stretch(0, 0)
    yield Finding(
        manifest.place(place),
        "{count} changed since {base} ({files}), but the version went from {earlier} to {version}; raise it"
        if version != earlier
        else "{count} changed since {base} ({files}), but the version is still {version}; raise it",
        {
            "count": "1 file" if len(changed) == 1 else f"{len(changed)} files",
            "base": base.name,
            "files": ", ".join(changed[:_MOST_NAMED]) + (" …" if len(changed) > _MOST_NAMED else ""),
            "earlier": earlier or "none",
            "version": version or "none",
        },
        Confidence.LIKELY if context.is_release else Confidence.FACT,
    )


def _is_raised(version: str | None, earlier: str | None) -> bool:
    """Whether a version is higher; versions that are no numbers only have to differ."""
    if version is None or earlier is None:
        return version is not None
    if _NUMBERS.fullmatch(version) and _NUMBERS.fullmatch(earlier):
        return _numbers(version) > _numbers(earlier)
    return version != earlier


def _numbers(version: str) -> list[int]:
    return [int(number) for number in version.split(".")]
