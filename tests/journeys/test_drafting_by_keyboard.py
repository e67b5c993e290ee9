"""The main job of the chair: a meeting is planned, held and drafted in the room, by keyboard alone, in one language."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from applications import SAMPLE, application, dispose
from browsers import chromium, playwright, window
from cast import Cast, cast_of
from keyboard import Keyboard
from plain_text import plain_text
from playwright.sync_api import Browser, Page, expect
from serving import serving
from sqlalchemy import delete, select

from tracker.actions.models import Action
from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.core.i18n import Language
from tracker.exchange import reading
from tracker.exchange.schema import EntryIn, MeetingFile
from tracker.groups.models import NumberSeries
from tracker.meetings.models import Entry, Meeting
from tracker.minutes import outline
from tracker.minutes.queries import record_of

__all__ = ["chromium", "playwright"]  # fixtures
pytestmark = pytest.mark.chromium
EXPECTED = Path(__file__).parent.parent / "minutes"
ROOM = "/meetings/im-twg/2021-Q1/room"
