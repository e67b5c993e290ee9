"""Pages of a quarter made by hand, from nothing at all to more than fits."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from tracker.actions.deadlines import NO_WINDOW, Window
from tracker.core.bilingual import Bilingual
from tracker.dashboard.facts import (
    Called,
    CarriedOver,
    Change,
    Decision,
    DecisionKind,
    OfStage,
    Place,
    SpecialAsked,
    Stages,
    StandardAt,
    Took,
)
from tracker.dashboard.figures import Counts, OfOrganisation
from tracker.dashboard.measures import Measure
from tracker.dashboard.page import Page
from tracker.dashboard.quarters import Quarter
from tracker.documents.models import Stage
from tracker.minutes.sentences import both

AS_OF = date(2021, 7, 12)
QUARTER = Quarter(2021, 2)
NAME = Bilingual("Technical Working Group on Information Management", "ກຸ່ມວິຊາການ ດ້ານການຄຸ້ມຄອງຂໍ້ມູນຂ່າວສານ")
NAMES = (
    ("NRA", "ຄຊກລ"), ("UXO Lao", "ຄກລ"), ("NPA", "NPA"), ("Army Unit 58", "ກອງທັບ 58"), ("MAG", "MAG"), ("WEI", "WEI"),
    ("HI", "HI"), ("DLSW Xieng Khouang", "ພະແນກ ຮສສ ຊຽງຂວາງ"), ("HALO", "HALO"), ("UNDP", "UNDP"),
)  # fmt: skip
TEXT = Bilingual(
    "Draft the report on mine risk education of the first half of the year and send it to the unit for comments",
    "ຮ່າງບົດລາຍງານ ການໂຄສະນາສຶກສາຄວາມສ່ຽງໄພ ຂອງ 6 ເດືອນຕົ້ນປີ ແລະ ສົ່ງໃຫ້ໜ່ວຍງານ ເພື່ອປະກອບຄຳເຫັນ",
)
WHATS = (
    ("Name who is responsible", "ມອບໝາຍຜູ້ຮັບຜິດຊອບ"), ("Settle a date for adoption", "ກຳນົດວັນທີຮັບຮອງ"),
    ("Ask for the minutes", "ຂໍບົດບັນທຶກ"), ("Settle what is late", "ຕົກລົງກ່ຽວກັບສິ່ງທີ່ກາຍກຳນົດ"),
    ("Set a day for the special meeting", "ກຳນົດວັນຈັດກອງປະຊຸມວິສາມັນ"),
    ("Decide whether it goes on", "ຕັດສິນວ່າຈະສືບຕໍ່ຫຼືບໍ່"),
)  # fmt: skip
WHYS = (
    ("nobody owns it since 105 days", "ບໍ່ມີຜູ້ຮັບຜິດຊອບ 105 ມື້ແລ້ວ"),
    ("adoption has no action yet", "ຍັງບໍ່ມີໜ້າວຽກສຳລັບການຮັບຮອງ"),
    ("asked for 40 days ago, not received", "ຂໍມາແລ້ວ 40 ມື້, ຍັງບໍ່ໄດ້ຮັບ"),
    ("3 tasks of NRA, the longest 41 days late", "3 ໜ້າວຽກຂອງ ຄຊກລ, ດົນສຸດກາຍມາ 41 ມື້"),
    ("its time is over since 12 days", "ກາຍກຳນົດມາ 12 ມື້"), ("carried over 4 times", "ຍົກມາແລ້ວ 4 ຄັ້ງ"),
)  # fmt: skip


def nothing(**changed: object) -> Page:
    """The page of a group that has agreed nothing yet."""
    empty: dict[str, object] = {
        "slug": "im-twg", "name": NAME, "quarter": QUARTER, "as_of": AS_OF, "today": AS_OF, "whole": Counts(),
        "organisations": (), "decisions": (),
        "stages": Stages(tuple(OfStage(each, (), Took()) for each in Stage), (), ()),
        "meetings": (), "changes": changes(0), "carried": (),
    }  # fmt: skip
    return Page(**(empty | changed))  # type: ignore[arg-type]


def page(organisations: int = 7, decided: int = 3, meetings: int = 2, carried: int = 1) -> Page:
    """A page with so many of each."""
    found = tuple(organisation(number) for number in range(organisations))
    return nothing(
        whole=Counts(
            open=sum(each.counts.open for each in found), late=sum(each.counts.late for each in found), longest=41
        ),
        organisations=found,
        decisions=tuple(decision(number) for number in range(decided)),
        stages=stages(),
        meetings=tuple(meeting(number) for number in range(meetings)),
        changes=changes(5),
        carried=tuple(
            CarriedOver(
                reference=f"IM-A-0{number + 10}", group="im-twg", text=TEXT, times=3 + number,
                since=date(2020, 12, 3), address=Place("actions.show", {"action_id": number + 1}),
            )
            for number in range(carried)
        ),
    )  # fmt: skip


def organisation(number: int) -> OfOrganisation:
    """The organisation of this place: the first ones are late, the last have little."""
    english, lao = NAMES[number % len(NAMES)]
    more = f" {number // len(NAMES) + 1}" if number >= len(NAMES) else ""
    open_, late = max(12 - number, 1), max(4 - number, 0)
    counts = Counts(agreed=open_ + 3, done=3, open=open_, late=late, longest=41 - 8 * number if late else None)
    return OfOrganisation(number + 1, Bilingual(english + more, lao + more), counts)


def decision(number: int) -> Decision:
    """One of six decisions."""
    what, why = WHATS[number % len(WHATS)], WHYS[number % len(WHYS)]
    kind = list(DecisionKind)[number % len(DecisionKind)]
    return Decision(kind, Bilingual(*what), TEXT, Bilingual(*why), Place("action_list.index"))


def meeting(number: int) -> SpecialAsked:
    """A special meeting: held, planned, or without a day though its time is over."""
    state = (Called.HELD, Called.NOT_PLANNED, Called.PLANNED)[number % 3]
    return SpecialAsked(
        reference=f"IM-A-00{number + 1}", group="im-twg",
        text=Bilingual("Special meeting on incomplete data", "ກອງປະຊຸມວິສາມັນ ກ່ຽວກັບຂໍ້ມູນບໍ່ຄົບຖ້ວນ"),
        agreed_on=date(2021, 3, 29), words=Bilingual("week 3 to 4 of April", "ອາທິດທີ 3 ຫາ ທີ 4 ຂອງເດືອນເມສາ"),
        window=Window(date(2021, 4, 12), date(2021, 4, 25)) if number != 1 else NO_WINDOW, state=state,
        planned_for=date(2021, 7, 20) if state is Called.PLANNED else None,
        held_on=date(2021, 4, 22) if state is Called.HELD else None,
        postponed=number, passed=12 if state is Called.NOT_PLANNED else 0,
        address=Place("actions.show", {"action_id": number + 1}),
    )  # fmt: skip


def stages() -> Stages:
    """Standards in each stage but one."""
    held = [standard("Chapter 24", late=3), standard("Chapter 5")]
    found = {Stage.REVISE: held[:1], Stage.TRANSLATE: [*held, standard("Chapter 7")], Stage.ADOPT: held[:1]}
    return Stages(
        tuple(OfStage(each, tuple(found.get(each, ())), Took()) for each in Stage),
        still=(standard("Chapter 9"),),
        published=tuple(standard(f"Chapter {number}") for number in (1, 2, 3)),
    )


def standard(code: str, late: int = 0) -> StandardAt:
    return StandardAt(
        id=1, code=code, title=Bilingual("Quality", "ຄຸນນະພາບ"), holder=Bilingual.same("NPA"),
        since=AS_OF - timedelta(days=20), days=20, late=late, address=Place("library.show", {"document_id": 1}),
    )  # fmt: skip


def changes(more: int) -> tuple[Change, ...]:
    """Each figure of the quarter beside the last one's."""
    names = {
        Measure.AGREED: ("Newly agreed", "ຕົກລົງໃໝ່"), Measure.DONE: ("Done", "ສຳເລັດແລ້ວ"),
        Measure.OPEN: ("Open", "ຍັງຄ້າງ"), Measure.LATE: ("Late", "ກາຍກຳນົດ"),
    }  # fmt: skip
    words = Bilingual(f"{more} more", f"ຫຼາຍຂຶ້ນ {more}") if more else Bilingual("as before", "ຄືເກົ່າ")
    return tuple(Change(each, Bilingual(*names[each]), 12, 12 + more, words) for each in names)


def running(whole: Page) -> Page:
    """The same on a day on which its quarter is not over."""
    return replace(whole, as_of=date(2021, 5, 24), today=date(2021, 5, 24))


def wordy() -> Page:
    """Twenty organisations, more decisions than have room, and the longest names and words that there may be."""
    whole = page(20, 8, 5, 5)
    name = Bilingual("Provincial Department of Labour and Social Welfare", "ພະແນກແຮງງານ ແລະ ສະຫວັດດີການສັງຄົມ ປະຈຳແຂວງ")
    text = Bilingual(" ".join([TEXT.en] * 4), " ".join([TEXT.lo] * 4))
    return replace(
        whole,
        organisations=tuple(replace(each, name=name) for each in whole.organisations),
        decisions=tuple(replace(each, about=text) for each in whole.decisions),
        meetings=tuple(replace(each, text=text, words=text) for each in whole.meetings),
        carried=tuple(replace(each, text=text) for each in whole.carried),
        stages=replace(
            whole.stages,
            stages=tuple(
                replace(each, standards=tuple(replace(one, holder=name) for one in each.standards))
                for each in whole.stages.stages
            ),
        ),
    )


def by_chance(chance: Random, most: tuple[int, ...] = (24, 8, 6, 6)) -> Page:
    """A page with more or less of everything, some of it long; at the most so many of each."""
    whole = page(*(chance.randint(0, each) for each in most))

    def text(*lengths: int) -> Bilingual:
        length = chance.choice(lengths)
        return both(lambda side: " ".join(chance.choices(TEXT[side].split(), k=40))[:length].strip())

    made = replace(
        whole,
        organisations=tuple(replace(each, name=text(4, 12, 20, 26, 40)) for each in whole.organisations),
        decisions=tuple(replace(each, about=text(10, 40, 80, 120, 200)) for each in whole.decisions),
        meetings=tuple(replace(each, text=text(20, 40, 90), words=text(5, 20, 60)) for each in whole.meetings),
        carried=tuple(replace(each, text=text(20, 60, 120)) for each in whole.carried),
    )
    return running(made) if chance.random() < 1 / 3 else made


def fuller_by_chance(chance: Random) -> Page:
    """The same with many decisions, meetings and things carried over, of few organisations or many."""
    return by_chance(chance, (chance.choice((4, 24)), 12, 12, 50))


def alike(most: int = 3) -> Page:
    """A page of so many special meetings and things carried over whose first words are the same."""
    whole = page(3, 1, most, most)
    ends = [Bilingual(f"{TEXT.en} of unit {number}", f"{TEXT.lo} ຂອງໜ່ວຍງານ {number}") for number in range(most)]
    return replace(
        whole,
        meetings=tuple(replace(each, text=end) for each, end in zip(whole.meetings, ends, strict=True)),
        carried=tuple(replace(each, text=end) for each, end in zip(whole.carried, ends, strict=True)),
    )
