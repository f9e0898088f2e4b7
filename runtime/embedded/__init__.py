"""The servers that `itinerary up` brings along: PostgreSQL, Temporal and a mail catcher, none of which outlives it."""

from runtime.data_folder import AlreadyUp
from runtime.embedded.child import Failed
from runtime.embedded.postgres import Postgres
from runtime.embedded.supervise import EmbeddedStack
from runtime.embedded.temporal import OtherVersion, Temporal

__all__ = ["AlreadyUp", "EmbeddedStack", "Failed", "OtherVersion", "Postgres", "Temporal"]
