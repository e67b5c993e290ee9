"""What can keep a backup from being made or put back, and the words for it; knows nothing of how it is found out."""

from tracker.core.bilingual import Bilingual
from tracker.core.errors import Refused


class ProgramMissing(Refused):
    """A program of PostgreSQL is not installed here."""

    def __init__(self) -> None:
        super().__init__(
            Bilingual.said(
                "pg_dump and pg_restore are not found. Install PostgreSQL's client programs of the server's version, "
                "so that they are on the PATH, and start the tracker again."
            )
        )


class ProgramFailed(Refused):
    """A program of PostgreSQL ended with an error; the log has its words."""

    def __init__(self) -> None:
        super().__init__(
            Bilingual.said(
                "PostgreSQL's program ended with an error; the log says which. It must be of the server's version or "
                "newer."
            )
        )


class DamagedCopy(Refused):
    """A file is no whole copy of a database of the tracker."""

    def __init__(self) -> None:
        super().__init__(Bilingual.said("The file is damaged, or no backup of the tracker."))


class NothingWritten(Refused):
    """The folder can't be written to, or the disk is full."""

    def __init__(self) -> None:
        super().__init__(Bilingual.said("Nothing can be written into the folder of backups, or the disk is full."))


class DatabaseBusy(Refused):
    """Somebody keeps the database locked."""

    def __init__(self) -> None:
        super().__init__(Bilingual.said("The database is locked by another program. Try again when it has ended."))


class WrongKind(Refused):
    """A backup of SQLite for PostgreSQL, or the other way round."""

    def __init__(self) -> None:
        super().__init__(
            Bilingual.said("The file is a backup of the other kind of database; set TRACKER_DATABASE_URL to match it.")
        )


KINDS = {each.__name__: each for each in (ProgramMissing, ProgramFailed, DamagedCopy, NothingWritten, DatabaseBusy)}
"""Those that may end a nightly backup, by the name under which the timetable keeps them."""


def explain(trouble: str) -> Bilingual | None:
    """The words for what the timetable kept of a failed backup; None where it is nothing that was foreseen."""
    return KINDS[trouble]().message if trouble in KINDS else None
