"""The user's data and secrets: what is asked for, what is sent, what the user is told, what must not be shown."""
