"""Who acts in the request at hand; the roof has found out."""

from typing import cast

from flask import g

from tracker.access.actors import Actor


def current_actor() -> Actor:
    """Whoever asks; anonymous before signing in."""
    return cast("Actor", g.actor)
