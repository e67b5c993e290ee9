"""The sample with everybody in it, beside a generated archive of two years in which much is open and late."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from applications import NOON, application, dispose
from cast import Cast
from lived import generate
from pages import Page

from tracker.actions import changing
from tracker.actions.changing import NewAction
from tracker.actions.deadlines import Window
from tracker.actions.models import Action
from tracker.actions.services import Agreement
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction


@pytest.fixture(scope="module")
def followed(full_sqlite: tuple[Path, int, int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    """Nobody changes anything in it, so it is made once for a module."""
    folder = tmp_path_factory.mktemp("followed")
    file, *groups = full_sqlite
    shutil.copy(file, folder / file.name)
    app = application(folder)
    with app.app_context():
        generate(actions=160)
        yield Cast(app, *groups)
        dispose()


def agreed(cast: Cast, words: str = "Count the reports") -> Action:
    """An action of NPA that was agreed outside a meeting, until the end of April."""
    npa = cast.account("npa").person.organisation_id
    until = Window(by=date(2021, 4, 30), latest=date(2021, 4, 30))
    agreement = Agreement(on=NOON.date(), text=Bilingual.same(words), window=until, owners=(npa,))
    new, chair = NewAction(agreed=agreement, reason=Bilingual.same("Now")), cast.actor("chair")
    with transaction():
        return changing.add_action(cast.group_id, new, by=chair, at=NOON)


def number(text: str) -> float:
    """A number as a page writes it; a dash stands for none."""
    return 0 if text == "–" else float(text.replace(",", "").rstrip("%"))


def figures(page: Page) -> Iterator[tuple[str, float, str]]:
    """The name, the number and the link of every figure of the page."""
    for card in page.root.xpath("//ul[contains(@class, 'counted-all')]//a"):
        name, said = (
            " ".join(each.text_content().split()) for each in card.xpath("span[not(contains(@class, 'tone'))]")
        )
        yield name, number(said), card.get("href")
    for link in page.root.xpath("//td[@data-label]//a[contains(@href, 'measure=')]"):
        yield link.xpath("ancestor::td/@data-label")[0], number(link.text_content().strip()), link.get("href")
