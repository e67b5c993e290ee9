"""What a meeting, its minutes, a row of its attendance and an entry may be, each as one of a few words."""

from enum import StrEnum


class MeetingKind(StrEnum):
    """Regular meetings form the group's series; special ones stand outside it and have a name."""

    REGULAR = "regular"
    SPECIAL = "special"


class MeetingState(StrEnum):
    """Whether the meeting took place."""

    PLANNED = "planned"
    HELD = "held"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class RecordState(StrEnum):
    """How far its minutes are."""

    DRAFT = "draft"
    CIRCULATED = "circulated"
    ISSUED = "issued"
    AMENDED = "amended"


class TextState(StrEnum):
    """Whether the text of the minutes may be written: open, frozen to be signed, or issued and locked."""

    OPEN = "open"
    FROZEN = "frozen"
    ISSUED = "issued"


class AttendanceRole(StrEnum):
    """In what capacity somebody attended."""

    CHAIR = "chair"
    SECRETARY = "secretary"
    MEMBER = "member"
    EXPERT = "expert"
    OBSERVER = "observer"
    GUEST = "guest"


class Presence(StrEnum):
    """Whether somebody came."""

    PRESENT = "present"
    APOLOGIES = "apologies"
    ABSENT = "absent"


class Section(StrEnum):
    """Where an entry is printed."""

    PURPOSE = "purpose"
    ISSUES = "issues"
    RECOMMENDATIONS = "recommendations"
    CONCLUSIONS = "conclusions"


class EntryKind(StrEnum):
    """What an entry is; that may differ from the section it is printed in."""

    ISSUE = "issue"
    RECOMMENDATION = "recommendation"
    INFORMATION = "information"
    CONCLUSION = "conclusion"


class Disposition(StrEnum):
    """What becomes of an issue or recommendation that no conclusion answers."""

    CARRIED_OVER = "carried_over"
    NOTED = "noted"
    REFERRED = "referred"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Extent(StrEnum):
    """How far a conclusion answers an entry."""

    WHOLE = "whole"
    PART = "part"
