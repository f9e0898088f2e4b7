"""Task queues: the one of the cases is a setting, the others are named after it."""

from runtime.settings import Settings


def digests_queue(settings: Settings) -> str:
    """Where the digests of offices wait for a worker: apart from all else, since a mail server that is slow holds them up."""
    return f"{settings.task_queue}-digests"


def letters_queue(settings: Settings) -> str:
    """Where the rounds of the dispatcher wait for a worker: apart from cases, so that neither waits for the other."""
    return f"{settings.task_queue}-letters"
