"""What a widget sends and what it gets: requests, their failures, sockets, texts that others decide."""
