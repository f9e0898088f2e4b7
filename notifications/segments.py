"""How long a text message is: in the alphabet of GSM, or in UCS-2 as soon as one character stands outside it (3GPP TS 23.038)."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

MOST = 3
"""So many parts a gateway is asked to bring."""

SHORT = 2
"""So many a letter of ours takes in its short form; each of them is paid for."""

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€\f")
_ALPHABET = _GSM | _GSM_TWICE
_PLAIN = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00ab": '"', "\u00bb": '"', "\u2013": "-", "\u2014": "-", "\u2011": "-"}
    | {"\u2026": "...", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2022": "-"}
    | {"œ": "oe", "Œ": "OE", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D"}
)


class Length(NamedTuple):
    """What a text takes: how many parts, in which encoding."""

    encoding: str
    parts: int


def plain(text: str) -> str:
    """In the alphabet of text messages: a sign outside it costs half the room. Accents it lacks go (sábado: sabado)."""
    composed = unicodedata.normalize("NFC", text).translate(_PLAIN).strip()
    return "".join(sign if sign in _ALPHABET else _without_accent(sign) for sign in composed)


def length(text: str) -> Length:
    """How many parts a text takes; a character is never cut in two."""
    if _ALPHABET.issuperset(text):
        return Length("GSM-7", _parts([1 + (letter in _GSM_TWICE) for letter in text], 160, 153))
    return Length("UCS-2", _parts([1 + (ord(letter) > 0xFFFF) for letter in text], 70, 67))


def fits(text: str) -> bool:
    """Whether there is a text, and it takes no more than three parts as it would be sent."""
    return 0 < length(plain(text)).parts <= MOST


def _parts(units: list[int], alone: int, each: int) -> int:
    if sum(units) <= alone:
        return min(len(units), 1)
    parts, room = 1, each
    for unit in units:
        parts, room = (parts, room - unit) if unit <= room else (parts + 1, each - unit)
    return parts


def _without_accent(sign: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(c))
    return bare if _ALPHABET.issuperset(bare) else sign
