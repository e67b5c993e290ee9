from cast import Cast
from lives import ADDRESS, circulated

from tracker.core.db import session
from tracker.mail.models import OutgoingMail
from tracker.minutes.versions import fingerprint


def test_what_is_circulated_is_frozen_with_its_files_and_sent_once_to_each(cast: Cast) -> None:
    version = circulated(cast)
    assert (version.number, version.kind, version.sha256) == (1, "circulated", fingerprint(version.outline))
    assert version.sealed_at is not None
    assert [each.file.name for each in version.files] == [
        f"IM-2021-Q1-v1-{layout}.docx" for layout in ("lao-then-english", "side-by-side", "lao", "english")
    ]
    assert sorted(mail.to_address for mail in session.query(OutgoingMail)) == ["mag@twg.example", "npa@twg.example"]
    assert cast.client("mag").get(ADDRESS).status_code == 200
