"""Text that is safe to show: names and notes are typed by people, and a terminal obeys some of what can be typed."""


def plain(value: object) -> str:
    """Text without anything a terminal would obey."""
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in str(value))
