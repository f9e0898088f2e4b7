"""How long a text message is: in the alphabet of GSM, or in UCS-2 as soon as one character stands outside it (3GPP TS 23.038)."""

from __future__ import annotations

from typing import NamedTuple

MOST = 3

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€\f")
_PLAIN = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00ab": '"', "\u00bb": '"', "\u2013": "-", "\u2014": "-", "\u2011": "-"}
    | {"\u2026": "...", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2022": "-"}
)


class Length(NamedTuple):
    """What a text takes: how many parts, in which encoding."""

    encoding: str
    parts: int


def plain(text: str) -> str:
    """The text with typographers' quotes, dashes and spaces replaced: one of them would cost half the room."""
    return text.translate(_PLAIN).strip()


def length(text: str) -> Length:
    """How many parts a text takes; a character is never cut in two."""
    if set(text) <= _GSM | _GSM_TWICE:
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
