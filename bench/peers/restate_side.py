"""Speaks to the ingress of Restate for the driver. Arguments: our port, the address of the ingress, of the admin, of the app."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import httpx

from bench.peers.wire import listen

PATIENCE = 60.0


async def main(port: int, ingress: str, admin: str, app: str) -> None:
    limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
    async with httpx.AsyncClient(timeout=PATIENCE, limits=limits) as http:
        (await http.post(f"{admin}/deployments", json={"uri": app})).raise_for_status()

        async def do(asked: dict[str, Any]) -> Any:
            where = f"{ingress}/Case/{asked['case']}"
            if asked["do"] == "open":
                (await http.post(f"{where}/begin/send", json=asked["due"])).raise_for_status()
                return None
            told = await http.post(f"{where}/tell", json={"moves": asked["moves"]})
            return told.raise_for_status().json()

        await listen(port, do)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), *sys.argv[2:5]))
