"""Requests: what sends one, and what is only called alike."""

from __future__ import annotations

import pytest

from checker.widget.script import Script
from checker.widget.source import Source


def requests(code: str) -> list[str]:
    script = Script(Source("script.js", code.encode()), code.encode())
    return [request.name for request in script.requests]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("$.ajax({url: '/'});", "$.ajax"),
        ("jQuery.getJSON('/');", "$.getJSON"),
        ("var {post} = $; post('/');", "$.post"),
        ("var ajax = window.jQuery.ajax; ajax('/');", "$.ajax"),
        ("define(['jquery'], function (jq) { jq.get('/'); });", "$.get"),
        ("function load(jq) { jq.ajax({url: '/'}); }", "ajax"),
        ("window.fetch('/');", "fetch"),
        ("axios({url: '/'});", "axios"),
        ("axios.post('/');", "axios.post"),
        ("const api = axios.create(); api.put('/');", "axios.put"),
        ("class A { api = axios.create(); load() { this.api.get('/'); } }", "axios.get"),
        ("this.$http.get('/');", "$http.get"),
        ("self.crm_post('/');", "crm_post"),
        ("widget.$authorizedAjax({url: '/'});", "$authorizedAjax"),
        ("navigator.sendBeacon('/');", "navigator.sendBeacon"),
        ("var x = window.XMLHttpRequest ? new XMLHttpRequest() : null; x.send();", "XMLHttpRequest.send"),
        ("$('.acme').load('/acme');", "$(…).load"),
        ("var box = $('.acme').find('.box'); box.load('/acme?' + id);", "$(…).load"),
        ("items.map(fetch);", "fetch"),
        ("items.forEach(self.crm_post);", "crm_post"),
    ],
)
def test_request_is_found(code: str, name: str) -> None:
    assert requests(code) == [name]


@pytest.mark.parametrize(
    "code",
    [
        "function fetch() {} fetch('/');",
        "var api = {ajax: function () {}}; api.ajax('/');",
        "define(['./fetch'], function (fetch) { fetch('/'); });",
        "map.get('/'); list.post('/'); socket.send('a'); cache.put('/');",
        "$('.acme').load(function () { draw(); });",
        "$(window).load(draw); function draw() {}",
        "loader.load('/');",
        "$.ajaxSetup({cache: false});",
        "new Request('/');",
        "$('.acme').get(0);",
        "_.get(data, 'a.b');",
        "items.map(draw);",
        "var text = '$.ajax()'; // fetch()",
    ],
)
def test_what_is_only_called_alike_is_none(code: str) -> None:
    assert requests(code) == []
