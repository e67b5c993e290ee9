"""Mails as files, for an office that sends them by hand; knows nothing of where they come from."""

import contextlib
from pathlib import Path

from tracker.mail.troubles import PassingTrouble, Trouble


def file_name(mail_id: int) -> str:
    """The name of a mail's file."""
    return f"mail-{mail_id:06d}.eml"


def write(folder: Path, mail_id: int, data: bytes) -> Path:
    """Write a mail into the folder, whole or not at all; only whoever runs the tracker may read it."""
    path = folder / file_name(mail_id)
    unfinished = path.with_suffix(".part")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)
        unfinished.write_bytes(data)
        unfinished.replace(path)
    except OSError as error:
        raise PassingTrouble(Trouble.NO_ROOM, error.strerror or "") from None
    return path


def remove(folder: Path, mail_id: int) -> None:
    """Take a mail's file away, if it is there: it may hold secret links, and nobody needs it any more. Where another
    program has it open, as Windows minds, it stays."""
    with contextlib.suppress(OSError):
        (folder / file_name(mail_id)).unlink(missing_ok=True)
