"""Connections by which a server sends events to the page, and means by which tabs agree who acts on them.

Sources: the web standards for WebSocket, EventSource, BroadcastChannel, SharedWorker, Web Locks and Web Storage; the
documentation of socket.io, Centrifugo, Pusher, Laravel Echo, SignalR, SockJS, STOMP, MQTT.js, JsSIP and SIP.js.
"""

from __future__ import annotations

import re

from checker.regex import regex

SOCKET_CLASSES = frozenset(
    {
        "WebSocket", "ReconnectingWebSocket", "RobustWebSocket", "SockJS", "EventSource", "EventSourcePolyfill",
        "Centrifuge", "Pusher", "Echo", "HubConnectionBuilder", "StompJs.Client", "Faye.Client", "Eio", "PubNub",
        "Ably.Realtime", "JsSIP.UA", "SIP.UA", "SIP.UserAgent", "autobahn.Connection", "Paho.MQTT.Client",
        "Phoenix.Socket",
    }
)  # fmt: skip
"""Made with `new`, as a global or from a module of that name."""
SOCKET_FUNCTIONS = frozenset(
    {
        "io", "io.connect", "socket.io", "socket.io.connect", "eio", "Stomp.over", "Stomp.client", "mqtt.connect",
        "$.hubConnection", "ActionCable.createConsumer",
    }
)  # fmt: skip
SOCKET_INSTANCES = frozenset({"Echo"})
"""Globals that are connections themselves."""
SOCKET_MODULES = regex(
    r"(?:^|/)(?P<name>socket[.-]?io|centrifug[eo]|pusher|sockjs|signalr|laravel-echo|stomp|mqtt|jssip)"
)
"""How the AMD names of their libraries begin, wherever the files are; in lower case."""

LISTENING_METHODS = frozenset(
    {"on", "addEventListener", "bind", "listen", "subscribe", "onMessage", "bind_global", "addListener", "client"}
)
"""Methods whose function runs on an event of the connection."""
EVENT_PROPERTIES = frozenset({"onmessage", "onMessageArrived", "onpublish", "ondata"})
CONNECTION_EVENTS = frozenset(
    {
        "open", "close", "error", "connect", "disconnect", "connected", "disconnected", "connecting", "reconnect",
        "connect_error", "reconnecting", "reconnect_attempt", "subscribed", "unsubscribed", "subscribing", "state",
        "registered", "unregistered", "registrationFailed",
    }
)  # fmt: skip
"""Events about the connection itself: no news that every tab would act on."""

COORDINATING_PATHS = (
    ("BroadcastChannel",),
    ("SharedWorker",),
    ("navigator", "locks"),
    ("document", "hidden"),
    ("document", "visibilityState"),
    ("document", "hasFocus"),
    ("onstorage",),
)
"""What a script uses, from the window, that lets it act in one tab only."""
COORDINATING_EVENTS = frozenset({"storage", "visibilitychange"})
COORDINATING_MODULES = regex(r"broadcast-channel|crosstab|tab-?election|tab-?leader|sysend|intercom|visibility")
"""In the AMD names of libraries that choose one tab."""
LOCK_KEY = regex(r"tab|master|leader|lock|active|primary|owner|main", re.IGNORECASE)
"""What a key of the local storage is called that says which tab acts."""
