"""Every rule, in the order of the moderation text. Adding a rule means adding its line here."""

from __future__ import annotations

from checker.rules.archive.reused_widget_code import reused_widget_code
from checker.rules.frontend.alert import alert
from checker.rules.frontend.application_write import application_write
from checker.rules.frontend.console import console
from checker.rules.frontend.deprecated_switcher import deprecated_switcher
from checker.rules.frontend.duplicate_tab_requests import duplicate_tab_requests
from checker.rules.frontend.external_template import external_template
from checker.rules.frontend.foreign_page import foreign_page
from checker.rules.frontend.locale_mismatch import locale_mismatch
from checker.rules.frontend.missing_consent import missing_consent
from checker.rules.frontend.rating_tampering import rating_tampering
from checker.rules.frontend.remote_code import remote_code
from checker.rules.frontend.request_in_loop import request_in_loop
from checker.rules.frontend.script_injection import script_injection
from checker.rules.frontend.synchronous_request import synchronous_request
from checker.rules.frontend.third_party_library import third_party_library
from checker.rules.frontend.unverified_reference import unverified_reference
from checker.rules.frontend.virtual_click import virtual_click
from checker.rules.general.byte_order_mark import byte_order_mark
from checker.rules.general.comment import comment
from checker.rules.general.debugging import debugging
from checker.rules.general.dynamic_code import dynamic_code
from checker.rules.general.html_injection import html_injection
from checker.rules.general.logo_dimensions import logo_dimensions
from checker.rules.general.logo_format import logo_format
from checker.rules.general.logo_missing import logo_missing
from checker.rules.general.logo_weight import logo_weight
from checker.rules.general.minified_code import minified_code
from checker.rules.general.not_utf8 import not_utf8
from checker.rules.general.obfuscated_code import obfuscated_code
from checker.rules.general.sample_residue import sample_residue
from checker.rules.general.silent_failure import silent_failure
from checker.rules.general.syntax_error import syntax_error
from checker.rules.general.unchecked_message_origin import unchecked_message_origin
from checker.rules.general.undeclared_variable import undeclared_variable
from checker.rules.general.undisclosed_chat_channel import undisclosed_chat_channel
from checker.rules.general.undisclosed_tariff import undisclosed_tariff
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
    script_injection,
    remote_code,
    external_template,
    dynamic_code,
    html_injection,
    unchecked_message_origin,
    missing_consent,
    undisclosed_tariff,
    undisclosed_chat_channel,
    undeclared_variable,
    debugging,
    sample_residue,
    minified_code,
    obfuscated_code,
    third_party_library,
    unverified_reference,
    application_write,
    foreign_page,
    rating_tampering,
    virtual_click,
)

RULES_BY_NAME = {rule.name: rule for rule in RULES}
