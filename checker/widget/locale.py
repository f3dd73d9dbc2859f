"""A translation file of the widget: i18n/<code>.json."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.widget.manifest import JsonFile

if TYPE_CHECKING:
    from checker.languages.json import Value

FOLDER = "i18n"


@dataclass(frozen=True)
class Locale(JsonFile):
    """The texts of one language."""

    @property
    def language(self) -> str:
        """The language code that the file is named after."""
        return self.path.rpartition("/")[2].removesuffix(".json")

    def translation(self, key: str) -> Value | None:
        """The text that a dotted key such as `widget.description` names."""
        return self.at(*key.split("."))


def is_locale_path(path: str) -> bool:
    """Whether a packaged file is a translation: directly in i18n/ and JSON."""
    folder, _, name = path.rpartition("/")
    return folder == FOLDER and name.endswith(".json")
