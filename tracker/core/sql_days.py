"""Days between two dates as SQL, for both databases; knows no tables."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class days_between(FunctionElement[int]):  # noqa: N801  reads like a function of SQL
    """How many days the second date lies after the first."""

    inherit_cache = True
    type = Integer()
    name = "days_between"

    def __init__(self, first: ColumnElement[date | None], second: ColumnElement[date | None]) -> None:
        super().__init__(first, second)


@compiles(days_between)
def _subtracted(element: days_between, compiler: SQLCompiler, **options: Any) -> str:
    first, second = (compiler.process(each, **options) for each in element.clauses)
    return f"({second} - {first})"


@compiles(days_between, "sqlite")
def _counted(element: days_between, compiler: SQLCompiler, **options: Any) -> str:
    first, second = (compiler.process(each, **options) for each in element.clauses)
    return f"CAST(julianday({second}) - julianday({first}) AS INTEGER)"
