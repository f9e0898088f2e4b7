"""Identity numbers: whether one can be right, in its country's way; never repeated in a sentence."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

from runtime.identity import Hasher
from runtime.sentences import Sentence

SORTS = {
    "be.nn": "a Belgian national register number",
    "be.bis": "a Belgian BIS number",
    "be.ssn": "a Belgian national register or BIS number",
    "dk.cpr": "a Danish CPR number",
    "se.personnummer": "a Swedish personnummer",
    "es.dni": "a Spanish DNI",
    "es.nie": "a Spanish NIE",
    "es.nif": "a Spanish DNI or NIE",
    "fr.nir": "a French NIR",
    "no.fodselsnummer": "a Norwegian fødselsnummer",
}
"""By the modules of python-stdnum, which checks them."""

ONE_SORT = {"be.nn": "be.ssn", "be.bis": "be.ssn", "es.dni": "es.nif", "es.nie": "es.nif"}
"""A number is hashed the same whichever of these a file calls it."""


class WrongNumber(Sentence):
    """A number that cannot be right; the message never says which it was."""


def identity_hash(hasher: Hasher, sort: str, number: str) -> str:
    """The hash by which the bearer of this number is recognised. Raises WrongNumber."""
    return hasher.hashed("identity", ONE_SORT.get(sort, sort), checked(sort, number))


def checked(sort: str, number: str) -> str:
    """The number without points and dashes, if it can be right. Raises WrongNumber."""
    if sort not in SORTS:
        raise WrongNumber(f"there is no sort of identity number called {sort}: choose one of {', '.join(SORTS)}")
    module: Any = import_module(f"stdnum.{sort}")
    try:
        return _compact(sort, module, module.validate(number))
    except InvalidLength:
        raise WrongNumber(f"{SORTS[sort]} is longer or shorter: {_length(number)}") from None
    except InvalidChecksum:
        raise WrongNumber(f"this is not {SORTS[sort]}: its control digits do not fit, look for a slip of the hand") from None
    except ValidationError:
        raise WrongNumber(f"this is not {SORTS[sort]}: look whether the column is the right one") from None


def _compact(sort: str, module: Any, number: str) -> str:
    """The same for every way of writing it; a Swedish one has its century, which its sign says."""
    if sort == "se.personnummer":
        return f"{module.get_birth_date(number):%Y%m%d}{number[-4:]}"
    return str(module.compact(number))


def _length(number: str) -> str:
    digits = len(re.sub(r"\W", "", number))
    return f"this one has {digits} characters; a sheet drops a zero in front unless the column is formatted as text"
