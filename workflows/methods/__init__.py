"""One story a method: open these first."""

from casework.desk import Story
from workflows.methods.kina import KINA
from workflows.methods.supported_employment import SUPPORTED_EMPLOYMENT

STORIES: dict[str, Story] = {story.method: story for story in (KINA, SUPPORTED_EMPLOYMENT)}
