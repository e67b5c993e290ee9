"""What the scheduler calls for mails."""

from tracker.mail import delivery
from tracker.mail.post import current_post


def deliver() -> None:
    """Send the mails that are due."""
    delivery.deliver(current_post())
