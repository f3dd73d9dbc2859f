"""Functions that send a request to a server: where they take the address, the settings and what to do on failure.

Sources: Kommo's documentation of script.js (`crm_post`, `$authorizedAjax`) and its public integration checklist, which
names both beside ajax; the documentation of jQuery, axios, ky, superagent; the web standards for the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class RequestFunction(NamedTuple):
    """One function that sends a request; argument positions count from 0."""

    address: int = 0
    """The argument that is the address, unless the settings hold it."""
    settings: tuple[int, ...] = ()
    """The arguments that may be an object of settings."""
    failure: int | None = None
    """The argument that is called when the request fails."""
    failure_settings: tuple[str, ...] = ()
    """The settings that are functions to call when the request fails, or in any case."""
    completes: bool = False
    """Whether the last argument, if not the address, is called in any case when the request has come to an end."""
    answers: bool = True
    """Whether the code can learn that the request failed."""


_AJAX = RequestFunction(settings=(0, 1), failure_settings=("error", "complete", "statusCode"))
_JQUERY_SHORTHAND = RequestFunction(settings=(0,), failure_settings=("error", "complete"))
_PROMISE = RequestFunction()
_PROMISE_WITH_SETTINGS = RequestFunction(settings=(0,))

REQUEST_FUNCTIONS: Mapping[str, RequestFunction] = {
    "$.ajax": _AJAX,
    "$.get": _JQUERY_SHORTHAND,
    "$.post": _JQUERY_SHORTHAND,
    "$.getJSON": _JQUERY_SHORTHAND,
    "$.getScript": _JQUERY_SHORTHAND,
    "fetch": _PROMISE,
    "axios": _PROMISE_WITH_SETTINGS,
    "axios.request": _PROMISE_WITH_SETTINGS,
    **{f"axios.{method}": _PROMISE for method in ("get", "delete", "head", "options", "post", "put", "patch")},
    **{f"ky.{method}": _PROMISE for method in ("get", "delete", "head", "post", "put", "patch")},
    "ky": _PROMISE,
    "superagent": RequestFunction(address=1),
    **{f"superagent.{method}": _PROMISE for method in ("get", "delete", "head", "post", "put", "patch")},
    "navigator.sendBeacon": RequestFunction(answers=False),
    "XMLHttpRequest.send": RequestFunction(),
}
"""By the name that the call graph gives."""

REQUEST_METHODS: Mapping[str, RequestFunction] = {
    "crm_post": RequestFunction(failure=4),
    "$authorizedAjax": _AJAX,
    "ajax": _AJAX,
    "getJSON": _JQUERY_SHORTHAND,
    "ajaxSubmit": RequestFunction(settings=(0,), failure_settings=("error", "complete")),
}
"""Methods that send a request whatever they are called on: the widget's own, and jQuery's under other names."""

COMPLETING_METHODS = frozenset({"crm_post"})
"""Methods that run the functions among their arguments when the request has come to an end."""

CLIENT_PROPERTIES = frozenset({"$http", "$axios"})
"""Properties and variables that hold a client with the methods of axios: Angular's `$http`, Vue's `this.$axios`."""
CLIENT_FACTORIES: Mapping[str, str] = {"axios.create": "axios", "ky.create": "ky", "ky.extend": "ky"}
"""Functions that make a client of their own, and the client whose methods it has."""

JQUERY_LOAD = "load"
"""`$(…).load(address)` is a request, `$(…).load(handler)` is not."""

SETTINGS_FUNCTIONS = frozenset({"$.ajaxSetup"})
"""Functions that set how all later requests are sent."""
SETTINGS_FILTERS = frozenset({"$.ajaxPrefilter"})
"""Functions whose function gets the settings of every request before it is sent."""
SETTINGS_CALLBACK = "beforeSend"
"""The setting that is a function which gets the request and its settings before it is sent."""
SYNCHRONOUS_SETTING = "async"
"""The setting that makes a request of jQuery synchronous when it is false."""

HTTP_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})

GLOBAL_FAILURE_EVENTS = frozenset({"ajaxError", "unhandledrejection"})
"""Events, and methods of jQuery, that tell about the failure of every request."""
INTERCEPTING_FUNCTIONS = frozenset({"axios.interceptors.response.use"})
"""Functions whose last argument sees the failure of every request."""
