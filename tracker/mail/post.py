"""How this installation sends its mails, as the application was told; knows no mail."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from flask import Flask, current_app

from tracker.mail import outbox, reach
from tracker.mail.server import MailServer

_PLACE = "tracker.mail"


@dataclass(frozen=True, slots=True)
class Post:
    """The server, or None where mails become files in the folder; from whom; how many bytes of files a mail may carry;
    and what fills in secret links, asked for only when a mail goes out."""

    server: MailServer | None
    sender: str
    folder: Path
    limit: int
    base_url: str
    complete: Callable[[str], str]


def plug_in(app: Flask, post: Post) -> None:
    """Give the application its post."""
    app.extensions[_PLACE] = post
    outbox.keep_sender(post.sender)
    reach.keep_base_url(post.base_url)


def current_post() -> Post:
    """The post of the application at hand."""
    return cast("Post", current_app.extensions[_PLACE])
