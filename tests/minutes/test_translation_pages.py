from cast import Cast, form_of, send
from halves import read_now, text_named, without_english
from lives import ADDRESS, the_meeting
from pages import get, queries_of_database, speaks
from sqlalchemy import func, select

from tracker.core.db import session, transaction
from tracker.mail.models import OutgoingMail
from tracker.meetings.kinds import TextState
from tracker.minutes.models import Version

HERE = f"{ADDRESS}/translation"
EDITION = f"{HERE}/edition"


def fields(english: dict[str, str]) -> dict[str, str]:
    return {f"text-{name}": text for name, text in english.items()}


def test_a_translator_writes_what_is_missing_and_the_secretary_sends_it(cast: Cast) -> None:
    english = without_english(cast)
    with transaction():
        the_meeting().text_state = TextState.ISSUED
    translator, secretary = cast.client("translator"), cast.client("secretary")
    aside = get(translator, ADDRESS).links("//aside[@aria-labelledby='h-history']//a")
    assert aside[f"Translate into English: {len(english)} texts"] == f"{HERE}?into=en"
    first = dict(list(english.items())[:2])
    send(translator, HERE, {**form_of(translator, HERE), **fields(first)})
    page = get(translator, HERE)
    assert f"2 of {len(english)} texts are translated." in page.text("//main")
    assert "2 texts were saved." in page.text("//p[@role='status']")
    send(translator, HERE, {**form_of(translator, HERE), **fields(english)})
    assert "The secretary or the chair sends the edition." in get(translator, HERE).text("//main")
    get(translator, EDITION, 403)
    asked = get(secretary, get(secretary, HERE).links("//main//a")["Send the English edition…"])
    assert "npa@twg.example" in asked.text("//main//form")
    before = session.scalar(select(func.count(OutgoingMail.id))) or 0
    form = form_of(secretary, EDITION)
    assert send(secretary, EDITION, form).response.headers["Location"] == ADDRESS
    assert send(secretary, EDITION, form).response.headers["Location"] == ADDRESS
    session.rollback()
    assert [each.edition for each in session.scalars(select(Version).order_by(Version.id))] == ["", "en"]
    assert len(asked.root.xpath("//main//form//ul/li")) == session.scalar(select(func.count(OutgoingMail.id))) - before  # type: ignore[operator] # a count is never nothing
    assert "English edition" in get(secretary, ADDRESS).text("//aside[@aria-labelledby='h-history']")
    assert "have both languages" in get(secretary, HERE).text("//main")


def test_two_presses_of_two_people_make_one_edition(cast: Cast) -> None:
    english = without_english(cast)
    secretary, chair = cast.client("secretary"), cast.client("chair")
    send(secretary, HERE, {**form_of(secretary, HERE), **fields(english)})
    theirs, mine = form_of(chair, EDITION), form_of(secretary, EDITION)
    send(chair, EDITION, theirs)
    page = send(secretary, EDITION, mine, 409)
    assert "Chair Person sent this language a moment ago. It goes out once." in page.text("//main")
    assert session.scalar(select(func.count(Version.id))) == 2


def test_a_conflict_shows_both_texts_and_keeps_what_was_typed(cast: Cast) -> None:
    first, second, *_ = without_english(cast)
    translator, secretary = cast.client("translator"), cast.client("secretary")
    mine = {**form_of(translator, HERE), f"text-{first}": "Mine", f"text-{second}": "Mine too"}
    send(secretary, HERE, {**form_of(secretary, HERE), f"text-{first}": "Theirs <b>"})
    page = send(translator, HERE, mine, 409)
    assert page.text(f"//textarea[@name='text-{first}']") == "Mine"
    assert "Theirs <b>" in page.text(f"//li[@id='t-{first}']")
    again = {str(each.get("name")): str(each.get("value")) for each in page.root.xpath("//main//input[@type='hidden']")}
    send(translator, HERE, {**mine, **again, f"text-{first}": "Mine", "request_key": "another"})
    assert (text_named(first).value.en, text_named(second).value.en) == ("Mine", "Mine too")


def test_strangers_find_nothing_and_readers_may_not(cast: Cast) -> None:
    without_english(cast)
    for name, status in (("", 200), ("npa", 403), ("management", 403), ("other", 403), ("party", 403)):
        page = get(cast.client(name), HERE, status)
        if not name:
            assert "Sign in" in page.title
        get(cast.client(name), EDITION, status)


def test_a_draft_and_whole_minutes_have_nothing_to_translate(cast: Cast) -> None:
    assert "Nothing went out yet." in get(cast.client("chair"), HERE).text("//main")
    without_english(cast, points=0)
    assert "1 text to translate" not in get(cast.client("chair"), HERE).text("//main")


def test_too_long_a_text_is_explained_and_stays(cast: Cast) -> None:
    english = without_english(cast)
    translator, name = cast.client("translator"), next(name for name in english if "entry" in name)
    page = send(translator, HERE, {**form_of(translator, HERE), f"text-{name}": "x" * 20_001}, 422)
    assert "20000 characters" in page.text("//div[@id='problem']")
    assert len(page.text(f"//textarea[@name='text-{name}']")) == 20_001


def test_the_pages_in_lao(cast: Cast) -> None:
    without_english(cast)
    page = get(speaks(cast.client("translator"), "lo"), HERE)
    assert page.heading == "ແປເປັນພາສາອັງກິດ"


def test_the_pages_take_the_same_queries_however_much_is_missing(cast: Cast) -> None:
    taken = []
    without_english(cast, points=2)
    for _ in range(2):
        client = cast.client("chair")
        with queries_of_database() as sent:
            get(client, HERE)
        taken.append(len(sent))
        session.expire_all()
    assert taken[0] == taken[1] <= 40
    assert read_now().number == 1


def test_sending_is_asked_first(cast: Cast) -> None:
    without_english(cast)
    secretary = cast.client("secretary")
    page = get(secretary, EDITION)
    assert "texts are still to be translated." in page.text("//main")
    assert not page.root.xpath("//main//form")
