"""Every rule, in the order of the moderation text. Adding a rule means adding its line here."""

from __future__ import annotations

from checker.rules.archive.reused_widget_code import reused_widget_code
from checker.rules.frontend.alert import alert
from checker.rules.frontend.console import console
from checker.rules.frontend.deprecated_switcher import deprecated_switcher
from checker.rules.frontend.duplicate_tab_requests import duplicate_tab_requests
from checker.rules.frontend.locale_mismatch import locale_mismatch
from checker.rules.frontend.request_in_loop import request_in_loop
from checker.rules.frontend.synchronous_request import synchronous_request
from checker.rules.general.byte_order_mark import byte_order_mark
from checker.rules.general.comment import comment
from checker.rules.general.logo_dimensions import logo_dimensions
from checker.rules.general.logo_format import logo_format
from checker.rules.general.logo_missing import logo_missing
from checker.rules.general.logo_weight import logo_weight
from checker.rules.general.not_utf8 import not_utf8
from checker.rules.general.silent_failure import silent_failure
from checker.rules.general.syntax_error import syntax_error
from checker.rules.manifest.manifest_syntax import manifest_syntax
from checker.rules.submission.missing_contact import missing_contact

RULES = (
    reused_widget_code,
    manifest_syntax,
    syntax_error,
    not_utf8,
    byte_order_mark,
    comment,
    logo_missing,
    logo_format,
    logo_weight,
    logo_dimensions,
    alert,
    console,
    locale_mismatch,
    deprecated_switcher,
    missing_contact,
    request_in_loop,
    synchronous_request,
    silent_failure,
    duplicate_tab_requests,
)

RULES_BY_NAME = {rule.name: rule for rule in RULES}
