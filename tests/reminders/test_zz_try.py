from datetime import date
from lives import circulated
from mornings import *
from tracker.mail import reach
from sqlalchemy import select
from tracker.actions.models import Assignment
def test_try(cast):
    circulated(cast)
    reminded_from(cast)
    reach.keep_base_url(WORLD)
    for p in session.scalars(select(Assignment)):
        print(p.action.reference, p.organisation.short_name, p.role, p.window, p.action.text.en[:50], p.action.kind)
    session.rollback()
    out=[]
    for d in days(date(2021,4,2), date(2021,8,31)):
        n=morning(d)
        posted()
        if n: print(d, n)
    for m in mails(): out.append(f"=== {m.key} {m.to_address}\n{m.subject}\n\n{m.text}")
    open('/tmp/w6/H2/out.txt','w').write("\n".join(out))
