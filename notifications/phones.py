"""Telephone numbers as people note them, and as a gateway takes them."""

from __future__ import annotations

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

_TAKES_TEXTS = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})


def mobile(noted: str, country: str) -> str:
    """The number in E.164 (+32470123456) if text messages reach it, read as in this country; empty otherwise."""
    number = _valid(noted, country)
    if number is None or phonenumbers.number_type(number) not in _TAKES_TEXTS:
        return ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def dialled(noted: str, country: str) -> str:
    """The number as people of every country dial it (+32 470 12 34 56), read as in this country; empty where there is none such."""
    number = _valid(noted, country)
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL) if number else ""


def _valid(noted: str, country: str) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(noted, country or None)
    except NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None
