"""What sort of work a conclusion asks for, where its words say so plainly; otherwise it is general."""

import re

from tracker.actions.models import ActionKind
from tracker.documents.models import DocumentKind, Stage
from tracker.drafting.quick_line_names import KnownDocument

_HOLDS = re.compile(
    r"\b(?:hold|convene|call|arrange|organi[sz]e|schedule|approve[ds]?|agree[ds]?)\b|ຈັດ|ເຫັນດີ|ອະນຸມັດ", re.IGNORECASE
)
_SPECIAL = re.compile(r"\b(?:special|extraordinary) meeting\b|ກອງປະຊຸມ(?:ວິສາມັນ|ພິເສດ)", re.IGNORECASE)
_TRANSLATION = re.compile(r"\btranslat(?:e|es|ed|ing|ion)\b|(?:ການ|ຄຳ|ບົດ)ແປ(?!ງ)|ແປພາສາ|ແປເປັນ|ແປເອກະສານ", re.IGNORECASE)
_SUBMISSION = re.compile(r"\b(?:submit(?:s|ted)?|submission|hand in)\b|^\W*(?:ໃຫ້)?ສົ່ງ|ນຳສົ່ງ", re.IGNORECASE)
_CORRECTION = re.compile(r"\bcorrect(?:s|ed|ion)?\b.{0,40}\bdata\b|ແກ້ໄຂຂໍ້ມູນ", re.IGNORECASE)
_FOLLOW_UP = re.compile(r"\bfollow(?:s|ed)?[ -]up\b|^\W*(?:ໃຫ້)?ຕິດຕາມ", re.IGNORECASE)
_ADOPTION = re.compile(r"\badopt(?:s|ed|ion)?\b|ຮັບຮອງ", re.IGNORECASE)
SEARCHED = 2000  # letters in which these words are looked for


def kind_of(text: str, documents: tuple[KnownDocument, ...]) -> tuple[ActionKind, Stage | None]:
    """The kind of work and, where it is about a standard, the stage of its way."""
    text = text[:SEARCHED]
    is_standard = bool(documents) and documents[0].kind == DocumentKind.STANDARD
    if is_standard and _TRANSLATION.search(text):
        return ActionKind.STANDARD_TRANSLATION, Stage.TRANSLATE
    stage = Stage.ADOPT if is_standard and _ADOPTION.search(text) else None
    if _SPECIAL.search(text) and _HOLDS.search(text):
        return ActionKind.SPECIAL_MEETING, stage
    plain = (
        (ActionKind.FOLLOW_UP, _FOLLOW_UP), (ActionKind.DATA_CORRECTION, _CORRECTION),
        (ActionKind.SUBMISSION, _SUBMISSION),
    )  # fmt: skip
    return next((kind for kind, words in plain if words.search(text)), ActionKind.GENERAL), stage
