"""Numbers with their noun, in the plural forms of the reader's language (CLDR)."""

from collections.abc import Mapping

from babel import Locale
from babel.numbers import format_decimal


def plural(number: int, language: str, *, one: str, other: str, **forms: str) -> str:
    """'1 promise' or '3 promises': the form of this number, in which {n} is the number as that language writes it.

    French says 0 in the form of one; a form that is not given, such as `many`, is said as `other`.
    """
    form = form_of(number, language, forms | {"one": one, "other": other})
    return form.format(n=format_decimal(number, locale=Locale.parse(language)))


def form_of(number: int, language: str, forms: Mapping[str, str]) -> str:
    """The one of these forms in which a language says so many; `other` where it has none of its own."""
    return forms.get(Locale.parse(language).plural_form(number), forms["other"])
