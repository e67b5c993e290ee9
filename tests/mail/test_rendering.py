import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import TemplateNotFound, UndefinedError
from lxml import html

from tracker.core.i18n import LANGUAGES
from tracker.core.web import STATIC
from tracker.mail import rendering, styles
from tracker.mail.messages import link
from tracker.mail.rendering import render

PLANT = {
    "subject.en.txt": "For {{ name }}\n",
    "body.en.txt": "{{ name }}: {{ place }}\n",
    "body.en.html": '<p><a class="btn" href="{{ place }}">{{ name }}</a></p>\n',
}


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "planted").mkdir()
    for name in ("base.txt", "base.html"):
        (tmp_path / name).write_bytes((rendering.TEMPLATES / name).read_bytes())
    for name, text in PLANT.items():
        (tmp_path / "planted" / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(rendering, "TEMPLATES", tmp_path)
    rendering._templates.cache_clear()  # noqa: SLF001  other templates for one test
    yield
    rendering._templates.cache_clear()  # noqa: SLF001


def test_the_whole_mail_in_english() -> None:
    letter = render("test", "en", base_url="https://twg.example", why="You asked for it.", reply_to="im@example.la")
    assert letter.subject == "A test mail of the TWG tracker"
    assert letter.text == (
        "This mail shows that the tracker at https://twg.example can send mail.\n"
        "\n"
        "Nothing is to be done.\n"
        "\n"
        "-- \n"
        "You asked for it.\n"
        "You can answer this mail: your answer reaches im@example.la.\n"
    )
    root = html.document_fromstring(letter.html)
    assert [" ".join("".join(str(part) for part in each.itertext()).split()) for each in root.iter("h1", "p")] == [
        "A test mail of the TWG tracker",
        "This mail shows that the tracker at https://twg.example can send mail.",
        "Nothing is to be done.",
        "You asked for it.",
        "You can answer this mail: your answer reaches im@example.la.",
    ]
    assert root.get("lang") == "en"


def test_the_same_in_lao() -> None:
    letter = render("test", "lo", base_url="https://twg.example")
    assert letter.subject.startswith("ອີເມວທົດລອງ")
    assert "https://twg.example" in letter.text
    assert 'lang="lo"' in letter.html
    assert "line-height:1.75" in letter.html


@pytest.mark.usefixtures("planted")
def test_a_secret_link_stands_as_a_place() -> None:
    letter = render("planted", "en", name="NPA", place=link(12))
    assert letter.text.startswith("NPA: {link:12}\n")
    assert 'href="{link:12}"' in letter.html


@pytest.mark.parametrize(
    ("name", "place"), [("{link:12}", "x"), ("{", "link:12}"), ("{li", "nk:12}"), ("x", "{link:12}")]
)
@pytest.mark.usefixtures("planted")
def test_what_somebody_wrote_is_never_taken_for_a_secret_link(name: str, place: str) -> None:
    letter = render("planted", "en", name=name, place=place)
    assert "{link" not in (letter.subject + letter.text + letter.html).replace(": ", "").replace("\n", "")


@pytest.mark.usefixtures("planted")
def test_what_somebody_wrote_is_text_and_ends_no_line_of_the_subject() -> None:
    letter = render("planted", "en", name="<script>x</script>\nBcc: y {a}", place="p")
    assert letter.subject == "For <script>x</script> Bcc: y {a}"
    assert "<script>" not in letter.html
    assert "&lt;script&gt;" in letter.html


@pytest.mark.usefixtures("planted")
def test_a_value_or_a_template_that_is_missing_is_no_mail() -> None:
    with pytest.raises(UndefinedError):
        render("planted", "en", name="x")
    with pytest.raises(TemplateNotFound):
        render("planted", "lo", name="x", place="y")


def test_every_mail_is_written_in_both_languages() -> None:
    folders = [path for path in rendering.TEMPLATES.iterdir() if path.is_dir()]
    assert folders
    for folder in folders:
        names = {f"{part}.{language}.{kind}" for language in LANGUAGES for part, kind in
                 (("subject", "txt"), ("body", "txt"), ("body", "html"))}  # fmt: skip
        assert {path.name for path in folder.iterdir()} == names, folder.name


def test_the_colours_are_those_of_the_theme() -> None:
    theme = (STATIC / "theme.css").read_text("utf-8")
    used = set(re.findall(r"#[0-9a-f]{3,6}", str(styles._RULES)))  # noqa: SLF001
    assert used - set(re.findall(r"#[0-9a-f]{3,6}", theme)) - {"#0e545f"} == set()
    assert "14, 84, 95" in theme  # #0e545f, as Bootstrap wants it


def test_rules_are_written_once() -> None:
    rest = '<p style="margin:0">b</p><br><hr/><td title="1 > 0">'
    assert styles.write_into(f'<p class="quiet x">a</p>{rest}') == (
        f'<p class="quiet x" style="margin:4px 0;color:#4c5b5f">a</p>{rest}'
    )
