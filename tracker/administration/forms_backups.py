from tracker.core.forms import TrackerForm


class BackupForm(TrackerForm):
    """Asks for a backup, or for one of those that are kept."""
