from contextvars import Context
from datetime import date
from typing import Any

import pytest
from cast import OTHER_GROUP, Cast, form_of, post, send
from flask.testing import FlaskClient
from pages import get, queries_of_database
from sqlalchemy import func, select

from tracker.audit.models import AuditEntry
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.groups.models import DayOff, Membership, WorkingGroup
from tracker.organisations.models import Organisation

HERE = "/settings/groups/im-twg"
NEW = {
    "name__lo": "ກຸ່ມວິຊາການ ດ້ານການຊ່ວຍເຫຼືອຜູ້ຖືກເຄາະຮ້າຍ", "name__en": "Victim Assistance TWG", "acronym": "VA",
    "slug": "va-twg", "mailbox": "va@nra.example", "reminders_from": "01/02/2027",
}  # fmt: skip
CHANGES = ("/add", "/im-twg/edit", "/im-twg/members", "/im-twg/days-off")


def group(slug: str) -> WorkingGroup:
    session.rollback()
    return session.scalars(select(WorkingGroup).where(WorkingGroup.slug == slug)).one()


def dashed(fields: dict[str, str]) -> dict[str, str]:
    return {name.replace("__", "-"): value for name, value in fields.items()}


def filled(client: FlaskClient) -> dict[str, Any]:
    return form_of(client, "/settings/groups/add")


def trail() -> list[tuple[str, str]]:
    session.rollback()
    rows = select(AuditEntry).where(AuditEntry.verb.like("group.%")).order_by(AuditEntry.id)
    return [(entry.verb, entry.subject) for entry in session.scalars(rows)]


def test_a_group_is_added_once(cast: Cast) -> None:
    client = cast.client("admin")
    fields = {
        **form_of(client, "/settings/groups/add"),
        **{name.replace("__", "-"): each for name, each in NEW.items()},
    }
    for _ in range(2):
        answer = send(client, "/settings/groups/add", fields)
        assert answer.response.location == "/settings/groups/va-twg"
    row = group("va-twg")
    assert (row.acronym, row.name.en, row.mailbox) == ("VA", "Victim Assistance TWG", "va@nra.example")
    assert row.reminders_from == date(2027, 2, 1)
    assert trail() == [("group.added", "VA")]
    page = get(client, "/settings/groups/va-twg")
    assert page.heading == "Victim Assistance TWG"
    assert "01/02/2027" in page.text("//main")


WRONG = [
    ({"name__lo": "", "name__en": ""}, "Full name: Fill this in"),
    ({"acronym": ""}, "Acronym: Fill this in."),
    ({"acronym": "V A"}, "Acronym: Use only the letters A–Z"),
    ({"acronym": "x" * 13}, "Acronym: This may have 12 characters at the most"),
    ({"slug": "Va-TWG"}, "Address: Use only small letters"),
    ({"slug": "va--twg"}, "Address: Use only small letters"),
    ({"slug": "x" * 100_000}, "Address: This may have 40 characters at the most"),
    ({"slug": "im-twg"}, "The address im-twg belongs to IM."),
    ({"slug": "files"}, "A page of the tracker has the address files"),
    ({"acronym": "IM"}, "The acronym IM belongs to im-twg."),
    ({"mailbox": "nobody"}, "Mailbox: Write an e-mail address"),
    ({"reminders_from": "30/02/2027"}, "Reminders from: "),
]


def test_what_is_wrong_is_told_and_kept(cast: Cast) -> None:
    client = cast.client("admin")
    for wrong, told in WRONG:
        page = send(client, "/settings/groups/add", {**filled(client), **dashed({**NEW, **wrong})}, 422)
        assert told in page.text("//div[@role='alert']")
    page = send(client, "/settings/groups/add", {**filled(client), **dashed({**NEW, "mailbox": "nobody"})}, 422)
    assert page.root.xpath("//input[@name='mailbox']")[0].get("value") == "nobody"
    assert session.scalar(select(func.count()).select_from(WorkingGroup)) == 2


def test_a_group_is_changed_and_keeps_what_is_quoted(cast: Cast) -> None:
    client = cast.client("admin")
    page = post(client, f"{HERE}/edit", name__en="Data TWG", acronym="DT", status=422)
    assert "Address and acronym stand in minutes and references already; they stay." in page.text("//main")
    assert post(client, f"{HERE}/edit", name__en="Data TWG").response.location == HERE
    assert (group("im-twg").acronym, group("im-twg").name.en, group("im-twg").name.stale) == ("IM", "Data TWG", "lo")
    assert not get(client, f"{HERE}/edit").root.xpath("//input[@name='slug'][not(@type='hidden')]")
    moved = post(client, f"/settings/groups/{OTHER_GROUP}/edit", slug="survey-twg", acronym="SV", name__en="Survey")
    assert moved.response.location == "/settings/groups/survey-twg"
    assert trail() == [("group.revised", "IM"), ("group.revised", "SV")]


def test_who_may_read_issued_minutes_and_how_they_are_mailed_is_said(cast: Cast) -> None:
    client = cast.client("admin")
    page = get(client, HERE)
    assert "PDF" in page.text("//section[@aria-labelledby='h-facts']")
    assert "only who is signed in and may see the meeting" in page.text("//section[@aria-labelledby='h-facts']")
    post(client, f"{HERE}/edit", attach="both", is_public="1")
    assert (group("im-twg").attach, group("im-twg").is_public) == ("both", True)
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.verb == "group.revised"))
    assert (entry.details or {})["changes"] == {
        "attach": {"from": "pdf", "to": "both"}, "is_public": {"from": False, "to": True},
    }  # fmt: skip
    page = get(client, HERE)
    assert "PDF and Word" in page.text("//section[@aria-labelledby='h-facts']")
    assert "anybody may read them" in page.text("//section[@aria-labelledby='h-facts']")
    assert form_of(client, f"{HERE}/edit")["attach"] == "both"
    post(client, f"{HERE}/edit", is_public=None)
    assert not group("im-twg").is_public
    assert "Files in mails: Choose" in post(client, f"{HERE}/edit", attach="rtf", status=422).text(
        "//div[@role='alert']"
    )


def test_a_stale_change_is_refused_and_kept(cast: Cast) -> None:
    client = cast.client("admin")
    fields = {**form_of(client, f"{HERE}/edit"), "name-en": "Mine"}
    post(client, f"{HERE}/edit", name__en="Theirs")
    page = send(client, f"{HERE}/edit", fields, 409)
    assert "Somebody else changed this meanwhile." in page.text("//div[@role='alert']")
    assert page.root.xpath("//input[@name='name-en']")[0].get("value") == "Mine"
    assert "Theirs" in page.text("//section[@aria-labelledby='theirs']")
    assert group("im-twg").name.en == "Theirs"
    again = {**fields, "base": page.root.xpath("//input[@name='base']/@value")[0]}
    assert send(client, f"{HERE}/edit", again).response.location == HERE
    assert group("im-twg").name.en == "Mine"


def test_members_are_chosen(cast: Cast) -> None:
    client = cast.client("admin")
    fields = form_of(client, f"{HERE}/members")
    before = {int(each) for each in fields["organisations"]}
    assert len(before) == 7
    unit = session.scalars(select(Organisation.id).where(Organisation.short_name == "IM Unit")).one()
    gone = session.scalars(select(Organisation.id).where(Organisation.short_name == "WEI")).one()
    chosen = [str(each) for each in (before | {unit}) - {gone}]
    assert send(client, f"{HERE}/members", {**fields, "organisations": chosen}).response.location == HERE
    session.rollback()
    members = select(Membership.organisation_id).where(Membership.group_id == cast.group_id)
    assert set(session.scalars(members)) == (before | {unit}) - {gone}
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.verb == "group.members_changed"))
    assert entry.details == {"joined": ["IM Unit"], "left": ["WEI"]}
    fields["request_key"] = "another"
    page = send(client, f"{HERE}/members", fields, 409)
    assert "Somebody else changed it meanwhile." in page.text("//div[@role='alert']")


def test_only_organisations_that_are_there_can_be_chosen(cast: Cast) -> None:
    client = cast.client("admin")
    for wrong in ("999999", "x", "-1", ""):
        page = post(client, f"{HERE}/members", status=422, organisations=[wrong])
        assert "Organisations: Choose" in page.text("//div[@role='alert']")


def test_a_member_that_is_no_longer_active_stays_one(cast: Cast) -> None:
    with transaction():
        session.scalars(select(Organisation).where(Organisation.short_name == "WEI")).one().is_active = False
    client = cast.client("admin")
    assert len(form_of(client, f"{HERE}/members")["organisations"]) == 7
    post(client, f"{HERE}/members")
    assert trail() == []


def test_days_off_come_and_go(cast: Cast) -> None:
    client = cast.client("admin")
    post(client, f"{HERE}/days-off", day="02/12/2026", name__lo="ວັນຊາດ", name__en="National Day")
    page = post(client, f"{HERE}/days-off", day="2026-12-02", status=422)
    assert "This day is off already." in page.text("//div[@role='alert']")
    assert "Fill this in." in post(client, f"{HERE}/days-off", day="", status=422).text("//div[@role='alert']")
    assert "02/12/2026 National Day" in get(client, HERE).text("//section[@aria-labelledby='h-days']")
    day = session.scalars(select(DayOff)).one()
    assert (day.day, day.name) == (date(2026, 12, 2), Bilingual(lo="ວັນຊາດ", en="National Day"))
    post(client, f"{HERE}/days-off/{day.id}/remove", page=f"{HERE}/days-off")
    session.rollback()
    assert session.scalars(select(DayOff)).all() == []
    assert trail() == [("group.day_off_added", "IM"), ("group.day_off_removed", "IM")]


def test_a_day_off_of_another_group_is_out_of_reach(cast: Cast) -> None:
    client = cast.client("admin")
    post(client, f"/settings/groups/{OTHER_GROUP}/days-off", day="02/12/2026")
    fields = form_of(client, "/settings/groups/add")
    day_id = session.scalars(select(DayOff.id)).one()
    send(client, f"{HERE}/days-off/{day_id}/remove", fields)
    session.rollback()
    assert session.scalars(select(DayOff.id)).one() == day_id


@pytest.mark.parametrize("name", ["chair", "secretary"])
def test_whoever_drafts_reads_the_settings_of_the_own_group_alone(cast: Cast, name: str) -> None:
    client = cast.client(name)
    page = get(client, HERE)
    assert "The administrator changes what stands here." in page.text("//main")
    assert not page.root.xpath("//main//a[contains(@class, 'btn-outline-primary') or contains(@class, 'btn-primary')]")
    assert get(client, "/settings/groups").texts("//tbody//th/a") == [page.heading]
    get(client, f"/settings/groups/{OTHER_GROUP}", 404)
    get(client, "/settings/groups/nix", 404)


def test_nobody_else_changes_them(cast: Cast) -> None:
    form = filled(cast.client("admin"))
    for name in ("chair", "translator", "npa", "party", "management", "other"):
        client = cast.client(name)
        for page in CHANGES:
            get(client, f"/settings/groups{page}", 403)
            send(client, f"/settings/groups{page}", form, 403)
    assert trail() == []


def test_nothing_is_taken_without_a_token(cast: Cast) -> None:
    client = cast.client("admin")
    for page in (*CHANGES, "/im-twg/days-off/1/remove"):
        assert Context().run(client.post, f"/settings/groups{page}", data=NEW).status_code == 400
    assert trail() == []


def test_nothing_is_removed_by_asking(cast: Cast) -> None:
    get(cast.client("admin"), f"{HERE}/days-off/1/remove", 405)


def test_the_pages_take_the_same_queries_however_many_groups(cast: Cast) -> None:
    client = cast.client("admin")
    taken = []
    for count in (1, 30):
        with transaction() as current:
            current.add_all(
                WorkingGroup(slug=f"g{count}-{n}", acronym=f"G{count}{n}", name=Bilingual.same(f"{n}"))
                for n in range(count)
            )
        with queries_of_database() as sent:
            get(client, "/settings/groups")
        taken.append(len(sent))
    assert taken[0] == taken[1] <= 10
