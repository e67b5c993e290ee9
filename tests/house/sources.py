"""The project's own Python files, parsed once, and small readings of them that the rules of the house share."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
FEATURES = (
    "desk", "administration", "dashboard", "exchange", "reminders", "translation", "find", "drafting", "invitations",
    "minutes", "register", "actions", "meetings", "documents", "groups", "accounts", "organisations", "access",
)  # fmt: skip
PLUMBING = ("search", "calendar", "sheets", "files", "mail", "docx", "jobs", "audit")
ROOMS = (
    ("views", "commands", "jobs"), ("forms",), ("services",), ("mails",), ("queries",), ("policy",), ("models",),
)  # fmt: skip


@dataclass(frozen=True)
class Source:
    """One Python file: its place, its name as a module, and its text."""

    path: str
    module: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the file, once."""
        return tuple(ast.walk(self.tree))

    @property
    def floor(self) -> str:
        """The feature or floor it stands on: `meetings` of tracker.meetings.services."""
        return self.module.split(".")[1] if self.module.count(".") else ""

    @property
    def room(self) -> str:
        """The name of the file: `services` of tracker.meetings.services."""
        return self.module.rsplit(".", 1)[1] if self.module.count(".") > 1 else ""

    @property
    def rank(self) -> int | None:
        """How high the room stands inside its feature, 0 the highest; None for a room named by its topic."""
        kinds = [number for number, names in enumerate(ROOMS) for name in names if is_kind(self.room, name)]
        return kinds[0] if kinds else None

    def at(self, node: ast.AST) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 1)}"

    @cached_property
    def names(self) -> dict[str, str]:
        """What each imported name stands for: {'date': 'datetime.date', 'sa': 'sqlalchemy'}."""
        found: dict[str, str] = {}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                found |= {each.asname or each.name.split(".")[0]: each.name if each.asname else each.name.split(".")[0]
                          for each in node.names}  # fmt: skip
            elif isinstance(node, ast.ImportFrom):
                found |= {each.asname or each.name: f"{node.module}.{each.name}" for each in node.names}
        return found

    def full_name(self, node: ast.AST) -> str:
        """The dotted name of an expression, imports resolved: `dt.now` is 'datetime.datetime.now'; '' if none."""
        if isinstance(node, ast.Name):
            return self.names.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            before = self.full_name(node.value)
            return f"{before}.{node.attr}" if before else ""
        return ""

    def imports(self) -> Iterator[tuple[ast.stmt, str]]:
        """Every imported name with its statement: ('from a import b' gives 'a.b', 'import a.b' gives 'a.b')."""
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from ((node, each.name) for each in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((node, f"{'.' * node.level}{node.module or ''}.{each.name}") for each in node.names)


def is_kind(room: str, kind: str) -> bool:
    """Whether a room is of a kind, whole or one topic of it: `views` and `views_circulation` are both views."""
    return room == kind or room.startswith(f"{kind}_")


def source(path: Path) -> Source:
    """One file of the project."""
    place = path.relative_to(ROOT)
    parts = place.with_suffix("").parts
    module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Source(place.as_posix(), module, path.read_text(encoding="utf-8"))


def planted(module: str, text: str) -> Source:
    """A file that is not there, to see that a rule finds what it looks for."""
    return Source(f"{module.replace('.', '/')}.py", module, text)


@cache
def tracker() -> tuple[Source, ...]:
    """Every Python file of the package."""
    return tuple(source(path) for path in sorted((ROOT / "tracker").rglob("*.py")))


def docstrings(tree: ast.Module) -> set[int]:
    """The ids of the nodes that are docstrings, of modules, classes and functions, and of names they stand under."""
    found: set[int] = set()
    for node in ast.walk(tree):
        for statement in getattr(node, "body", None) or [] if not isinstance(node, ast.Lambda | ast.IfExp) else []:
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                found.add(id(statement.value))
    return found


def words(name: str) -> list[str]:
    """The words of an identifier or a text, in small letters: 'heldOn_date' is held, on, date."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)]


def none_of(findings: Iterable[str]) -> None:
    """Fail with every finding in full, one line each, and nothing else."""
    found = list(findings)
    if found:
        pytest.fail("\n".join(found), pytrace=False)
