"""Numbers with their noun, in the plural forms of the reader's language (CLDR)."""

from babel import Locale
from babel.numbers import format_decimal


def plural(number: int, language: str, *, one: str, other: str, **forms: str) -> str:
    """'1 promise' or '3 promises': the form of this number, in which {n} is the number as that language writes it.

    French says 0 in the form of one; a form that is not given, such as `many`, is said as `other`.
    """
    locale = Locale.parse(language)
    form = (forms | {"one": one, "other": other}).get(locale.plural_form(number), other)
    return form.format(n=format_decimal(number, locale=locale))
