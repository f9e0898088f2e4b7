"""Errors that a person reads."""


class Sentence(Exception):
    """Something that cannot be done, told in one sentence that says what to do."""
