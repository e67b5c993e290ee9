"""Who acts: a person or a program, for which organisation, in which roles, and by what way it came in."""

from dataclasses import dataclass, field
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
    """Who acts. `groups` holds the roles by group id; `everywhere` those that hold in all groups."""

    label: str
    via: Via
    person_id: int | None = None
    organisation_id: int | None = None
    everywhere: frozenset[Role] = frozenset()
    groups: dict[int, frozenset[Role]] = field(default_factory=dict)

    @classmethod
    def command(cls, name: str) -> "Actor":
        """Whoever has a terminal on the machine; the operating system has let them in."""
        return cls(label=name, via=Via.COMMAND, everywhere=frozenset({Role.ADMINISTRATOR}))

    @property
    def roles(self) -> frozenset[Role]:
        """Every role this actor has anywhere."""
        return self.everywhere.union(*self.groups.values())


ANONYMOUS = Actor(label="anonymous", via=Via.SESSION, everywhere=frozenset({Role.ANONYMOUS}))
EVERYBODY = tuple(Role)
