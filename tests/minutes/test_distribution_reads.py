from applications import NOON
from arrivals import delivery_to, issued, mails_left
from cast import GROUP, Cast
from lives import circulated, days_later, settle_points, the_meeting

from tracker.access.voices import How
from tracker.core.db import transaction
from tracker.minutes import acknowledging, not_received, queries_distribution, queries_published, resending
from tracker.minutes.models import VersionKind


def test_both_databases_tell_the_same(either_cast: Cast) -> None:
    cast = either_cast
    with transaction():
        not_received.say_not_received(the_meeting().id, by=cast.actor("npa"), at=NOON)
        not_received.say_not_received(the_meeting().id, by=cast.actor("party"), at=NOON)
    first = circulated(cast, to=("npa", "mag")).id
    mails_left()
    meeting_id = the_meeting().id
    npa, mag = delivery_to("npa").id, delivery_to("mag").id
    with transaction():
        acknowledging.note_opened(first, by=cast.actor("npa"), at=NOON)
        acknowledging.receive(first, by=cast.actor("npa"), at=days_later(1))
        acknowledging.acknowledge(npa, by=cast.actor("chair"), at=days_later(2), how=How.MAIL, said_by="x")
    with transaction():
        assert resending.resend_all(meeting_id, {npa, mag, 999}, by=cast.actor("secretary"), at=days_later(3)) == 1
    (sent,) = queries_distribution.sent_numbers(meeting_id)
    assert (sent.number, sent.kind, sent.total, sent.arrived, sent.stuck) == (1, VersionKind.CIRCULATED, 2, 1, 0)
    lines = queries_distribution.distribution(meeting_id, "lo")
    told = {each.delivery.address: (each.arrived, len(each.delivery.mails)) for each in lines}
    assert told == {"npa@twg.example": (True, 1), "mag@twg.example": (False, 2)}
    assert queries_distribution.distribution_page(meeting_id, 1, "en", number=1, missing=True).total == 1
    missed = queries_distribution.not_received_open({cast.group_id})
    assert [each.organisation.short_name for each in missed] == ["WEI"]
    settle_points()
    newest = issued().id
    group = queries_published.published_group(cast.actor("npa"), GROUP)
    (one,) = queries_published.published_page(cast.actor("npa"), group, 1).rows
    assert (one.version.id, one.title.en, one.replaced) == (newest, "Quarter 1, 2021", ())
