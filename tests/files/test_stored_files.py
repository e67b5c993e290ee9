import pytest
from applications import NOON
from flask import Flask
from sqlalchemy import func, select
from together import at_once

from tracker.core.db import session, transaction
from tracker.files import services
from tracker.files.downloads import as_download, download
from tracker.files.kinds import media_type_of
from tracker.files.models import FileContent, StoredFile


def kept(data: bytes, name: str = "a.pdf") -> int:
    with transaction():
        return services.keep(data, name, "application/pdf", at=NOON).id


@pytest.mark.usefixtures("either_app")
def test_the_same_bytes_are_kept_once() -> None:
    one, other, third = kept(b"same"), kept(b"same", "b.pdf"), kept(b"", "empty.txt")
    assert len({one, other, third}) == 3
    assert session.scalar(select(func.count()).select_from(FileContent)) == 2
    file = session.get_one(StoredFile, other)
    assert (file.name, file.size, services.read(file)) == ("b.pdf", 4, b"same")
    assert services.read(session.get_one(StoredFile, third)) == b""


def test_the_same_bytes_at_the_same_moment(either_app: Flask) -> None:
    assert len(set(at_once(either_app, [lambda: kept(b"same")] * 8))) == 8
    assert session.scalar(select(func.count()).select_from(FileContent)) == 1


@pytest.mark.usefixtures("app")
def test_what_was_changed_is_not_read() -> None:
    number = kept(b"signed")
    with transaction() as current:
        current.connection().exec_driver_sql("UPDATE file_content SET data = x'00'")
    with pytest.raises(ValueError, match="was changed or is missing"):
        services.read(session.get_one(StoredFile, number))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\ບົດບັນທຶກ.docx", "ບົດບັນທຶກ.docx"),
        ('a"b\r\n;c.pdf', "a b ;c.pdf"),
        ("", "file"),
        ("...", "file"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("x" * 300 + ".docx", "x" * 250 + ".docx"),
    ],
)
def test_a_name_is_a_plain_name(given: str, expected: str) -> None:
    assert services.plain_name(given) == expected


@pytest.mark.usefixtures("app")
def test_a_download_is_saved_and_never_run(app: Flask) -> None:
    number = kept(b"<script>alert(1)</script>", "ບົດບັນທຶກ.html")
    with app.test_request_context():
        response = download(session.get_one(StoredFile, number))
        assert response.headers["Content-Disposition"].startswith("attachment; ")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response.headers["Content-Security-Policy"]
        assert "no-store" in response.headers["Cache-Control"]
        assert as_download(b"x", "a\r\nb.pdf", "").headers["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"From: wei@example.org\r\nSubject: Re\r\n\r\nWe agree.", "answer.EML", "message/rfc822"),
        (b"Subject:\n folded\n\nx", "a.eml", "message/rfc822"),
        (b"<html>From: x\n", "a.eml", ""),
        (b"no head at all", "a.eml", ""),
        (b"", "a.eml", ""),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 a mail", "a.msg", "application/vnd.ms-outlook"),
        (b"{\\rtf1}", "a.msg", ""),
    ],
)
def test_a_mail_that_was_saved_is_known_by_its_head(data: bytes, name: str, expected: str) -> None:
    assert media_type_of(data, name) == expected
