"""The rule `static-host`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from checker.amocrm.cdns import NAMED_CDNS, PUBLIC_CDNS, is_platform_host
from checker.analysis.references.statics import statics_in_script, statics_in_styles, statics_in_template
from checker.finding import Confidence, Finding, Stage
from checker.languages.addresses import address_of, shown
from checker.languages.syntax import TooDeep, TooSlow
from checker.rules.rule import Context, rule
from checker.widget.widget import Widget

if TYPE_CHECKING:
    from checker.analysis.references.statics import Static
    from checker.finding import Span
    from checker.languages.addresses import Address
    from checker.widget.source import SourcePart


@rule("static-host", clause="frontend.9", stage=Stage.MODERATION)
def static_host(widget: Widget, context: Context) -> Iterator[Finding]:
    """A style sheet, font, image, sound or library that is loaded from elsewhere than cdnjs.

    Why: what stands on another host can change after the moderation, or be away when the user opens the widget, and
    that host learns of every user. Put the file into the widget; libraries may come from cdnjs, which serves its files
    from cdnjs.cloudflare.com.

    Bad:
        .acme-logo { background: url(https://static.example.com/logo.png); }

    Good:
        .acme-logo { background: url(images/logo.png); }
    """
    allowed = NAMED_CDNS[context.profile]
    said: dict[tuple[str, int, str], list[Span]] = {}
    for code, static, is_of_page in _statics(widget):
        address = address_of(static.parts)
        if address is None or is_platform_host(address.host) or address.host in allowed:
            continue
        is_public = address.host in PUBLIC_CDNS
        if static.is_code and not is_public:
            continue  # remote-code or script-injection
        span = code.place(static.place).span
        here = said.setdefault((code.path, span.line, address.host), [])
        if any(span.overlaps(other) for other in here):
            continue  # CSS in a string of a script is read as both
        here.append(span)
        is_sure = address.is_host_known and not is_public and not is_of_page
        yield code.finding(
            static.place,
            f"{{kind}} is loaded from `{{host}}`; {_advice(address, is_public=is_public)}",
            confidence=Confidence.CERTAIN if is_sure else Confidence.LIKELY,
            kind=static.what,
            host=address.host if address.is_host_known else shown(static.parts),
        )


def _advice(address: Address, *, is_public: bool) -> str:
    if is_public and address.suffix in {"js", "css", ""}:
        return "take it from cdnjs.cloudflare.com, or put the file into the widget"
    return "put the file into the widget"


def _statics(widget: Widget) -> Iterator[tuple[SourcePart, Static, bool]]:
    for sheet in (*widget.stylesheets, *widget.styles_in_scripts):
        with suppress(TooDeep, TooSlow):
            yield from ((sheet, static, sheet.is_of_page) for static in statics_in_styles(sheet.parsed))
    for template in widget.markup:
        with suppress(TooDeep, TooSlow):
            yield from ((template, static, template.is_page) for static in statics_in_template(template))
    for script in widget.scripts:
        with suppress(TooDeep, TooSlow):
            yield from ((script, static, False) for static in statics_in_script(script))
