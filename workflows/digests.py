"""The digests of an office, as a Temporal Schedule starts them: composed, and tried again until the mail server took them all."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

COMPOSE = "compose_digests"
A_TRY, A_SIGN_OF_LIFE, THE_DAY = timedelta(hours=1), timedelta(minutes=2), timedelta(hours=20)
UNTIL_ALL_ARE_TAKEN = RetryPolicy(
    initial_interval=timedelta(minutes=1), backoff_coefficient=2, maximum_interval=timedelta(minutes=10)
)  # fmt: skip


@workflow.defn(name="Digests")
class Digests:
    """Asks for today's digests of an office, whatever day it was started for: after a standstill people hear what counts now."""

    @workflow.run
    async def run(self, office: str) -> dict[str, int]:
        """How many digests became what."""
        became: dict[str, int] = await workflow.execute_activity(
            COMPOSE,
            office,
            result_type=dict[str, int],
            start_to_close_timeout=A_TRY,
            heartbeat_timeout=A_SIGN_OF_LIFE,
            schedule_to_close_timeout=THE_DAY,
            retry_policy=UNTIL_ALL_ARE_TAKEN,
            summary=f"digests of {office}",
        )
        return became
