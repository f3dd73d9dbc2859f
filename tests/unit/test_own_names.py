"""A widget's own names: where its templates and scripts give classes and ids, and what they tell of a selector."""

from __future__ import annotations

from checker.analysis.styles.own_names import OwnNames
from checker.languages.css.naming import names_in_text
from checker.widget.files import FileSet
from checker.widget.widget import Widget


def own_names(**files: str) -> OwnNames:
    contents = {name.replace("__", "/").replace("_", "."): text.encode() for name, text in files.items()}
    return Widget(root="", files=FileSet(contents)).own_names


def test_names_in_templates() -> None:
    own = own_names(templates__panel_twig='<div class="acme  acme-panel" id="root"><i class="{{ name }}"></i></div>')
    assert own.has("acme")
    assert own.has("acme-panel")
    assert own.has("root")
    assert not own.has("panel")


def test_names_in_scripts() -> None:
    own = own_names(
        script_js="""
        var html = '<div class="acme-' + kind + ' acme-row"></div>';
        $(x).addClass('acme-marked');
        x.classList.add('acme-listed');
        x.className = 'acme-named';
        self.render_template({caption: {class_name: 'acme-caption'}});
        cart.add('goods');
        """
    )
    assert {"acme-row", "acme-marked", "acme-listed", "acme-named", "acme-caption"} <= own.names
    assert "goods" not in own.names


def test_what_is_known_at_run_time_only_counts_as_own() -> None:
    assert OwnNames(frozenset()).has("save_…")


def test_within_own_elements() -> None:
    own = OwnNames(frozenset({"acme"}))
    (within,) = names_in_text(".acme .system")
    (around,) = names_in_text(".system .acme")
    assert own.surround(within, 1)
    assert not own.surround(around, 0)
    assert own.end(around)
    assert not own.end(within)


def test_names_with_the_widgets_code() -> None:
    own = own_names(manifest_json='{"widget": {"code": "acme_calls"}}')
    assert own.has("button-input_acme-calls")
    assert not own.has("acme")
    assert not own_names(manifest_json='{"widget": {"code": "widget"}}').has("widget-settings"), "says nothing"
