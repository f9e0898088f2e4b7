"""Telephone numbers as people note them, and as a gateway takes them."""

from __future__ import annotations

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

_TAKES_TEXTS = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})


def mobile(noted: str, country: str) -> str:
    """The number in E.164 (+32470123456) if text messages reach it, read as in this country; empty otherwise."""
    try:
        number = phonenumbers.parse(noted, country or None)
    except NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in _TAKES_TEXTS:
        return ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
