"""The doors of the house: every page's blueprint and every command group, in the order of the features."""

from tracker import scheduler, server
from tracker.access import commands as access
from tracker.accounts import views as accounts
from tracker.accounts import views_account, views_passwords, views_second_factor
from tracker.actions import commands as actions
from tracker.actions import views as action_messages
from tracker.actions import (
    views_asking,
    views_changing,
    views_decisions,
    views_documents,
    views_evidence,
    views_feeds,
    views_notices,
    views_progress,
    views_proposals,
    views_stages,
)
from tracker.administration import commands as administration
from tracker.administration import (
    commands_backup,
    views_accounts,
    views_backups,
    views_health,
    views_merging,
    views_outbox,
)
from tracker.administration import views as settings
from tracker.dashboard import commands as dashboard_commands
from tracker.dashboard import commands_report, views_behind, views_instructions, views_page, views_sending
from tracker.dashboard import views as dashboard
from tracker.desk import views as desk
from tracker.documents import views as documents
from tracker.documents import views_editions
from tracker.drafting import (
    views_agenda,
    views_attendance,
    views_circulation,
    views_entries,
    views_heading,
    views_issuing,
    views_old_meetings,
    views_papers,
    views_planning,
    views_reviews,
    views_room,
    views_signing,
)
from tracker.exchange import commands as exchange
from tracker.exchange import commands_demo, views_action_log
from tracker.exchange import views as meeting_files
from tracker.find import commands as find
from tracker.find import views as search
from tracker.find import views_actions as action_lists
from tracker.find import views_entries as entry_lists
from tracker.find import views_library, views_register, views_saved
from tracker.groups import views as groups
from tracker.groups import views_letterheads, views_seats
from tracker.invitations import views as invitations
from tracker.invitations import views_replies, views_reply_link
from tracker.mail import commands as mail
from tracker.minutes import commands as minutes_commands
from tracker.minutes import views as minutes
from tracker.minutes import (
    views_answer_link,
    views_answers,
    views_behalf,
    views_corrections,
    views_distribution,
    views_meetings,
    views_published,
    views_receipts,
    views_translation,
    views_versions,
)
from tracker.organisations import views as organisations
from tracker.organisations import views_people
from tracker.points import views as points
from tracker.points import views_link, views_received
from tracker.register import views as register
from tracker.register import views_action
from tracker.reminders import commands as reminders_commands
from tracker.reminders import views_act, views_ladder, views_points, views_preview, views_unreachable, views_wishes
from tracker.reminders import views_action as action_reminders

PAGES = (
    desk.bp,
    settings.bp, views_accounts.bp, views_merging.bp, views_outbox.bp, views_health.bp, views_backups.bp,
    dashboard.bp, views_behind.bp, views_page.bp, views_instructions.bp, views_sending.bp,
    meeting_files.bp, views_action_log.bp,
    views_ladder.bp, views_preview.bp, action_reminders.bp, views_unreachable.bp,
    views_wishes.bp, views_wishes.by_mail, views_act.bp,
    search.bp, action_lists.bp, entry_lists.bp, views_register.bp, views_library.bp, views_saved.bp,
    views_points.bp, points.bp, views_received.bp, views_link.bp,
    views_room.bp, views_entries.bp, views_reviews.bp, views_heading.bp, views_attendance.bp,
    views_planning.bp, views_agenda.bp, views_papers.bp, views_old_meetings.bp,
    views_circulation.bp,
    views_signing.bp, views_issuing.bp,
    invitations.bp, views_replies.bp, views_reply_link.bp,
    minutes.bp, views_meetings.bp,
    views_versions.bp, views_translation.bp,
    views_corrections.bp, views_answers.bp, views_behalf.bp, views_answer_link.bp,
    views_distribution.bp, views_receipts.bp, views_published.bp,
    views_feeds.bp,
    views_documents.bp, views_stages.bp, views_proposals.bp, views_notices.bp,
    views_action.bp,
    action_messages.bp, views_progress.bp, views_asking.bp, views_evidence.bp, views_decisions.bp, views_changing.bp,
    register.bp,
    documents.bp, views_editions.bp,
    groups.bp, views_letterheads.bp, views_seats.bp,
    accounts.bp, views_account.bp, views_passwords.bp, views_second_factor.bp,
    organisations.bp, views_people.bp,
)  # fmt: skip
COMMANDS = (
    access.group, administration.group, commands_backup.group, actions.group,
    dashboard_commands.group, commands_report.group,
    exchange.meetings, exchange.samples, commands_demo.demo, find.group, mail.group, minutes_commands.group,
    reminders_commands.group, scheduler.command, server.serve,
)  # fmt: skip
