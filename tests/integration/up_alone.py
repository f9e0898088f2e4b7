"""The embedded stack as its own program, as `itinerary up` runs it, without anything of ours in it but a sleeping worker."""

import asyncio
import sys

from runtime import settings
from runtime.embedded import EmbeddedStack
from runtime.sentences import Sentence

SLEEPING = [sys.executable, "-I", "-S", "-c", "import time; time.sleep(3600)"]


async def main() -> None:
    """Start, say so, and stay."""
    async with EmbeddedStack(settings.read(), worker=SLEEPING) as stack:
        told = asyncio.create_task(stack.until_told_to_stop())
        await asyncio.sleep(0)  # it listens before anybody is told that it is ready
        print("ready", flush=True)
        await told


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except Sentence as told:
        sys.exit(str(told))
