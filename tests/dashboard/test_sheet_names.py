from contextvars import Context
from typing import Any

import pytest
from cast import Cast
from followed import followed

from tracker.core.i18n import Language
from tracker.dashboard.measures import Measure
from tracker.dashboard.measures_besides import OfAttendance, OfCarriedOver, OfMinutes, OfSpecialMeetings, OfStages
from tracker.sheets import writer

__all__ = ["followed"]  # a fixture

FIGURES: dict[str, Any] = {
    "meetings": OfMinutes, "attendance": OfAttendance, "standards": OfStages, "special-meetings": OfSpecialMeetings,
    "carried-over": OfCarriedOver,
}  # fmt: skip
BOOKS = [
    "/follow-up.xlsx", "/follow-up/page.xlsx?layout=english", "/follow-up/page.xlsx?layout=lao", "/actions.xlsx",
    "/entries.xlsx", *(f"/follow-up/rows.xlsx?measure={each}" for each in Measure),
    *(f"/follow-up/{name}.xlsx?figure={each}" for name, of in FIGURES.items() for each in of),
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "lo"])
def test_every_sheet_has_its_whole_name(followed: Cast, monkeypatch: pytest.MonkeyPatch, language: Language) -> None:
    """Excel takes no more than 31 characters, and no two sheets of one name."""
    titled, found = writer._titled, []  # noqa: SLF001

    def seen(sheets: Any) -> Any:
        for sheet, title in titled(sheets):
            found.append((sheet.title, title))
            yield sheet, title

    monkeypatch.setattr(writer, "_titled", seen)
    client = followed.client("management", language)
    for address in BOOKS:
        assert Context().run(client.get, address).status_code == 200, address
    assert len(found) > len(BOOKS)
    assert [(said, title) for said, title in found if said != title] == []
