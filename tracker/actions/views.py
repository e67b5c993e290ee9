from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tracker.access.current import current_actor
from tracker.access.policy import require
from tracker.access.routes import for_signed_in
from tracker.actions import messages, policy, queries_action, words
from tracker.core import clock
from tracker.core.i18n import LANGUAGES
from tracker.mail import reach

bp = Blueprint("action_messages", __name__)
bp.add_app_template_global(words.standing_of, "standing_of")


@bp.get("/actions/<int:action_id>/message")
@for_signed_in
def show(action_id: int) -> ResponseReturnValue:
    action = queries_action.action_for(current_actor(), action_id)
    require(policy.is_live(action))
    link = "" if reach.is_private() else reach.page(f"/actions/{action.id}")
    texts = [(language, messages.message(action, clock.today(), language, link)) for language in LANGUAGES]
    return render_template("actions/message.html", action=action, messages=texts)
