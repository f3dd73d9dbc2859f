"""Every rule, in the order of the moderation text. Adding a rule means adding its line here."""

from __future__ import annotations

from checker.rules.archive.archive_layout import archive_layout
from checker.rules.archive.archive_name import archive_name
from checker.rules.archive.missing_file import missing_file
from checker.rules.archive.reused_widget_code import reused_widget_code
from checker.rules.archive.stray_file import stray_file
from checker.rules.archive.version_not_raised import version_not_raised
from checker.rules.backend.dump import dump
from checker.rules.backend.empty_method import empty_method
from checker.rules.backend.request_without_timeout import request_without_timeout
from checker.rules.backend.unverified_action import unverified_action
from checker.rules.backend.unverified_input import unverified_input
from checker.rules.frontend.alert import alert
from checker.rules.frontend.application_write import application_write
from checker.rules.frontend.console import console
from checker.rules.frontend.deprecated_switcher import deprecated_switcher
from checker.rules.frontend.duplicate_tab_requests import duplicate_tab_requests
from checker.rules.frontend.external_template import external_template
from checker.rules.frontend.foreign_page import foreign_page
from checker.rules.frontend.global_selector import global_selector
from checker.rules.frontend.locale_mismatch import locale_mismatch
from checker.rules.frontend.missing_consent import missing_consent
from checker.rules.frontend.missing_translation import missing_translation
from checker.rules.frontend.rating_tampering import rating_tampering
from checker.rules.frontend.remote_code import remote_code
from checker.rules.frontend.request_in_loop import request_in_loop
from checker.rules.frontend.script_injection import script_injection
from checker.rules.frontend.static_host import static_host
from checker.rules.frontend.synchronous_request import synchronous_request
from checker.rules.frontend.system_style import system_style
from checker.rules.frontend.third_party_library import third_party_library
from checker.rules.frontend.untranslated_text import untranslated_text
from checker.rules.frontend.unverified_reference import unverified_reference
from checker.rules.frontend.virtual_click import virtual_click
from checker.rules.general.byte_order_mark import byte_order_mark
from checker.rules.general.comment import comment
from checker.rules.general.commented_out_code import commented_out_code
from checker.rules.general.debugging import debugging
from checker.rules.general.dynamic_code import dynamic_code
from checker.rules.general.hard_coded_secret import hard_coded_secret
from checker.rules.general.html_injection import html_injection
from checker.rules.general.insecure_transport import insecure_transport
from checker.rules.general.known_error import known_error
from checker.rules.general.line_ending import line_ending
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
from checker.rules.general.test_data import test_data
from checker.rules.general.unchecked_message_origin import unchecked_message_origin
from checker.rules.general.undeclared_variable import undeclared_variable
from checker.rules.general.undisclosed_chat_channel import undisclosed_chat_channel
from checker.rules.general.undisclosed_tariff import undisclosed_tariff
from checker.rules.manifest.manifest_schema import manifest_schema
from checker.rules.manifest.manifest_syntax import manifest_syntax
from checker.rules.manifest.unused_location import unused_location
from checker.rules.submission.missing_contact import missing_contact
from checker.rules.submission.missing_description import missing_description
from checker.rules.submission.placeholder_description import placeholder_description

RULES = (
    stray_file,
    missing_file,
    archive_layout,
    archive_name,
    reused_widget_code,
    version_not_raised,
    manifest_syntax,
    manifest_schema,
    unused_location,
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
    missing_translation,
    untranslated_text,
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
    global_selector,
    system_style,
    static_host,
    virtual_click,
    request_without_timeout,
    dump,
    empty_method,
    commented_out_code,
    known_error,
    line_ending,
    missing_description,
    placeholder_description,
    hard_coded_secret,
    unverified_input,
    unverified_action,
    test_data,
    insecure_transport,
)

RULES_BY_NAME = {rule.name: rule for rule in RULES}
