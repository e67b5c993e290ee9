from datetime import date

from cast import Cast
from desks import issued
from lives import circulated
from pages import Page, get
from parties import outsiders
from reminded import begun
from sqlalchemy import func, select

from tracker.actions.deadlines import Window
from tracker.actions.models import Action, Assignment
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.groups.models import Seat, SeatRole, WorkingGroup
from tracker.mail.models import OutgoingMail
from tracker.organisations.models import Organisation
from tracker.reminders.models import Reminder

PAGE = "/groups/im-twg/reminders/preview"
BY = Window(None, date(2021, 4, 26), date(2021, 4, 26))


def owed_in_april(cast: Cast, owner: str = "NPA", group_id: int | None = None) -> None:
    """A part that is due on Monday, 26 April 2021."""
    with transaction() as current:
        organisation = current.scalars(select(Organisation).where(Organisation.short_name == owner)).one()
        action = Action(
            group_id=group_id or cast.group_id, reference=f"X-A-{owner.replace(' ', '')}-{group_id or 0}",
            agreed_on=date(2021, 4, 1), first=BY, text=Bilingual(en="Count the reports", lo="ນັບບົດລາຍງານ"),
        )  # fmt: skip
        action.assignments.append(Assignment(organisation=organisation, window=BY))
        current.add(action)


def shown(cast: Cast, asked: str, who: str = "chair") -> Page:
    return get(cast.client(who), f"{PAGE}?{asked}")


def test_a_day_with_its_mails(cast: Cast) -> None:
    issued()
    begun(cast)
    owed_in_april(cast)
    page = shown(cast, "on=2021-04-26")
    day = page.text("//section[@aria-labelledby='d-2021-04-26']")
    assert day.startswith("Monday, 26 April 2021 Chair Person")
    mail = page.text("//article[h3='Npa Person']")
    assert mail.startswith("Npa Person npa@twg.example in English X-A-NPA-0 NPA")
    assert "on the deadline" in mail
    assert "Count the reports" in page.text("//article[h3='Npa Person']/details")
    assert page.root.xpath("//input[@name='on']/@value") == ["26/04/2021"]


def test_some_days_with_those_before_and_after(cast: Cast) -> None:
    issued()
    begun(cast)
    owed_in_april(cast)
    page = shown(cast, "on=22/04/2021&days=5")
    assert len(page.texts("//main/section[starts-with(@aria-labelledby, 'd-')]")) == 5
    assert "Nobody works on it" in page.text("//section[@aria-labelledby='d-2021-04-24']")
    assert "X-A-NPA-0" in page.text("//section[@aria-labelledby='d-2021-04-23']")
    links = page.links()
    assert links["Earlier"] == f"{PAGE}?on=2021-04-17&days=5"
    assert links["Later"] == f"{PAGE}?on=2021-04-27&days=5"


def test_nothing_is_written_by_looking(cast: Cast) -> None:
    circulated(cast)
    begun(cast)
    before = kept()
    shown(cast, "on=2021-04-22&days=3")
    assert kept() == before


def kept() -> tuple[int | None, ...]:
    session.rollback()
    return tuple(session.scalar(select(func.count()).select_from(table)) for table in (Reminder, OutgoingMail))


def test_as_if_reminders_began(cast: Cast) -> None:
    issued()
    owed_in_april(cast)
    page = shown(cast, "on=2021-04-26")
    assert "This shows what would go out if they began on 26/04/2021." in page.text()
    assert "X-A-NPA-0" in page.text()
    begun(cast, date(2022, 1, 1))
    page = shown(cast, "on=2021-04-26")
    assert "Reminders begin on 01/01/2022, so nothing stands here before." in page.text()
    assert "X-A-NPA-0" not in page.text()


def test_who_cannot_be_reached_stands_there_too(cast: Cast) -> None:
    issued()
    begun(cast)
    owed_in_april(cast, "UXO Lao")
    with transaction() as current:
        current.scalars(select(Organisation).where(Organisation.short_name == "UXO Lao")).one().email = ""
    day = shown(cast, "on=2021-04-26").text("//section[@aria-labelledby='d-2021-04-26']")
    assert "cannot be reached by mail" in day


def test_what_other_groups_tell_is_not_shown_to_who_does_not_lead_them(cast: Cast) -> None:
    issued()
    begun(cast)
    owed_in_april(cast)
    with transaction() as current:
        other = current.get_one(WorkingGroup, cast.other_group_id)
        other.reminders_from = date(2020, 1, 1)
        other.seats.append(Seat(person=cast.account("npa").person, role=SeatRole.FOCAL_POINT))
    owed_in_april(cast, "NPA", cast.other_group_id)
    page = shown(cast, "on=2021-04-26")
    assert "X-A-NPA-0" in page.text()
    assert f"X-A-NPA-{cast.other_group_id}" not in page.response.text
    assert f"X-A-NPA-{cast.other_group_id}" in shown(cast, "on=2021-04-26", "admin").text()


def test_a_day_that_is_none_is_explained(cast: Cast) -> None:
    page = get(cast.client("chair"), f"{PAGE}?on=31/02/2021", status=422)
    assert "Write a day of the calendar" in page.text("//*[@class='problem']")
    assert page.root.xpath("//input[@name='on']/@value") == ["31/02/2021"]
    assert "Write a number from 1 to 14" in get(cast.client("chair"), f"{PAGE}?days=900", status=422).text()


def test_who_may_look(cast: Cast) -> None:
    for name in ("admin", "secretary", "management"):
        get(cast.client(name), PAGE)
    for name in ("npa", "translator", "other"):
        get(cast.client(name), PAGE, status=403)
    outsiders(cast)
    get(cast.client("stranger"), PAGE, status=403)
    get(cast.client("chair"), PAGE.replace("im-twg", "clearance-twg"), status=404)
