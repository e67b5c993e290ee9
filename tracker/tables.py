"""Every models module, so that the mapper and the migrations see all tables."""

from tracker.accounts import models as accounts
from tracker.actions import models as actions
from tracker.actions import models_proposals as proposals
from tracker.audit import models as audit
from tracker.core import repeats
from tracker.dashboard import models as dashboard
from tracker.documents import models as documents
from tracker.files import models as files
from tracker.find import models as find
from tracker.groups import models as groups
from tracker.invitations import models as invitations
from tracker.jobs import models as jobs
from tracker.mail import models as mail
from tracker.meetings import models as meetings
from tracker.minutes import models as minutes
from tracker.organisations import models as organisations
from tracker.points import models as points
from tracker.register import models as register
from tracker.reminders import models as reminders
from tracker.search import models as search

ALL = (
    accounts, actions, audit, dashboard, documents, files, find, groups, invitations, jobs, mail, meetings, minutes,
    organisations, points, proposals, register, reminders, repeats, search,
)  # fmt: skip
