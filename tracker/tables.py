"""Every models module, so that the mapper and the migrations see all tables."""

from tracker.accounts import models as accounts
from tracker.actions import models as actions
from tracker.audit import models as audit
from tracker.core import repeats
from tracker.documents import models as documents
from tracker.files import models as files
from tracker.groups import models as groups
from tracker.jobs import models as jobs
from tracker.mail import models as mail
from tracker.meetings import models as meetings
from tracker.minutes import models as minutes
from tracker.organisations import models as organisations
from tracker.register import models as register

ALL = (
    accounts, actions, audit, documents, files, groups, jobs, mail, meetings, minutes, organisations, register, repeats,
)  # fmt: skip
