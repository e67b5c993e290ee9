from acting import *
from cast import Cast, post
from pages import get
def test_try(cast: Cast) -> None:
    action_id = told(cast)
    page = get(cast.client("npa"), f"/actions/{action_id}")
    print(page.text("//main"))
    get(cast.client("npa"), f"/actions/parts/{part().id}/hand-in")
    get(cast.client("npa"), f"/actions/parts/{part().id}/report")
    get(cast.client("npa"), f"/actions/parts/{part().id}/more-time")
    get(cast.client("npa"), f"/actions/parts/{part().id}/not-ours")
    handed_in(cast)
    asked_for_time(cast)
    page = get(cast.client("chair"), f"/actions/{action_id}")
    print(page.text("//main"))
    print(get(cast.client("chair"), "/actions/waiting").text("//main"))
    print(get(cast.client("chair"), f"/actions/{action_id}/message").text("//main"))
    for each in ("split", "merge", "parts/add", "date"):
        get(cast.client("chair"), f"/actions/{action_id}/{each}")
    get(cast.client("chair"), f"/actions/{action_id}/merge?with=IM-A-001")
    get(cast.client("chair"), "/groups/im-twg/actions/add")
    for each in ("answer", "time", "drop", "reassign"):
        get(cast.client("chair"), f"/actions/parts/{part().id}/{each}")
