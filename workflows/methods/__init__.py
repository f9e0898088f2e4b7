"""One story a method: open these first."""

from casework.desk import Story
from workflows.methods.forem import FOREM
from workflows.methods.insertor import INSERTOR
from workflows.methods.kina import KINA
from workflows.methods.star import STAR
from workflows.methods.supported_employment import SUPPORTED_EMPLOYMENT

STORIES: dict[str, Story] = {story.method: story for story in (KINA, INSERTOR, SUPPORTED_EMPLOYMENT, FOREM, STAR)}
