from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from tracker.access.current import current_actor
from tracker.access.routes import for_everybody
from tracker.core.bilingual import Bilingual
from tracker.core.errors import NotFound
from tracker.docx.layouts import Layout
from tracker.docx.outline_json import from_data
from tracker.files.downloads import as_download
from tracker.files.kinds import MEDIA_TYPES
from tracker.minutes import queries_published as queries
from tracker.minutes import words
from tracker.minutes.handing_out import file_for
from tracker.minutes.models import SCAN
from tracker.minutes.views import shown_languages

bp = Blueprint("published", __name__, url_prefix="/groups/<slug>/minutes")


@bp.get("")
@for_everybody
def index(slug: str) -> ResponseReturnValue:
    actor = current_actor()
    group = queries.published_group(actor, slug)
    found = queries.published_page(actor, group, request.args.get("page", 1, type=int))
    return render_template("published/index.html", group=group, found=found, layouts=_layouts())


@bp.get("/<int:version_id>")
@for_everybody
def show(slug: str, version_id: int) -> ResponseReturnValue:
    actor = current_actor()
    group = queries.published_group(actor, slug)
    version = queries.published_version(actor, group, version_id)
    return render_template(
        "published/show.html",
        group=group,
        issued=version,
        newest=queries.newest_published(version.meeting_id),
        title=queries.title_of(version),
        outline=from_data(version.outline),
        papers=queries.papers_of(version),
        layouts=_layouts(),
        shown=shown_languages(),
    )


@bp.get("/<int:version_id>/<layout>.<suffix>")
@for_everybody
def download(slug: str, version_id: int, layout: str, suffix: str) -> ResponseReturnValue:
    actor = current_actor()
    version = queries.published_version(actor, queries.published_group(actor, slug), version_id)
    if not any(layout == each.layout and suffix in each.suffixes for each in queries.papers_of(version)):
        raise NotFound(Bilingual.said("No such file is kept with these minutes."))
    data, name = file_for(version, layout, f".{suffix}")
    return as_download(data, name, MEDIA_TYPES[f".{suffix}"])


def _layouts() -> dict[str, Bilingual]:
    return {SCAN: Bilingual.said("Signed scan"), **{each: words.layout(each) for each in Layout}}
