"""The short form of a letter, as a telephone shows it: the alphabet and the length of text messages (GSM 03.38).

A message of one segment holds 160 characters, of two 306; a character outside the alphabet makes that 70 and 134.
"""

import unicodedata
from math import ceil

MOST_SEGMENTS = 2

_ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_COUNT_TWICE = frozenset("^{}\\[~]|€\f")
_KNOWN = _ALPHABET | _COUNT_TWICE
_OTHERWISE = str.maketrans({
    "\N{RIGHT SINGLE QUOTATION MARK}": "'", "\N{LEFT SINGLE QUOTATION MARK}": "'", "\N{EN DASH}": "-", "\N{EM DASH}": "-",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"', "\N{RIGHT DOUBLE QUOTATION MARK}": '"', "«": '"', "»": '"',
    "œ": "oe", "Œ": "OE", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D",
})  # fmt: skip


def plain(text: str) -> str:
    """The same in the alphabet of text messages, without an accent it lacks (sábado: sabado); what is left outside it stays."""
    composed = unicodedata.normalize("NFC", text).translate(_OTHERWISE)
    return "".join(character if character in _KNOWN else _without_accent(character) for character in composed)


def segments(text: str) -> int:
    """In how many segments a text leaves; each of them is paid for."""
    if _KNOWN.issuperset(text):
        return _in_segments(len(text) + sum(map(text.count, _COUNT_TWICE)), 160, 153)
    return _in_segments(len(text.encode("utf-16-be")) // 2, 70, 67)


def _in_segments(length: int, one: int, each: int) -> int:
    return 1 if length <= one else ceil(length / each)


def _without_accent(character: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    return bare if _KNOWN.issuperset(bare) else character
