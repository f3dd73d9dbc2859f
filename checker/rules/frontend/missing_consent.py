"""The rule `missing-consent`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checker.amocrm.user_data import FIELD_WORDS
from checker.analysis.privacy.consent import Consent
from checker.analysis.privacy.user_data import UserData, Way, user_data_of
from checker.finding import Confidence, Finding, Related, Stage
from checker.rules.rule import Context, rule
from checker.widget.widget import Widget

_CLAUSE = "frontend.10"
_MOST_RELATED = 8
_FACTS: Mapping[Way, str] = {
    Way.SETTING: "the setting `{name}` takes the user's {kind}",
    Way.TAG: "`{name}` sends the user's {kind} to another host",
    Way.CODE: "the user's {kind} (`{name}`) is sent away",
    Way.INPUT: "this field asks for the user's {kind}",
}
_NO_TEXT = (
    ", but the user is neither told that it goes to your server nor asked to agree: add a required setting, such as"
    ' "oferta": {{"name": "settings.oferta", "type": "custom", "required": true}}, with a checkbox and the text'
)
_NO_STOP = (
    ", and a text says so, but the widget can be installed without consent: add a required setting that a checkbox"
    " fills, or return false from `onSave` while it is not checked"
)


@rule("missing-consent", clause=_CLAUSE, stage=Stage.MODERATION)
def missing_consent(widget: Widget, context: Context) -> Iterator[Finding]:
    """The widget takes or sends data of the user, but can be installed without the user's consent.

    Why: a user who enters an API key, a password, an e-mail address or a telephone number, or whose login the widget
    reads from amoCRM, must be told that it goes to your server, and must agree before the widget is installed. If the
    consent is asked for elsewhere, for instance on your server, say so under `declarations` in `.widget-check.yml`:
    `frontend.10: …`.

    Bad:
        "settings": {"api_key": {"name": "settings.api_key", "type": "text", "required": true}}

    Good:
        "settings": {
          "api_key": {"name": "settings.api_key", "type": "text", "required": true},
          "oferta": {"name": "settings.oferta", "type": "custom", "required": true}
        }
        with a checkbox «I agree that my data is sent to the server of Acme» that fills `oferta`
    """
    if _CLAUSE in context.declared:
        return
    found = user_data_of(widget)
    if not found:
        return
    consent = Consent(widget)
    if not consent.is_required:
        yield _finding(found, is_explained=consent.is_explained)


def _finding(found: tuple[UserData, ...], *, is_explained: bool) -> Finding:
    first, *others = sorted(found, key=_weight)
    is_certain = first.is_sure and not is_explained
    return Finding(
        first.place,
        _FACTS[first.way] + (_NO_STOP if is_explained else _NO_TEXT),
        {"name": first.name, "kind": first.kind},
        Confidence.CERTAIN if is_certain else Confidence.LIKELY,
        tuple(Related(f"the user's {data.kind}: {data.name}", data.place) for data in others[:_MOST_RELATED]),
    )


def _weight(data: UserData) -> tuple[bool, bool, int]:
    """What is sure goes first, settings before code, and a key or password before a mere login."""
    kinds = list(FIELD_WORDS)
    rank = kinds.index(data.kind) if data.kind in kinds else 0
    return not data.is_sure, data.way is not Way.SETTING, max(rank, 1)
