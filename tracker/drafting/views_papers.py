from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from tracker.access.current import current_actor
from tracker.access.policy import require
from tracker.access.routes import for_roles
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.errors import NotFound
from tracker.docx.layouts import Layout
from tracker.docx.writer import write
from tracker.drafting.papers import Paper, outline
from tracker.drafting.policy_planning import PLANNERS, can_plan
from tracker.drafting.queries_planning import planned
from tracker.files.downloads import as_download
from tracker.minutes.queries import meeting_for

bp = Blueprint("papers", __name__)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.get("/meetings/<slug>/<path:address>/papers/<paper>.docx")
@for_roles(*PLANNERS)
def download(slug: str, address: str, paper: str) -> ResponseReturnValue:
    actor = current_actor()
    meeting = meeting_for(actor, slug, address)
    require(can_plan(actor, meeting.group_id))
    if paper not in list(Paper):
        raise NotFound(Bilingual.said("There is no paper %(paper)s.", paper=paper))
    asked = request.args.get("layout", Paper(paper).in_both.value)
    if asked not in list(Layout):
        raise NotFound(Bilingual.said("There is no layout %(layout)s.", layout=asked))
    made = write(outline(Paper(paper), planned(meeting.id, clock.today())), Layout(asked), at=clock.now())
    return as_download(made, f"{meeting.reference}-{paper}-{asked}.docx", WORD)
