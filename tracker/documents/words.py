"""What documents are called on pages, papers and sheets; knows none of them."""

from tracker.core.bilingual import Bilingual
from tracker.documents.models import Stage


def stage_name(each: Stage) -> Bilingual:
    """A stage by its name."""
    return {
        Stage.REVISE: Bilingual.said("Revise"),
        Stage.TRANSLATE: Bilingual.said("Translate"),
        Stage.REVIEW: Bilingual.said("Review"),
        Stage.ADOPT: Bilingual.said("Adopt"),
        Stage.PUBLISH: Bilingual.said("Publish"),
    }[each]
