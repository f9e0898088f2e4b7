"""Task queues: the one of the cases is a setting, the others are named after it."""

from runtime.settings import Settings


def letters_queue(settings: Settings) -> str:
    """Where work waits that lets messages leave."""
    return f"{settings.task_queue}-letters"
