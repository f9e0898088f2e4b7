"""`python -m starters.receiver`: one process, until it is told to stop."""

from __future__ import annotations

import asyncio
import sys

from runtime import logs, settings
from runtime.sentences import Sentence
from starters.receiver.serve import serve

if __name__ == "__main__":
    try:
        found = settings.find()
        logs.configure(found)
        asyncio.run(serve(found))
    except Sentence as sentence:
        sys.exit(str(sentence))
