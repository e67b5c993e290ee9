"""The marker that every route carries: which roles may call it. The roof enforces it and prints the matrix."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from werkzeug.routing import Map

from tracker.access.actors import EVERYBODY, SIGNED_IN, Role

View = TypeVar("View", bound=Callable[..., Any])
MARK = "tracker_roles"


def for_roles(*roles: Role) -> Callable[[View], View]:
    """Let these roles call the view, and nobody else."""

    def mark(view: View) -> View:
        setattr(view, MARK, frozenset(roles))
        return view

    return mark


for_everybody = for_roles(*EVERYBODY)
for_signed_in = for_roles(*SIGNED_IN)


def roles_of(view: Callable[..., Any]) -> frozenset[Role] | None:
    """The roles a view is marked for; None where somebody forgot the marker."""
    return getattr(view, MARK, None)


def matrix(urls: Map, views: Mapping[str, Callable[..., Any]]) -> Iterator[tuple[str, str, frozenset[Role] | None]]:
    """Every route × method with its roles, in the order of the addresses."""
    for rule in sorted(urls.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule.rule, method, roles_of(views[rule.endpoint])
