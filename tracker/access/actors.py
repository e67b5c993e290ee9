"""Who acts: a person or a program, for which organisation, in which roles, and by what way it came in."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody may be; a route names the roles that may call it. Whoever is signed in is a party at least:
    somebody of an organisation that may be named in an action."""

    ADMINISTRATOR = "administrator"
    MANAGEMENT = "management"
    CHAIR = "chair"
    ACTING_CHAIR = "acting_chair"
    SECRETARY = "secretary"
    TRANSLATOR = "translator"
    FOCAL_POINT = "focal_point"
    PARTY = "party"
    ANONYMOUS = "anonymous"


class Via(StrEnum):
    """By what way an actor came in."""

    SESSION = "session"
    LINK = "link"
    COMMAND = "command"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, for which organisations (its own and their units), through which account or secret link. `seats` are
    roles in groups, by the group's id; `everywhere` those that hold in all of them."""

    label: str
    via: Via
    person_id: int | None = None
    account_id: int | None = None
    link_id: int | None = None
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

    @property
    def who(self) -> str:
        """By what a repeated request of the same actor is known."""
        number = self.link_id if self.via == Via.LINK else self.account_id
        return f"{self.via}:{self.label if number is None else number}"[:80]

    def roles_in(self, group_id: int) -> frozenset[Role]:
        """The roles in one group, those that hold everywhere included."""
        return self.everywhere.union(role for group, role in self.seats if group == group_id)


ANONYMOUS = Actor(label="anonymous", via=Via.SESSION, everywhere=frozenset({Role.ANONYMOUS}))
SYSTEM = Actor(label="tracker", via=Via.SYSTEM)
"""Whatever the timetable does."""
EVERYBODY = tuple(Role)
SIGNED_IN = tuple(role for role in Role if role != Role.ANONYMOUS)
