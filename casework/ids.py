"""Ids by which people and places are known where no name may stand."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

OPAQUE = re.compile(r"[A-Za-z0-9-]{0,64}")


def _opaque(id: str) -> str:
    if not OPAQUE.fullmatch(id):
        raise ValueError("expected an id of letters, digits and dashes, as in S-1; never a name")
    return id


OpaqueId = Annotated[str, AfterValidator(_opaque)]
"""Of a member of staff, a client, an office; empty where nobody is named."""
