from datetime import date
from tracker.desk.queries_ours import ours
from werkzeug.routing import BuildError
import pytest
@pytest.mark.parametrize("who",["npa","chair","mag","translator","management","admin","other","party","secretary"])
def test_x(cast, who):
    from lives import the_meeting
    from pages import get
    from tracker.core.db import transaction
    from tracker.meetings.kinds import RecordState
    with transaction(): the_meeting().record=RecordState.ISSUED
    app=cast.app
    real=app.url_for
    def u(e,**k):
        try: return real(e,**k)
        except BuildError: return "#"+e
    app.jinja_env.globals["url_for"]=u
    from tracker.actions import words
    app.jinja_env.globals["standing_of"]=words.standing_of
    for l in "en","lo":
        p=get(cast.client(who,l),"/")
        print(who,p.text("//main"))
