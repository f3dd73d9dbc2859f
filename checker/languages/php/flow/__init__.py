"""What becomes of the input of a request: where it is read, what checks it, and where it ends."""
