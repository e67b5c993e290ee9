import os
from datetime import timedelta
import pytest
from browsers import Office, chromium, office, playwright
from werkzeug.routing import BuildError
from sqlalchemy import select
from lives import the_meeting
from tracker.core.db import transaction, session
from tracker.meetings.kinds import RecordState
from tracker.actions.models import *
from tracker.actions.deadlines import Window
from tracker.organisations.models import Organisation
from tracker.core.bilingual import Bilingual
from tracker.core import clock
from tracker.actions import words, reporting, deciding, asking
from tracker.actions.reporting import Report
from tracker.access.voices import Voice
__all__=["chromium","office","playwright"]
def fill(cast):
    today=clock.today()
    with transaction() as cur:
        m=the_meeting(); m.record=RecordState.ISSUED
        org=lambda n: cur.scalars(select(Organisation).where(Organisation.short_name==n)).one()
        npa=org("NPA")
        texts=[("Send the list of reports without PDF files","ສົ່ງລາຍການບົດລາຍງານທີ່ຂາດເອກະສານ PDF"),("Correct the reports that cannot be imported into IMSMA","ແກ້ໄຂບົດລາຍງານທີ່ນຳເຂົ້າ IMSMA ບໍ່ໄດ້"),("Check incomplete data","ກວດແກ້ຂໍ້ມູນບໍ່ຄົບຖ້ວນ"),("Review the translation of Chapter 24","ທົບທວນຄືນການແປພາສາລາວ ມາດຕະຖານແຫ່ງຊາດ ບົດທີ 24"),("Far away","ອີກດົນ")]
        parts=[]
        for n,(days,(en,lo)) in enumerate(zip((-12,4,9,2,60),texts)):
            d=today+timedelta(days=days)
            a=Action(group=m.group, reference=f"X-{n}", meeting=m, text=Bilingual(en=en,lo=lo), agreed_on=m.held_on, first=Window(d-timedelta(days=5),d,d), words=Bilingual(en="by the middle of July",lo="ກາງເດືອນກໍລະກົດ"),kind=ActionKind.SUBMISSION if n==1 else ActionKind.GENERAL)
            a.assignments.append(Assignment(organisation=npa, window=a.first, total_count=120 if n==2 else None, done_count=37 if n==2 else None))
            if n==1: a.assignments.append(Assignment(organisation=org("UXO Lao"), role=AssignmentRole.SUPPORT, window=a.first)); a.assignments.append(Assignment(organisation=org("IM Unit"), role=AssignmentRole.RECIPIENT, window=a.first))
            cur.add(a); cur.flush(); parts.append(a.assignments[0].id)
        nid=npa.id
    v=Voice(nid); who=cast.actor("npa"); at=clock.now()
    from tracker.actions.deciding import Seen
    with transaction(): reporting.hand_in(parts[2], Report(note=Bilingual(en="All",lo="ໝົດ"),done=120,total=120), v, by=who, at=at)
    with transaction(): reporting.hand_in(parts[3], Report(note=Bilingual(en="All",lo="ໝົດ")), v, by=who, at=at)
    with transaction(): deciding.return_with_reason(Seen(parts[3], session.get(Assignment,parts[3]).version), Bilingual(en="Table 3 is missing",lo="ຂາດຕາຕະລາງທີ 3"), by=cast.actor("chair"), at=at)
    d=today+timedelta(days=20)
    with transaction(): asking.ask_for_time(parts[0], Window(d,d,d), Bilingual(en="Sick",lo="ເຈັບ"), v, by=who, at=at)
def test_s(chromium, office: Office):
    app=office.cast.app
    real=app.url_for
    def u(e,**k):
        try: return real(e,**k)
        except BuildError: return "#"+e
    app.jinja_env.globals["url_for"]=u
    app.jinja_env.globals["standing_of"]=words.standing_of
    fill(office.cast)
    for who in ("npa","chair","mag","secretary"):
        for lang,w in (("lo",360),("en",1280)):
            p=office.window(chromium,who,lang,w); p.goto(office.site+"/"); p.screenshot(path=f"/tmp/w5/D/{who}-{lang}.png",full_page=True)
            print(who,lang,p.evaluate("[document.documentElement.scrollWidth, innerWidth]"))
            p.context.close()
