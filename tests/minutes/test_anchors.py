from cast import Cast
from lives import ADDRESS, circulated
from pages import Page, get
from sqlalchemy import select

from tracker.actions.models import Action
from tracker.core.db import session
from tracker.documents.models import Document


def led_to(page: Page) -> set[str]:
    """Where on the sheet of the sample's minutes the links of a page lead."""
    found = page.root.xpath("//main//a/@href")
    return {str(each).partition("#")[2] for each in found if str(each).startswith(f"{ADDRESS}#")}


def test_every_link_to_a_point_leads_to_it(cast: Cast) -> None:
    circulated(cast)
    client = cast.client("chair")
    ids = set(get(client, ADDRESS).root.xpath("//article//@id"))
    documents = {each.code: f"/documents/{each.id}" for each in session.scalars(select(Document))}
    pages = {
        "/entries": 17, "/groups/im-twg/register": 3, "/search?q=survey": 1,
        **{f"/actions/{each}": 1 for each in session.scalars(select(Action.id))},
        **dict.fromkeys(documents.values(), 0),
        documents["MRE form"]: 7,
    }  # fmt: skip
    for address, least in pages.items():
        anchors = led_to(get(client, address))
        assert len(anchors) >= least, address
        assert anchors <= ids, address
