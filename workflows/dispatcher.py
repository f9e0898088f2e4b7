"""The dispatcher as a Temporal workflow: one round of delivery after the other, for ever, and never twice at once."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.rounds import DELIVER, Report, Round

DISPATCHER = "dispatcher"
"""The one workflow id: Temporal lets no second one run under it."""

ROUNDS_A_PAGE = 500
BEGINS = "Messages leave when their hour comes; how many wait is said after the first round."
GONE_FOR = timedelta(seconds=10)
"""A round that is not heard of for so long has died with its worker, and another takes over."""

AS_LONG_AS_IT_TAKES = timedelta(days=30)
"""A round outlasts a Temporal that is away: only silence ends it, never its length."""

AGAIN = RetryPolicy(initial_interval=timedelta(seconds=1), backoff_coefficient=2, maximum_interval=timedelta(seconds=10))


@workflow.defn(name="Dispatcher")
class Dispatcher:
    """Nothing hangs on a round having run at a certain minute: what is due stays due until it has a fate (T-30)."""

    @workflow.run
    async def run(self, last: Report | None = None) -> None:
        """Go on for ever, a page after the other; `last` is what the page before said in the end."""
        workflow.set_current_details(last.in_words() if last else BEGINS)
        for _ in range(ROUNDS_A_PAGE):
            last = await self._round() or last
            if workflow.info().is_continue_as_new_suggested():
                break
        workflow.continue_as_new(last)

    async def _round(self) -> Report | None:
        """One round; one that breaks for good is begun again after a while."""
        try:
            report: Report = await workflow.execute_activity(
                DELIVER, Round(), result_type=Report, start_to_close_timeout=AS_LONG_AS_IT_TAKES, heartbeat_timeout=GONE_FOR,
                retry_policy=AGAIN,
            )  # fmt: skip
        except ActivityError as broken:
            if is_cancelled_exception(broken):
                raise
            workflow.set_current_details("A round broke, and is begun again: see the log of the dispatcher.")
            await workflow.sleep(GONE_FOR)
            return None
        workflow.set_current_details(report.in_words())
        return report
