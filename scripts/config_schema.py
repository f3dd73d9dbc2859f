"""checker/config.schema.json: the JSON Schema of .widget-check.yml, for editors and other programs.

The tests hold it to the configuration's own reader, which says the same with better words.
"""

from __future__ import annotations

import json

from checker.config import MAX_WILDCARDS
from checker.finding import Profile, Target
from checker.rules.clauses import CLAUSES
from checker.rules.registry import RULES

SCHEMA_FILE = "checker/config.schema.json"

_TEXT = {
    "description": "A text that is not empty; numbers and yes or no are texts too.",
    "type": ["string", "number", "boolean"],
    "pattern": "\\S",
}
_FOLDER = {
    "description": "A folder inside the repository, relative to the configuration.",
    "allOf": [
        {"$ref": "#/$defs/text"},
        {"not": {"type": "string", "pattern": "^[/\\\\]|^[\\s\\S]?:|(^|[/\\\\])\\.\\.([/\\\\]|$)"}},
    ],
}
_PATTERN = {
    "description": "A pattern as in a .gitignore file.",
    "allOf": [
        {"$ref": "#/$defs/text"},
        {"not": {"type": "string", "pattern": f"\\\\\\s*$|^\\s*!+\\s*$|(\\*[^*]*){{{MAX_WILDCARDS + 1}}}"}},
    ],
}
_SUPPRESSION = {
    "description": "A violation that is accepted, and why.",
    "type": "object",
    "additionalProperties": False,
    "required": ["rule", "path", "reason"],
    "properties": {
        "rule": {"description": "The rule's name.", "$ref": "#/$defs/rule"},
        "path": {"description": "The files, relative to the configuration.", "$ref": "#/$defs/pattern"},
        "reason": {"description": "Why it is acceptable; every report shows it.", "$ref": "#/$defs/text"},
        "until": {
            "description": "The last day on which it counts, such as 2027-01-31.",
            "type": "string",
            "format": "date",
            "pattern": "^\\d{4}-\\d{2}-\\d{2}$",
        },
    },
}


def config_schema() -> str:
    """Make the schema."""
    declarations = {clause.id: {"description": clause.sentence, "$ref": "#/$defs/text"} for clause in CLAUSES.values()}
    properties = {
        "widgets": _list("The widgets' folders, instead of searching for manifest.json.", "folder"),
        "backend": {
            "description": "Folders with code that runs on a server, beside the widgets.",
            "anyOf": [{"$ref": "#/$defs/folder"}, {"type": "array", "items": {"$ref": "#/$defs/folder"}}],
        },
        "target": {"description": "The status you are heading for.", "enum": [target.value for target in Target]},
        "profile": {"description": "Whose rules apply.", "enum": [profile.value for profile in Profile]},
        "published-code": {"description": "The code of the published widget.", "$ref": "#/$defs/text"},
        "base": {
            "description": "What widgets are compared with: a git revision, or a folder or zip in the repository.",
            "allOf": [{"$ref": "#/$defs/text"}, {"not": {"type": "string", "pattern": "^[/\\\\]|\\.\\.|:"}}],
        },
        "include": _list("Packaged although it would be left out.", "pattern"),
        "exclude": _list("Not packaged.", "pattern"),
        "suppressions": _list("Violations that are accepted.", "suppression"),
        "declarations": {
            "description": "Answers to what only a person can judge, by the clause of the moderation text.",
            "type": "object",
            "additionalProperties": False,
            "properties": declarations,
        },
    }
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "config.schema.json",
        "title": "Widget Check configuration",
        "description": "The file .widget-check.yml in the repository's root or in a widget's folder.",
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": properties,
        "$defs": {
            "text": _TEXT,
            "folder": _FOLDER,
            "pattern": _PATTERN,
            "rule": {"enum": sorted(rule.name for rule in RULES)},
            "suppression": _SUPPRESSION,
        },
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _list(description: str, kind: str) -> dict[str, object]:
    return {"description": description, "type": "array", "items": {"$ref": f"#/$defs/{kind}"}}
