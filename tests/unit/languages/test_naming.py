"""The names in selectors."""

from __future__ import annotations

from checker.languages.css.naming import Named, names_in_text


def test_classes_ids_and_attributes() -> None:
    assert names_in_text("div.a#b[data-id='1'] > .c") == (
        (Named("div", ("b", "a"), ("data-id=1",)), Named("", ("c",), ())),
    )


def test_attributes_that_name_classes() -> None:
    ((named,),) = names_in_text('[class*="rating"]')
    assert named.names == ("rating",)


def test_lists_and_what_is_no_css() -> None:
    assert [selector[-1].names for selector in names_in_text(".a, .b:visible:first")] == [("a",), ("b",)]
    assert names_in_text("") == ()
    assert names_in_text("." * 5000) == ()
    names_in_text("}{")
