"""Meetings for tests of pages: of any length, many at once, and one in which everything is hard on a page."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from applications import load
from sqlalchemy import select

from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.i18n import Language
from tracker.groups.models import WorkingGroup
from tracker.meetings.kinds import MeetingKind, MeetingState
from tracker.meetings.models import Entry, Meeting

# No space in it, as people write: only a dictionary knows where it may break.
LONG_LAO = "ການປັບປຸງຖານຂໍ້ມູນຂ່າວສານແຫ່ງຊາດກ່ຽວກັບລະເບີດບໍ່ທັນແຕກທີ່ຕົກຄ້າງແລະການຕິດຕາມການຈັດຕັ້ງປະຕິບັດມາດຕະຖານແຫ່ງຊາດຂອງບັນດາອົງການປະຕິບັດງານ"
LONG_WORD = "https://example.org/" + "an-address-that-can-break-nowhere" * 4
GROUP: dict[str, Any] = {
    "slug": "clearance-twg",
    "acronym": "CL",
    "name": {
        "en": "Clearance and Survey Technical Working Group",
        "lo": "ກຸ່ມວິຊາການ ດ້ານການສຳຫຼວດ ແລະ ເກັບກູ້ລະເບີດບໍ່ທັນແຕກ",
    },
    "letterheads": [
        {
            "valid_from": "2010-01-01",
            "top": [{"en": "Lao People's Democratic Republic", "lo": "ສາທາລະນະລັດ ປະຊາທິປະໄຕ ປະຊາຊົນລາວ"}],
            "left": [{"en": "Ministry of Labour and Social Welfare", "lo": "ກະຊວງແຮງງານ ແລະ ສະຫວັດດີການສັງຄົມ"}],
            "place": {"en": "Vientiane Capital", "lo": "ນະຄອນຫຼວງວຽງຈັນ"},
        }
    ],
}


def meeting_file(
    organisations: Sequence[dict[str, Any]] = (), people: Sequence[dict[str, Any]] = (), **meeting: Any
) -> str:
    """A meeting file of the group above; JSON is YAML."""
    held = {"period": "2021-Q2", "state": "held", "held_on": "2021-06-30", **meeting}
    return json.dumps({"group": GROUP, "organisations": organisations, "people": people, "meeting": held})


def with_entries(count: int) -> str:
    """A meeting of so many entries, each raised by one organisation, with a conclusion for every tenth of them."""
    entries = [
        {"id": f"i{n}", "kind": "issue", "raised_by": ["NPA"], "text": {"en": f"Issue {n}", "lo": f"ບັນຫາທີ {n}"}}
        for n in range(count)
    ]
    conclusions = [
        {
            "id": f"c{n}",
            "text": {"en": f"Conclusion {n}", "lo": f"ມະຕິທີ {n}"},
            "answers": [{"entry": f"i{n}"}],
            "actions": [{"owners": ["NPA"]}],
        }
        for n in range(0, count, 10)
    ]
    attendance = [{"organisation": "NPA", "headcount": 1}] * (count // 10)
    return meeting_file(
        [{"short_name": "NPA", "name": {"en": "Norwegian People's Aid", "lo": "ອົງການຊ່ວຍເຫຼືອປະຊາຊົນ ນອກແວ"}}],
        attendance=attendance,
        entries=entries,
        conclusions=conclusions,
    )


def hard_case() -> str:
    """Long names without spaces, untranslated texts, apologies, deep nesting, printed labels, many organisations."""
    organisations = [
        {
            "short_name": "A short name that is as long as one may be" if n == 1 else f"ORG {n}",
            **({"lao_short_name": f"ອົງການທີ່ {n}"} if n % 2 else {}),
            "name": {"en": f"Organisation {n}", "lo": f"ອົງການຈັດຕັ້ງສາກົນ ແຫ່ງທີ {n}"},
        }
        for n in range(1, 15)
    ]
    names: list[str] = [str(each["short_name"]) for each in organisations]
    people = [
        {
            "key": "chair",
            "name": {"en": "Mr Khammoungkhoun SOUTHIVONG", "lo": "ທ່ານ ຄຳມຸງຄຸນ ສຸດທິວົງ"},
            "post": {"en": "Information Management officer", "lo": "ພະນັກງານຄຸ້ມຄອງຂໍ້ມູນຂ່າວສານ"},
            "organisation": names[0],
        }
    ]
    presence = ["present", "apologies", "absent"]
    return meeting_file(
        organisations,
        people,
        title={"en": "Joint meeting on the national database", "lo": LONG_LAO},
        venue={"en": "Hall of the Ministry", "lo": "ຫໍປະຊຸມກະຊວງ"},
        starts_at="08:30",
        ends_at="16:00",
        chair="chair",
        headcount=70,
        purpose={"lo": "ເພື່ອທົບທວນຄືນ ບັນຫາທີ່ຍັງຄ້າງ"},
        attendance=[
            {"organisation": names[0], "person": "chair", "role": "chair"},
            *({"organisation": name, "presence": presence[n % 3]} for n, name in enumerate(names)),
            {"description": {"en": "other related individuals"}, "role": "guest", "headcount": 12},
        ],
        entries=[
            *({"id": f"i{n}", "kind": "issue", "raised_by": names[n : n + 3], **_hard_text(n)} for n in range(16)),
            {"id": "deep", "kind": "recommendation", "label": "(a)", **_hard_text(0), "points": _nested(6)},
        ],
        conclusions=[
            {
                "id": "c1",
                "text": {"en": "All send their data.", "lo": "ທຸກອົງການສົ່ງຂໍ້ມູນ."},
                "answers": [{"entry": "i0", "extent": "part"}],
                "actions": [
                    {"owners": names[:12], "recipients": names[12:14], "deadline": "before the end of July 2021"}
                ],
            }
        ],
        signatures=[{"role": {"en": "Chairperson", "lo": "ປະທານກອງປະຊຸມ"}, "person": "chair"}],
    )


def _hard_text(number: int) -> dict[str, Any]:
    texts = ({"lo": LONG_LAO}, {"en": f"See {LONG_WORD}"}, {"en": f"Issue {number}", "lo": f"ບັນຫາທີ {number}"})
    return {"text": texts[number % 3]}


def _nested(levels: int) -> list[dict[str, Any]]:
    below = {"points": _nested(levels - 1)} if levels > 1 else {}
    return [{"id": f"deep-{levels}", "kind": "recommendation", **_hard_text(levels), **below}]


def load_hard_case() -> None:
    """The hard case with two texts whose other side lags: one in Lao, one in English."""
    meeting_id = load(hard_case()).meeting_id
    lagging: tuple[tuple[str, Language], ...] = (("i2", "lo"), ("i5", "en"))
    with transaction():
        for key, side in lagging:
            entry = session.scalars(select(Entry).where(Entry.meeting_id == meeting_id, Entry.key == key)).one()
            entry.text = replace(entry.text, stale=side, before="as it was")


def many_meetings(count: int, slug: str = "many") -> None:
    """So many special meetings of a group of its own, a day apart, the last one the newest."""
    group = WorkingGroup(slug=slug, acronym=slug.upper(), name=Bilingual(en=f"Group {slug}", lo=f"ກຸ່ມ {slug}"))
    with transaction():
        session.add_all(
            Meeting(
                group=group,
                kind=MeetingKind.SPECIAL,
                period_year=2015,
                period_quarter=1,
                name=f"m{number}",
                title=Bilingual(en=f"Meeting {number}", lo=f"ກອງປະຊຸມທີ {number}"),
                held_on=date(2015, 1, 1) + timedelta(number),
                state=MeetingState.HELD,
            )
            for number in range(count)
        )
