"""What a merge moves, in words, by the column that refers; knows no numbers."""

from tracker.core.bilingual import Bilingual


def words(place: str) -> Bilingual:
    """'Points raised' for 'entry_raised_by.organisation_id'."""
    return (_of_organisations() | _of_people())[place]


def _of_organisations() -> dict[str, Bilingual]:
    return {
        "organisation.parent_id": Bilingual.said("Units"),
        "organisation_alias.organisation_id": Bilingual.said("Other names"),
        "person.organisation_id": Bilingual.said("Persons"),
        "secret_link.organisation_id": Bilingual.said("Secret links"),
        "membership.organisation_id": Bilingual.said("Memberships in working groups"),
        "document.held_by_id": Bilingual.said("Documents held"),
        "stage_span.holder_id": Bilingual.said("Stages of standards"),
        "attendance.organisation_id": Bilingual.said("Rows of attendance"),
        "entry.proposed_by_id": Bilingual.said("Points proposed"),
        "entry.referred_to_id": Bilingual.said("Points referred to it"),
        "entry_raised_by.organisation_id": Bilingual.said("Points raised"),
        "entry_asked_of.organisation_id": Bilingual.said("Points asked of it"),
        "assignment.organisation_id": Bilingual.said("Parts of actions"),
        "assignment_span.organisation_id": Bilingual.said("Steps in the history of its actions"),
        "progress.organisation_id": Bilingual.said("Reports on actions"),
        "ask.organisation_id": Bilingual.said("Questions about its actions"),
        "ask.suggested_id": Bilingual.said("Suggestions that it does an action"),
        "correction.organisation_id": Bilingual.said("Corrections proposed"),
        "stance.organisation_id": Bilingual.said("Answers to circulated minutes"),
        "delivery.organisation_id": Bilingual.said("Minutes received"),
        "not_received.organisation_id": Bilingual.said("Minutes said to be missing"),
        "document_notice.organisation_id": Bilingual.said("Times it was told of documents"),
        "invitation.organisation_id": Bilingual.said("Invitations to meetings"),
        "invitation_reply.organisation_id": Bilingual.said("Answers to invitations"),
        "reminder.organisation_id": Bilingual.said("Reminders"),
        "reminder_receiver.organisation_id": Bilingual.said("Reminders received"),
        "digest.organisation_id": Bilingual.said("Mails with reminders"),
        "point.organisation_id": Bilingual.said("Points sent in before meetings"),
        "no_points.organisation_id": Bilingual.said("Calls for points answered"),
    }


def _of_people() -> dict[str, Bilingual]:
    return {
        "account.person_id": Bilingual.said("Account"),
        "secret_link.person_id": Bilingual.said("Secret links"),
        "seat.person_id": Bilingual.said("Seats in working groups"),
        "meeting.chair_id": Bilingual.said("Meetings chaired"),
        "meeting.secretary_id": Bilingual.said("Meetings as secretary"),
        "meeting_state_change.by_person_id": Bilingual.said("Meetings planned, postponed or cancelled"),
        "signature_block.person_id": Bilingual.said("Signatures"),
        "attendance.person_id": Bilingual.said("Rows of attendance"),
        "assignment.person_id": Bilingual.said("Parts of actions"),
        "progress.by_person_id": Bilingual.said("Reports on actions"),
        "ask.asked_by_person_id": Bilingual.said("Questions asked"),
        "ask.decided_by_person_id": Bilingual.said("Questions decided"),
        "version.by_person_id": Bilingual.said("Versions of minutes made"),
        "correction.by_person_id": Bilingual.said("Corrections proposed"),
        "stance.by_person_id": Bilingual.said("Answers to circulated minutes"),
        "correction.answered_by_person_id": Bilingual.said("Corrections answered"),
        "delivery.person_id": Bilingual.said("Minutes received"),
        "not_received.person_id": Bilingual.said("Minutes said to be missing"),
        "proposal.by_person_id": Bilingual.said("Outcomes of proposals recorded"),
        "reminder.person_id": Bilingual.said("Reminders"),
        "reminder_receiver.person_id": Bilingual.said("Reminders received"),
        "digest.person_id": Bilingual.said("Mails with reminders"),
        "reminder_wish.person_id": Bilingual.said("Wishes about reminders"),
        "point.by_person_id": Bilingual.said("Points sent in before meetings"),
        "invitation.person_id": Bilingual.said("Invitations to meetings"),
        "invitation_reply.by_person_id": Bilingual.said("Answers to invitations"),
        "instruction.by_person_id": Bilingual.said("Instructions given"),
    }


def facts() -> dict[str, Bilingual]:
    """What the one that stays may lack and take, by the name of the column."""
    return {
        "email": Bilingual.said("E-mail"),
        "is_active": Bilingual.said("Active"),
        "lao_short_name": Bilingual.said("Short name in Lao letters"),
        "name": Bilingual.said("Name"),
        "phone": Bilingual.said("Telephone"),
        "post": Bilingual.said("Post"),
    }
