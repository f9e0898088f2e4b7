"""One story a method: open these first."""

from casework.desk import Story
from workflows.methods.forem import FOREM
from workflows.methods.kina import KINA

STORIES: dict[str, Story] = {story.method: story for story in (KINA, FOREM)}
