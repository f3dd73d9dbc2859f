"""How the scripts of a widget hang together: callbacks, shared names, what they load and put into the page."""
