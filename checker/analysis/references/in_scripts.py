"""The files of the widget that a script names: modules, templates to render, what is appended to the widget's path."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from checker.amocrm.entry_script import SYSTEM_TEMPLATES
from checker.analysis.references.file_names import (
    OWN_PATH,
    UNKNOWN,
    Reference,
    at_root,
    file_behind_path,
    relative_to,
    uploaded_files,
)
from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import last_name
from checker.languages.javascript.value_kinds import Object
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.model import ScriptModel
    from checker.languages.javascript.texts import Piece
    from checker.widget.script import Script

_PATH_OWNERS = frozenset({"params", "settings", "get_settings", "widget_settings"})
"""What the widget's path is a property of; source: Kommo's documentation of `style.css` and of `render`."""
_PATH_KEYS = frozenset({"path", "cdn_path"})
_LOADERS = frozenset({"define", "require", "requirejs"})
_RENDERERS = frozenset({"render", "render_template", "twig", "Twig", "twigjs"})
"""Functions that take the address of a template, or its text, among their settings."""
_PLUGIN = regex(r"[\w./-]*!")
_SLASH_FIRST = regex(rb"[\"'`}]/")
"""A string, or a part of a template, that begins with a slash."""
_IMPLIED_ENDINGS = ("", ".js", ".json", ".mjs", ".jsx", "/index.js", ".twig", ".html", ".css")
"""What loaders and plugins append to the name of a module."""


class _Meaning(Enum):
    """What an expression holds that something is appended to."""

    OWN_PATH = "own path"
    PERHAPS = "perhaps the own path"
    ELSE = "something else"


class _Named(NamedTuple):
    """A path relative to the widget's root, and the text or argument that it is named by."""

    where: Node
    path: str
    is_sure: bool


def references_in_script(script: Script) -> Iterator[Reference]:
    """Find every place of a script that names a file of the widget."""
    model = script.model
    if script.offset == 0 and script.is_whole:
        yield from _modules(script)
    for named in (*_behind_path(script), *_rendered(script)):
        yield Reference(script, named.where, (at_root(named.path),), named.is_sure)
    if b"/upl/" in script.code:
        for node in model.whole_texts:
            for found in uploaded_files(texts_with_gaps(model, node)):
                yield Reference(script, node, (at_root(found[1]),), is_sure=False)


def texts_with_gaps(model: ScriptModel, node: Node) -> str:
    """The text of an expression, with stand-ins for the widget's path and for what is known only at run time."""
    return "".join(
        _stand_in(model, piece) if piece.text is None else piece.text for piece in model.texts.pieces_of(node)
    )


def _stand_in(model: ScriptModel, piece: Piece) -> str:
    is_path = piece.node is not None and _meaning(model, piece.node) is not _Meaning.ELSE
    return OWN_PATH if is_path else UNKNOWN


def _meaning(model: ScriptModel, node: Node) -> _Meaning:
    meanings = {_meaning_of(model, one) for one in model.values.composition.alternatives(node)}
    return next(meaning for meaning in _Meaning if meaning in meanings)


def _meaning_of(model: ScriptModel, node: Node) -> _Meaning:
    name = _name_of(node) or ""
    if not name.lower().endswith("path"):
        return _Meaning.ELSE
    if not isinstance(node, js.MemberExpression) or name not in _PATH_KEYS:
        return _Meaning.PERHAPS
    owners = (node.object, *model.values.composition.alternatives(node.object))
    return _Meaning.OWN_PATH if any(_name_of(owner) in _PATH_OWNERS for owner in owners) else _Meaning.PERHAPS


def _name_of(node: Node) -> str | None:
    return last_name(node.callee if isinstance(node, js.CallExpression) else node)


def _behind_path(script: Script) -> Iterator[_Named]:
    """What is appended to the widget's path: `self.params.path + '/style.css'`."""
    if b"ath" not in script.code:
        return
    for whole in script.model.whole_texts:
        if isinstance(whole, js.Literal) or not _SLASH_FIRST.search(script.code, whole.start, whole.end):
            continue
        pieces = script.model.texts.pieces_of(whole)
        for position, piece in enumerate(pieces[:-1]):
            following = pieces[position + 1]
            if piece.node is None or piece.text is not None or not (following.text or "").startswith("/"):
                continue
            meaning = _meaning(script.model, piece.node)
            if meaning is not _Meaning.ELSE:
                for where, text in _spelled(script.model, pieces[position + 1 :]):
                    if found := file_behind_path(text):
                        yield _Named(where, found[1], meaning is _Meaning.OWN_PATH)


def _spelled(model: ScriptModel, pieces: Sequence[Piece]) -> Iterator[tuple[Node, str]]:
    """The beginnings of a text, one for each value that its first unknown part may have."""
    first, *others = pieces
    if first.node is None or first.text is None:
        return
    hole = others[0].node if others and others[0].text is None else None
    if file_behind_path(first.text) or hole is None:
        yield first.node, first.text
        return
    rest = (others[1].text or "") if len(others) > 1 else ""
    for one in model.values.composition.alternatives(hole):
        value = model.texts.text_of(one)
        if value:
            yield one, first.text + value + rest


def _rendered(script: Script) -> Iterator[_Named]:
    """The templates that `render` fetches: `{href: '/templates/panel.twig', base_path: self.params.path}`."""
    if b"href" not in script.code:
        return
    model = script.model
    for settings in settings_of_renderers(model):
        bases = {_meaning(model, base) for base in model.values.sources.of(settings, "base_path")}
        if bases == {_Meaning.ELSE}:
            continue
        for address in model.values.sources.of(settings, "href"):
            for where, text in _addresses(model, address):
                found = file_behind_path(text)
                if found and not text.startswith(SYSTEM_TEMPLATES):
                    yield _Named(where, found[1], bool(bases))


def settings_of_renderers(model: ScriptModel) -> Iterator[Object]:
    """The settings of the calls that render templates, one for each object that they may be."""
    for call in model.graph.calls.named_last(_RENDERERS):
        for argument in call.arguments:
            yield from (value for value in model.values.of(argument) if isinstance(value, Object))


def _addresses(model: ScriptModel, node: Node) -> Iterator[tuple[Node, str]]:
    for one in model.values.composition.alternatives(node):
        pieces = model.texts.pieces_of(one)
        if pieces:
            yield from _spelled(model, pieces)


def _modules(script: Script) -> Iterator[Reference]:
    for node, is_sure in _module_names(script.model):
        text = script.model.texts.text_of(node)
        name = _PLUGIN.sub("", text, count=1) if text else ""
        if name.startswith((".", "/")) and (targets := _module_targets(script.path, name)):
            yield Reference(script, node, targets, is_sure)


def _module_targets(file: str, name: str) -> tuple[str, ...]:
    """Where the file of a module may lie: loaders append the suffix, and some begin at the widget's root."""
    paths = dict.fromkeys(path for start in (file, "") if (path := relative_to(start, name)) and path != ".")
    return tuple(path + ending for path in paths for ending in _IMPLIED_ENDINGS)


def _module_names(model: ScriptModel) -> Iterator[tuple[Node, bool]]:
    """The names of modules; what is imported, a build puts together."""
    for call in model.index.all(js.CallExpression):
        if isinstance(call.callee, js.Identifier) and call.callee.name in _LOADERS:
            for argument in call.arguments:
                if isinstance(argument, js.Literal | js.TemplateLiteral):
                    yield argument, call.callee.name != "define"
                for value in model.values.of(argument):
                    if isinstance(value, Object) and isinstance(value.node, js.ArrayExpression):
                        yield from ((element, True) for element in value.node.elements if element is not None)
    imports: tuple[
        js.ImportDeclaration | js.ExportNamedDeclaration | js.ExportAllDeclaration | js.ImportExpression, ...
    ]
    imports = (
        *model.index.all(js.ImportDeclaration),
        *model.index.all(js.ExportNamedDeclaration),
        *model.index.all(js.ExportAllDeclaration),
        *model.index.all(js.ImportExpression),
    )
    yield from ((node.source, False) for node in imports if node.source is not None)
