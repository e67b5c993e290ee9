from flask import Blueprint

from tracker.actions import words

bp = Blueprint("action_parts", __name__)
bp.add_app_template_global(words.standing_of, "standing_of")
