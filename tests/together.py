"""Doing several things at the same time in one application."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from flask import Flask

T = TypeVar("T")


def at_once(app: Flask, acts: list[Callable[[], T]]) -> list[T]:
    """Do all of them at once, each in a thread and an application context of its own."""
    start = Barrier(len(acts))

    def one(act: Callable[[], T]) -> T:
        with app.app_context():
            start.wait(10)
            return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))
