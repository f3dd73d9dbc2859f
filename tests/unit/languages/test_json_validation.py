"""Our reading of JSON Schema agrees with jsonschema's, and says where and why."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import checker.widget
from checker.languages.json import parse
from checker.languages.json.validation import violations

if TYPE_CHECKING:
    from checker.languages.json.validation import Violation

SCHEMA: dict[str, Any] = json.loads(Path(checker.widget.__file__).with_name("manifest.schema.json").read_bytes())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
COMPLETE: dict[str, Any] = {
    "widget": {
        "name": "widget.name",
        "description": "widget.description",
        "short_description": "widget.short_description",
        "version": "1.0.1",
        "interface_version": 2,
        "init_once": False,
        "locale": ["ru", "en"],
        "installation": True,
        "support": {"link": "https://acme.example.com", "email": "help@acme.example.com"},
        "code": "acme",
    },
    "locations": ["lcard-1", "settings", "digital_pipeline", "advanced_settings", "salesbot_designer", "card_sdk"],
    "tour": {"is_tour": True, "tour_images": {"ru": ["/images/1.png"]}, "tour_description": "widget.tour"},
    "settings": {"login": {"name": "settings.login", "type": "text", "required": True}},
    "dp": {"settings": {"text": {"name": "dp.text", "type": "text"}}, "action_multiple": False},
    "advanced": {"title": "advanced.title"},
    "salesbot_designer": {"send": {"name": "salesbot.send", "settings": {"n": {"name": "a", "type": "numeric"}}}},
}
KEYS = st.sampled_from(
    sorted({"widget", "locations", "settings", "dp", "name", "type", "required", "x", "send", "sms"})
)
LEAVES = st.sampled_from(
    [
        None,
        True,
        False,
        0,
        1,
        2,
        2.0,
        -1.5,
        "",
        "text",
        "custom",
        "lcard-1",
        "sms",
        "card_sdk",
        "everywhere",
        "ru",
        "🙂",
    ]
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3))


def found(document: object) -> list[Violation]:
    root = parse(json.dumps(document).encode()).root
    assert root is not None
    return list(violations(root, SCHEMA))


def places(document: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = (
        enumerate(document) if isinstance(document, list) else document.items() if isinstance(document, dict) else ()
    )
    return [path, *(place for key, value in inner for place in places(value, (*path, key)))]


def test_the_schema_is_one_and_a_good_manifest_follows_it() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert found(COMPLETE) == []
    assert VALIDATOR.is_valid(COMPLETE)


@pytest.mark.parametrize("path", [path for path in places(COMPLETE) if path])
def test_what_is_left_out_is_judged_alike(path: tuple[str | int, ...]) -> None:
    document = deepcopy(COMPLETE)
    owner: Any = document
    for step in path[:-1]:
        owner = owner[step]
    del owner[path[-1]]
    assert (found(document) == []) is VALIDATOR.is_valid(document)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(places(COMPLETE)), VALUES, st.none() | KEYS)
def test_what_is_changed_is_judged_alike(path: tuple[str | int, ...], value: Any, key: str | None) -> None:
    """Put a value in the place of another, or beside it under some key."""
    document: Any = {"": deepcopy(COMPLETE)}
    owner = document
    for step, following in zip(("", *path), path, strict=False):
        owner, last = owner[step], following
    if not path:
        document = {"": value}
    elif key is not None and isinstance(owner, dict):
        owner[key] = value
    else:
        owner[last] = value
    manifest = document[""]
    assert (found(manifest) == []) is VALIDATOR.is_valid(manifest)


def test_places_are_bytes_of_the_file() -> None:
    code = '{"🙂": 1, "widget": {"interface_version": 3}, "locations": ["card_sdk", "sms"]}'.encode()
    root = parse(code).root
    assert root is not None
    shown = {code[one.start : one.end].decode() for one in violations(root, SCHEMA)}
    assert shown == {'"🙂"', "3", '"widget"', '"card_sdk"', '"sms"'}


def test_many_mistakes_take_little_time() -> None:
    document = {"widget": {f"{'x' * 50}{number}": number for number in range(3000)}, "locations": ["q" * 90] * 3000}
    assert len(found(document)) > 6000
