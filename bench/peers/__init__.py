"""Other engines on the same case, by a command of their own: `make bench-peers`."""
