"""A calendar file read as strictly as RFC 5545 lets one, and once more by the library's own parser."""

import re
from dataclasses import dataclass

from icalendar import Calendar

LINE = re.compile(r'([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"\x00-\x1f]*"|[^";:,\x00-\x1f]*))*):([^\x00-\x08\x0a-\x1f\x7f]*)')
NEEDED = {"VEVENT": {"UID", "DTSTAMP", "DTSTART"}, "VTODO": {"UID", "DTSTAMP"}, "VCALENDAR": {"PRODID", "VERSION"}}
ONCE = {
    "UID", "DTSTAMP", "DTSTART", "DTEND", "DUE", "SUMMARY", "DESCRIPTION", "LOCATION", "STATUS", "SEQUENCE", "URL",
    "ORGANIZER", "PERCENT-COMPLETE", "COMPLETED", "METHOD",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A component: its properties as `NAME;PARAMETERS` and value, in their order."""

    kind: str
    lines: tuple[tuple[str, str], ...]

    def value(self, name: str) -> str:
        """The value of a property that stands there once; '' where it does not."""
        found = [value for key, value in self.lines if key.split(";")[0] == name]
        assert len(found) < 2, name
        return found[0] if found else ""

    def whole(self, name: str) -> str:
        """The same with its parameters."""
        found = [f"{key}:{value}" for key, value in self.lines if key.split(";")[0] == name]
        return "\n".join(found)


def read(data: bytes) -> list[Part]:
    """The components of a file that keeps every rule; AssertionError says which it breaks."""
    lines = data.split(b"\r\n")
    assert lines.pop() == b"", "the last line has no end"
    assert not [line for line in lines if b"\n" in line or b"\r" in line], "a line ends otherwise than by CRLF"
    assert max(map(len, lines)) <= 75, "a line has more than 75 octets"
    for line in lines:
        line.decode("utf-8")  # cut inside no letter
    parts, uids = _components(data.decode("utf-8").replace("\r\n ", "").split("\r\n")[:-1]), set()
    for part in parts:
        names = [key.split(";")[0] for key, _ in part.lines]
        assert NEEDED.get(part.kind, set()) <= set(names), part
        assert all(names.count(name) < 2 for name in ONCE), part
        if uid := part.value("UID"):
            assert uid not in uids
            uids.add(uid)
        _check_times(part, {each.value("TZID") for each in parts if each.kind == "VTIMEZONE"})
    for component in Calendar.from_ical(data).walk():
        assert not component.errors, component.errors
    return parts


def _components(lines: list[str]) -> list[Part]:
    """Every component, the outermost last."""
    found: list[Part] = []
    within: list[tuple[str, list[tuple[str, str]]]] = []
    for line in lines:
        matched = LINE.fullmatch(line)
        assert matched, line
        name, parameters, value = matched.groups()
        if name == "BEGIN":
            within.append((value, []))
        elif name == "END":
            kind, told = within.pop()
            assert kind == value
            found.append(Part(kind, tuple(told)))
        else:
            within[-1][1].append((name + parameters, value))
    assert not within
    assert found[-1].kind == "VCALENDAR"
    return found


def _check_times(part: Part, zones: set[str]) -> None:
    """No time floats: each has a zone that the file defines, or is UTC."""
    for key, value in part.lines:
        name = key.split(";")[0]
        if name not in {"DTSTART", "DTEND", "DUE", "COMPLETED", "DTSTAMP"} or part.kind in {"STANDARD", "DAYLIGHT"}:
            continue
        if "VALUE=DATE" in key:
            assert re.fullmatch(r"\d{8}", value), (key, value)
        elif "TZID=" in key:
            assert re.fullmatch(r"\d{8}T\d{6}", value), (key, value)
            assert key.split("TZID=")[1] in zones, key
        else:
            assert re.fullmatch(r"\d{8}T\d{6}Z", value), (key, value)
    if part.value("DTSTART") and part.value("DUE"):
        assert part.value("DTSTART") < part.value("DUE")
