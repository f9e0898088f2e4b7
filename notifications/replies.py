"""What somebody means who answers a text message with one word, in any of our languages."""

from __future__ import annotations

import unicodedata
from typing import Literal

Meant = Literal["stop", "accept", "else"]

STOP = frozenset({
    "stop", "stop all", "stopall", "unsubscribe", "opt out", "stoppen", "afmelden", "uitschrijven", "arret", "arreter", "desabonner",
    "stopp", "stoppa", "avsluta", "afmeld", "frameld", "baja", "parar", "cancelar suscripcion",
})  # fmt: skip
ACCEPT = frozenset({"yes", "yes please", "ok", "okay", "ja", "ja graag", "ja tack", "ja tak", "jawel", "oui", "d'accord", "si", "vale"})

CURLED = "\N{RIGHT SINGLE QUOTATION MARK}"


def meant_by(text: str) -> Meant:
    """No more messages, yes, or something that a person has to read: only a whole answer counts, never a word within it."""
    said = _plainly(text)
    if said in STOP:
        return "stop"
    return "accept" if said in ACCEPT else "else"


def _plainly(text: str) -> str:
    """Small letters without accents, stops and quotes around."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text.replace(CURLED, "'")) if not unicodedata.combining(sign))
    return " ".join(bare.casefold().split()).strip(" .,;:!?¡¿\"'()")
