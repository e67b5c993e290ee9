from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tracker.access.actors import Role
from tracker.access.policy import DRAFTERS
from tracker.access.routes import for_roles

bp = Blueprint("administration", __name__, url_prefix="/settings")


@bp.get("")
@for_roles(Role.ADMINISTRATOR, *DRAFTERS)
def index() -> ResponseReturnValue:
    return render_template("administration/index.html")
