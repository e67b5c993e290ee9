import pytest
from cast import Cast, form_of, post, send
from pages import get
from sqlalchemy import func, select

from tracker.audit.models import AuditEntry
from tracker.core.db import session
from tracker.find.models import SavedList

ADD = "/saved/add"
LATE = f"{ADD}?page=actions&asked=mark%3Dlate%26group%3Dim-twg"


def keep(cast: Cast, who: str = "npa", name: str = "Late ones", page: str = LATE) -> SavedList:
    post(cast.client(who), ADD, page, name=name)
    return session.scalars(select(SavedList).order_by(SavedList.id.desc()).limit(1)).one()


def kept(cast: Cast, who: str) -> list[str]:
    return get(cast.client(who), "/actions").texts("//nav[@aria-label='Your lists']//li/a[1]")


def test_a_list_is_kept_under_a_name_and_found_again(cast: Cast) -> None:
    client = cast.client("npa")
    asked = get(client, "/actions?mark=late&group=im-twg&page=1").links()
    assert "Keep this list" not in asked  # nothing is in it yet
    row = keep(cast)
    assert (row.page, row.asked) == ("actions", "group=im-twg&mark=late")
    for address in ("/actions", "/search"):
        links = get(client, address).links("//nav[@aria-label='Your lists']//a")
        assert links["Late ones"] == "/actions?group=im-twg&mark=late"
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (entry.verb, entry.subject) == ("saved_list.kept", "Late ones")


def test_the_list_page_offers_to_keep_what_it_shows(cast: Cast) -> None:
    address = get(cast.client("chair"), "/actions?mark=late").links()["Keep this list"]
    assert address == "/saved/add?page=actions&asked=mark%3Dlate"
    answer = post(cast.client("chair"), ADD, address, name="Mine").response
    assert answer.headers["Location"] == "/actions?mark=late"
    address = get(cast.client("chair"), "/entries?kind=issue").links()["Keep this list"]
    assert post(cast.client("chair"), ADD, address, name="Issues").response.headers["Location"] == "/entries?kind=issue"


def test_a_name_is_needed_and_given_once(cast: Cast) -> None:
    keep(cast)
    again = post(cast.client("npa"), ADD, LATE, 422, name="Late ones")
    assert "You keep a list of this name already" in again.text("//div[@role='alert']")
    assert again.root.xpath("//input[@name='asked']/@value") == ["group=im-twg&mark=late"]
    assert "Fill this in." in post(cast.client("npa"), ADD, LATE, 422, name=" ").text("//div[@role='alert']")
    assert post(cast.client("npa"), ADD, LATE, 422, name="x" * 121).root.xpath("//div[@role='alert']")
    keep(cast, "mag")  # somebody else may use the same name
    assert session.scalar(select(func.count()).select_from(SavedList)) == 2


def test_a_repeated_form_keeps_one(cast: Cast) -> None:
    client = cast.client("npa")
    fields = {**form_of(client, LATE, ADD), "name": "Late ones"}
    answers = [send(client, ADD, fields).response.headers["Location"] for _ in range(2)]
    assert answers == ["/actions?group=im-twg&mark=late"] * 2
    assert session.scalar(select(func.count()).select_from(SavedList)) == 1


def test_so_many_are_enough(cast: Cast) -> None:
    for number in range(50):
        keep(cast, name=f"List {number}")
    page = post(cast.client("npa"), ADD, LATE, 422, name="One more")
    assert "50 lists already" in page.text("//div[@role='alert']")


def test_a_list_gets_another_name(cast: Cast) -> None:
    row, other = keep(cast), keep(cast, name="Other")
    address = f"/saved/{row.id}"
    post(cast.client("npa"), address, name="Overdue")
    assert kept(cast, "npa") == ["Other", "Overdue"]
    assert post(cast.client("npa"), address, status=422, name=other.name).root.xpath("//div[@role='alert']")


def test_a_list_goes_after_a_question(cast: Cast) -> None:
    row = keep(cast)
    address = f"/saved/{row.id}/remove"
    assert "not kept any more" in get(cast.client("npa"), address).text("//form")
    assert kept(cast, "npa") == ["Late ones"]
    post(cast.client("npa"), address)
    assert kept(cast, "npa") == []
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert entry.verb == "saved_list.removed"
    assert entry.details
    assert entry.details["asked"] == "group=im-twg&mark=late"


@pytest.mark.parametrize("ending", ["", "/remove"])
def test_nobody_sees_or_changes_the_lists_of_others(cast: Cast, ending: str) -> None:
    row = keep(cast)
    for who in ("mag", "chair", "admin"):
        assert kept(cast, who) == []
        get(cast.client(who), f"/saved/{row.id}{ending}", 404)
        client = cast.client(who)
        fields = {**form_of(client, LATE, ADD), "name": "Taken"}
        send(client, f"/saved/{row.id}{ending}", fields, 404)
    assert kept(cast, "npa") == ["Late ones"]


@pytest.mark.parametrize(
    "asked",
    ["page=nix", "page=%00&asked=%00", "asked=state%3Dnix%26organisation%3Dx", "asked=" + "q%3D" + "x" * 5000, ""],
)
def test_only_what_a_list_can_be_asked_is_kept(cast: Cast, asked: str) -> None:
    row = keep(cast, page=f"{ADD}?{asked}")
    assert row.page == "actions"
    assert len(row.asked) <= 210


def test_other_ways_in_are_refused(cast: Cast) -> None:
    row = keep(cast)
    assert cast.client().get(f"/saved/{row.id}").status_code == 302
    assert cast.client("npa").delete(f"/saved/{row.id}").status_code == 405
