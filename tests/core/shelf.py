"""Organisations as rows to write and to count, by one alone and by many at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from flask import Flask
from sqlalchemy import select

from tracker.core.bilingual import Bilingual
from tracker.core.db import db, session, transaction
from tracker.organisations.models import Organisation

T = TypeVar("T")


def organisation(name: str) -> Organisation:
    """One that is not stored yet."""
    return Organisation(short_name=name, name=Bilingual.same(name))


def stored(name: str) -> Organisation:
    """One that is."""
    with transaction() as current:
        current.add(organisation(name))
    return session.scalars(select(Organisation).where(Organisation.short_name == name)).one()


def names() -> set[str]:
    """What is stored, as somebody else sees it."""
    with db.engine.connect() as connection:
        return set(connection.scalars(select(Organisation.short_name)))


def at_once(app: Flask, acts: list[Callable[[], T]]) -> list[T]:
    """Do all of them at the same time, each in a thread and an application context of its own."""
    start = Barrier(len(acts))

    def one(act: Callable[[], T]) -> T:
        with app.app_context():
            start.wait(10)
            return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))
