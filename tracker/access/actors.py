"""Who acts: a person or a program, for which organisation, in which roles, and by what way it came in."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody may be; a route names the roles that may call it."""

    ADMINISTRATOR = "administrator"
    MANAGEMENT = "management"
    CHAIR = "chair"
    ACTING_CHAIR = "acting_chair"
    SECRETARY = "secretary"
    TRANSLATOR = "translator"
    FOCAL_POINT = "focal_point"
    ANONYMOUS = "anonymous"


class Via(StrEnum):
    """By what way an actor came in."""

    SESSION = "session"
    LINK = "link"
    COMMAND = "command"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, for which organisations. `seats` are roles in groups, by the group's id; `everywhere` those that hold
    in all of them."""

    label: str
    via: Via
    person_id: int | None = None
    organisations: frozenset[int] = frozenset()
    everywhere: frozenset[Role] = frozenset()
    seats: frozenset[tuple[int, Role]] = frozenset()

    @classmethod
    def command(cls, name: str) -> "Actor":
        """Whoever has a terminal on the machine; the operating system has let them in."""
        return cls(label=name, via=Via.COMMAND, everywhere=frozenset({Role.ADMINISTRATOR}))

    @property
    def roles(self) -> frozenset[Role]:
        """Every role this actor has anywhere."""
        return self.everywhere.union(role for _, role in self.seats)

    def roles_in(self, group_id: int) -> frozenset[Role]:
        """The roles in one group, those that hold everywhere included."""
        return self.everywhere.union(role for group, role in self.seats if group == group_id)


ANONYMOUS = Actor(label="anonymous", via=Via.SESSION, everywhere=frozenset({Role.ANONYMOUS}))
EVERYBODY = tuple(Role)
