from contextvars import Context

import pytest
from cast import Cast, form_of
from lives import ADDRESS, circulated
from replies import without_files

HUGE = "9" * 30


@pytest.fixture
def version(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> int:
    without_files(monkeypatch)
    return circulated(cast).id


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"/distribution?version={HUGE}", 200), (f"/distribution?page={HUGE}", 200), ("/distribution?page=-5", 200),
        ("/distribution?version=%00", 200), (f"/distribution.xlsx?version={HUGE}", 200),
        (f"/distribution/new?organisation={HUGE}", 200), (f"/answers/on-behalf?organisation={HUGE}", 200),
        (f"/versions/1/differences?against={HUGE}", 404), (f"/versions/1/differences?against={'9' * 5000}", 404),
        ("/versions/1/differences?against=%00", 404), ("/versions/2147483647", 404),
        ("/minutes.docx?layout=%00", 404), ("/sign/print?layout=%00&as=pdf", 404), ("?text=%00", 200),
    ],
)  # fmt: skip
def test_no_address_breaks_a_page(cast: Cast, version: int, address: str, status: int) -> None:
    answer = Context().run(cast.client("chair").get, f"{ADDRESS}{address}", buffered=True)
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("distribution/new", {"organisation_id": HUGE, "address": "a@b.example", "language": "lo"}),
        ("distribution/new", {"address": "a@b.example\r\nBcc: x@y.example", "language": "lo"}),
        ("distribution/again", {"deliveries": HUGE}),
        ("circulate", {"seen": HUGE, "organisation_1": HUGE, "address_1": "z@z.example", "language_1": "xx"}),
        ("circulate", {"seen": "\0", "listed": "\0", "to": "\0"}),
        ("comment-date", {"until": "99/99/99999999999", "base": "x"}),
        ("answers/on-behalf", {"organisation_id": HUGE, "how": "zz", "said": "received", "place": "\0"}),
        ("answers/on-behalf", {"organisation_id": "1", "how": "mail", "said": "agrees", "said_by": "x" * 5000}),
        ("answers/on-behalf", {"organisation_id": "1", "how": "mail", "said": "objects", "reason": "x" * 100_000}),
        ("sign/freeze", {"numbering": "zz", "issued_on": "31/12/9999", "authentic": "xx"}),
        ("sign/number", {"number": "1" * 5000, "issued_on": "1/1/0001"}),
    ],
)
def test_no_form_breaks_a_page(cast: Cast, version: int, address: str, fields: dict[str, str]) -> None:
    client = cast.client("chair")
    sent = {**form_of(client, "/account"), **fields}
    assert Context().run(client.post, f"{ADDRESS}/{address}", data=sent).status_code == 422
