"""The floor that the tracker's speed is measured against: the smallest honest program that keeps items of fifty owners
on the same database, with sign-in, CSRF and a line of audit. It knows no rules."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, redirect, render_template_string, request, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import Engine, ForeignKey, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, joinedload, mapped_column, relationship

PAGE = """<!doctype html><html lang="en"><title>Items</title><meta name="csrf" content="{{ csrf_token() }}">
<table>{% for item in items %}<tr><td>{{ item.title }}</td><td>{{ item.owner.name }}</td></tr>{% endfor %}</table>"""

ONE = """<!doctype html><html lang="en"><title>{{ item.title }}</title><meta name="csrf" content="{{ csrf_token() }}">
<p>{{ item.owner.name }}</p><ul>{% for step in steps %}<li>{{ step.at }} {{ step.what }}</li>{% endfor %}</ul>"""
STEPS = 5


class Base(DeclarativeBase):
    pass


class Owner(UserMixin, Base):  # type: ignore[misc] # Flask-Login carries no types
    __tablename__ = "owner"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Item(Base):
    __tablename__ = "item"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("owner.id"), index=True)
    title: Mapped[str]
    owner: Mapped[Owner] = relationship()


class Trail(Base):
    __tablename__ = "trail"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    who: Mapped[int]
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    what: Mapped[str]


def _safe(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def floor(folder: Path, items: int) -> Flask:
    """The program with that many items; /in signs in, / lists, /1 is one with its history, POST /new makes one."""
    app = Flask("floor")
    app.config.update(
        SECRET_KEY="floor",  # noqa: S106  of a program that keeps nothing
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder / 'floor.sqlite'}", WTF_CSRF_TIME_LIMIT=None
    )  # fmt: skip
    database = SQLAlchemy(app, model_class=Base)
    CSRFProtect(app)
    LoginManager(app).user_loader(lambda key: database.session.get(Owner, int(key)))
    with app.app_context():
        event.listen(database.engine, "connect", _safe)
        Base.metadata.create_all(database.engine)
        _fill(database.engine, items)

    @app.get("/in")
    def sign_in() -> str:
        login_user(database.session.get(Owner, 1))
        return "ok"

    @app.get("/")
    @login_required  # type: ignore[untyped-decorator] # Flask-Login carries no types
    def index() -> str:
        mine = select(Item).where(Item.owner_id == current_user.id).options(joinedload(Item.owner)).limit(25)
        return render_template_string(PAGE, items=database.session.scalars(mine))

    @app.get("/<int:item_id>")
    @login_required  # type: ignore[untyped-decorator] # as above
    def one(item_id: int) -> str:
        item = database.session.get_one(Item, item_id, options=[joinedload(Item.owner)])
        steps = select(Trail).where(Trail.item_id == item.id).order_by(Trail.id.desc())
        return render_template_string(ONE, item=item, steps=database.session.scalars(steps))

    @app.post("/new")
    @login_required  # type: ignore[untyped-decorator] # as above
    def new() -> Any:
        item = Item(owner_id=current_user.id, title=request.form["title"].strip())
        database.session.add(item)
        database.session.flush()
        database.session.add(Trail(at=datetime.now(UTC), who=current_user.id, item_id=item.id, what="made"))
        database.session.commit()
        return redirect(url_for("index"))

    return app


def _fill(engine: Engine, items: int) -> None:
    with engine.begin() as connection:
        connection.execute(
            Owner.metadata.tables["owner"].insert(), [{"id": k, "name": f"Party {k}"} for k in range(1, 51)]
        )
        rows = [{"owner_id": k % 50 + 1, "title": f"Recommendation {k} / ຂໍ້ສະເໜີ {k}"} for k in range(items)]
        connection.execute(Item.metadata.tables["item"].insert(), rows)
        steps = [{"at": datetime.now(UTC), "who": 1, "item_id": 1, "what": f"step {k}"} for k in range(STEPS)]
        connection.execute(Item.metadata.tables["trail"].insert(), steps)
