from __future__ import annotations

import io

import pytest
from PIL import Image

from checker.finding import Profile, Target
from checker.widget.manifest import MANIFEST_NAME
from tests.rules.blocks import hex_bytes, picture
from tests.rules.harness import PageError, check_case, completed, lines_about, parse_page

PAGE = """\
# console

Prose, with an example that is no case:

```js
console.log();
```

## Fails: a call

More prose.

```settings
target: private
profile: kommo
published-code: acme
```

```js script.js
console.log('Привет');
```

```expected
script.js:1:1 warning `console.log` is left in the code; delete it
```

## Passes: nothing

````js script.js
var fence = `
```
`;
````

```hex i18n/en.json
EF BB BF "{}"
```
"""


def page_of(*sections: str) -> str:
    return "\n".join(("# console", *sections))


def test_a_page_has_its_cases_in_order() -> None:
    failing, passing = parse_page("console", PAGE)
    assert (failing.title, failing.place) == ("a call", "tests/rules/console.md:9")
    assert failing.expected == ("script.js:1:1 warning `console.log` is left in the code; delete it",)
    assert failing.files["script.js"] == "console.log('Привет');\n".encode()
    assert (passing.title, passing.expected) == ("nothing", ())
    assert passing.files["script.js"] == b"var fence = `\n```\n`;\n"
    assert passing.files["i18n/en.json"] == b"\xef\xbb\xbf{}"


def test_settings() -> None:
    failing, passing = (case.settings for case in parse_page("console", PAGE))
    assert (failing.target, failing.profile, failing.published_code) == (Target.PRIVATE, Profile.KOMMO, "acme")
    assert (passing.target, passing.profile, passing.published_code) == (Target.MODERATE, Profile.AMOCRM, None)


def test_a_widget_without_manifest_gets_one_with_the_languages_that_are_there() -> None:
    failing, passing = parse_page("console", PAGE)
    assert b'"locale": [\n      "ru"\n    ]' in failing.files[MANIFEST_NAME]
    assert b'"locale": [\n      "en"\n    ]' in passing.files[MANIFEST_NAME]


def test_a_manifest_on_the_page_stays_as_it_is() -> None:
    (case,) = parse_page("console", page_of("## Passes: a", "```json manifest.json", "{}", "```"))
    assert case.files == {MANIFEST_NAME: b"{}\n"}


def test_cases_run_through_the_real_engine() -> None:
    failing, passing = parse_page("console", PAGE)
    assert tuple(lines_about(check_case(failing), "console")) == failing.expected
    assert lines_about(check_case(passing), "console") == []


BLOCK = "```js script.js\n```"
EXPECTED = "```expected\nscript.js:1:1 error a\n```"


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        ("", ":1: the page must begin with `# console`"),
        ("# alert\n", ":1: the page must begin with `# console`"),
        (page_of("## Pass: a", BLOCK), ":2: a section must be called"),
        (page_of("## Fails:", BLOCK), ":2: a section must be called"),
        (page_of("## Fails: a", BLOCK), ":2: `Fails` needs an `expected` block"),
        (page_of("## Fails: a", BLOCK, "```expected\n```"), ":2: `Fails` needs an `expected` block"),
        (page_of("## Passes: a", BLOCK, EXPECTED), ":2: `Fails` needs an `expected` block"),
        (page_of("## Fails: a", BLOCK, EXPECTED, EXPECTED), ":8: there is a second `expected` block"),
        (page_of("## Passes: a", "prose"), ":2: the case has no files"),
        (page_of("## Passes: a", "```js script.js", "code"), ":3: the block is never closed"),
        (page_of("## Passes: a", "  ```js script.js", "  ```"), ":3: a block must begin at the first column"),
        (page_of("## Passes: a", "```js", "```"), ":3: a block must name its language and its file"),
        (page_of("## Passes: a", BLOCK, BLOCK), ":5: the case has two files script.js"),
        (page_of("## Passes: a", BLOCK, "## Passes: a", BLOCK), ":5: there are two cases `a`"),
        (page_of("## Passes: a", BLOCK, "```settings\ntarget: public\n```"), ":5: target `public` is set by"),
        (page_of("## Passes: a", BLOCK, "```settings\ncolour: red\n```"), ":5: not a setting: colour: red"),
        (page_of("## Passes: a", "```hex a.js\nGG\n```"), ":3: neither a byte nor quoted ASCII: GG"),
        (page_of("## Passes: a", "```image a.png\nround\n```"), ":3: no description of a picture: round"),
    ],
)
def test_mistakes_are_named_with_their_line(page: str, problem: str) -> None:
    with pytest.raises(PageError) as error:
        parse_page("console", page)
    assert str(error.value).startswith(f"tests/rules/console.md{problem}")


@pytest.mark.parametrize(
    ("expected", "found", "result"),
    [
        (("a:1:1 error b",), ["a:1:1 error b"], ["a:1:1 error b"]),
        (("a:1:1 error b…",), ["a:1:1 error b, c"], ["a:1:1 error b, c"]),
        (("a:1:1 error b…",), ["a:1:2 error b, c"], ["a:1:1 error b…"]),
        (("a:1:1 error b",), ["a:1:1 error b, c"], ["a:1:1 error b"]),
        (("a…", "b…"), ["a1"], ["a1", "b…"]),
        (("a…",), ["a1", "a2"], ["a1"]),
    ],
)
def test_an_ellipsis_stands_for_the_rest_of_its_own_line(
    expected: tuple[str, ...], found: list[str], result: list[str]
) -> None:
    assert completed(expected, found) == result


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("", b""),
        ("EF bb\n BF", b"\xef\xbb\xbf"),
        ("'{\"a\": \"' C2 '\"}' 0A", b'{"a": "\xc2"}\n'),
        ('"it\'s" 00', b"it's\0"),
    ],
)
def test_hex_blocks(text: str, content: bytes) -> None:
    assert hex_bytes(text) == content


@pytest.mark.parametrize("text", ["E", "EFBB", '"a"41', '"a', '"Привет"'])
def test_hex_blocks_refuse_what_is_ambiguous(text: str) -> None:
    with pytest.raises(ValueError, match="neither a byte nor quoted ASCII"):
        hex_bytes(text)


@pytest.mark.parametrize(
    ("description", "file_format", "size", "frames"),
    [
        ("png 130x100", "PNG", (130, 100), 1),
        ("jpeg 84x84", "JPEG", (84, 84), 1),
        ("gif 84x84 frames=3", "GIF", (84, 84), 3),
        ("webp 84x84", "WEBP", (84, 84), 1),
        ("png 1x1 pad-to=5000", "PNG", (1, 1), 1),
    ],
)
def test_pictures(description: str, file_format: str, size: tuple[int, int], frames: int) -> None:
    with Image.open(io.BytesIO(picture(description))) as image:
        image.load()
        assert (image.format, image.size, getattr(image, "n_frames", 1)) == (file_format, size, frames)


def test_a_padded_picture_weighs_what_the_page_says() -> None:
    assert len(picture("png 400x272 pad-to=307201")) == 307_201
    with pytest.raises(ValueError, match="the picture already weighs"):
        picture("png 400x272 pad-to=10")


@pytest.mark.parametrize("description", ["png 130x100 truncated", "jpeg 400x272 truncated", "gif 84x84 truncated"])
def test_a_truncated_picture_opens_but_does_not_load(description: str) -> None:
    with Image.open(io.BytesIO(picture(description))) as image, pytest.raises(OSError, match="truncated"):
        image.load()
