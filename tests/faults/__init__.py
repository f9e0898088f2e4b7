"""Faults on purpose: parts of the stack are killed while cases live, and an audit counts what was lost, doubled or forgotten."""
