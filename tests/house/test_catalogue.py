import ast
import re
from collections.abc import Iterable, Iterator
from io import BytesIO

import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes
from sources import ROOT, Source, none_of, planted, tracker

from deploy.strings import KEYWORDS, OPTIONS, PO, Text, renewed, spoken, written

SPEAKERS = {
    "tracker.core.i18n.say": 1,
    "tracker.core.bilingual.Bilingual.said": 1,
    "tracker.core.i18n.say_many": 2,
    "tracker.core.fields.later": 1,
}  # and how many of their first arguments are strings of the catalogue
ADVICE = "write the words themselves where they are said, so that they can be found"
JINJA = Environment(extensions=["jinja2.ext.do"], autoescape=True)


def hidden(file: Source) -> Iterator[str]:
    """Strings said by way of a variable or within an f-string, where no extraction can find them."""
    for node in (
        file.nodes if file.module not in {"tracker.core.i18n", "tracker.core.bilingual", "tracker.core.fields"} else ()
    ):
        if isinstance(node, ast.Call) and file.full_name(node.func) in SPEAKERS:
            for message in node.args[: SPEAKERS[file.full_name(node.func)]]:
                if not isinstance(message, ast.Constant):
                    yield f"{file.at(node)}: {ast.unparse(message)} is a variable; {ADVICE}"
        elif isinstance(node, ast.JoinedStr):
            calls = (inner for inner in ast.walk(node) if isinstance(inner, ast.Call))
            for call in calls:
                if file.full_name(call.func) in SPEAKERS:
                    yield f"{file.at(node)}: {ast.unparse(call)} stands in an f-string; say it before"


def hidden_in_template(text: str) -> Iterator[str]:
    """The same in a template."""
    for call in JINJA.parse(text).find_all(nodes.Call):
        speaks = isinstance(call.node, nodes.Name) and call.node.name in KEYWORDS
        if speaks and call.args and not isinstance(call.args[0], nodes.Const):
            yield f"{call.lineno}: a variable is said; {ADVICE}"


def catalogue(text: str) -> Catalog:
    return read_po(BytesIO(text.encode()), locale="lo", abort_invalid=True)


def faults(said: dict[Text, str], lao: Catalog) -> Iterator[str]:
    """What is said and not translated, translated and not said, or translated with other places to fill in."""
    there = {message.id: message for message in lao if message.id}
    yield from (
        f"{said[text]}: {text!r} has no Lao" for text in said if text not in there or not all(_lao(there[text]))
    )
    yield from (f"messages.po: {text!r} is said nowhere any more; take it out" for text in there if text not in said)
    yield from (
        f"messages.po: {text!r} is fuzzy; confirm it or translate it anew" for text in there if there[text].fuzzy
    )
    yield from (f"messages.po: {text!r} is commented out; take it out" for text in lao.obsolete)
    for text, message in there.items():
        for lao_text in filter(None, _lao(message)):
            if _places([lao_text]) != _places([text] if isinstance(text, str) else text):
                yield f"messages.po: {text!r} and {lao_text!r} have different places to fill in"


def _lao(message: Message) -> Iterable[str]:
    return [message.string] if isinstance(message.string, str) else message.string or [""]


def _places(texts: Iterable[str]) -> set[str]:
    return {place for text in texts for place in re.findall(r"%\(\w+\)[sd]", text)}


def test_everything_that_is_said_is_said_in_lao() -> None:
    none_of(faults(spoken(), catalogue(PO.read_text("utf-8"))))


def test_everything_that_is_said_can_be_found() -> None:
    found = [line for file in tracker() for line in hidden(file)]
    for path in sorted((ROOT / "templates").rglob("*.*")):
        found += [f"{path.relative_to(ROOT)}:{line}" for line in hidden_in_template(path.read_text("utf-8"))]
    none_of(found)


@pytest.mark.parametrize(
    "text",
    [
        "from tracker.core.i18n import say\nsay(words, language)\n",
        "from tracker.core import i18n\ni18n.say_many('day', days, 2, 'en')\n",
        "from tracker.core.bilingual import Bilingual\nBilingual.said('a' if x else 'b')\n",
        "from tracker.core.bilingual import Bilingual\nBilingual.said(f'{x} late')\n",
        "from tracker.core.i18n import say\nf\"{x} {say('late', 'en')}\"\n",
    ],
)
def test_a_hidden_string_is_seen(text: str) -> None:
    assert list(hidden(planted("tracker.minutes.words", text)))


def test_a_hidden_string_of_a_template_is_seen() -> None:
    assert list(hidden_in_template("{{ say(words, language) }}"))
    assert not list(hidden_in_template("{{ say('Draft', language) }}{{ _('Draft') }}{{ other(words) }}"))


def test_the_extraction_finds_strings_of_code() -> None:
    code = b'say("One", x)\nBilingual.said("Two %(n)s", n=1)\nsay_many("%(number)s day", "%(number)s days", 2, x)\n'
    messages = [message for _, message, _, _ in extract("python", BytesIO(code), KEYWORDS)]
    assert messages == ["One", "Two %(n)s", ("%(number)s day", "%(number)s days")]


def test_the_extraction_finds_strings_of_templates() -> None:
    page = b"{% do x %}<p title=\"{{ _('One') }}\">{{ ngettext('%(num)s day', '%(num)s days', n) }}</p>"
    messages = [message for _, message, _, _ in extract("jinja2", BytesIO(page), KEYWORDS, options=OPTIONS)]
    assert messages == ["One", ("%(num)s day", "%(num)s days")]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('msgid "Other"\nmsgstr "ອື່ນ"\n', "said nowhere"),
        ('msgid "Draft"\nmsgstr ""\n', "has no Lao"),
        ('#, fuzzy\nmsgid "Draft"\nmsgstr "ສະບັບຮ່າງ"\n', "is fuzzy"),
        ('#~ msgid "Old"\n#~ msgstr "ເກົ່າ"\n', "commented out"),
        ('msgid "%(n)s late"\nmsgstr "ກາຍ %(m)s"\n', "different places"),
        ('msgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "ມື້"\n', "different places"),
    ],
)
def test_a_fault_of_the_catalogue_is_seen(text: str, fault: str) -> None:
    said: dict[Text, str] = {"Draft": "x.py:1", "%(n)s late": "x.py:2", ("%(n)s day", "%(n)s days"): "x.py:3"}
    good = {
        "Draft": 'msgid "Draft"\nmsgstr "ສະບັບຮ່າງ"\n',
        "late": 'msgid "%(n)s late"\nmsgstr "ກາຍ %(n)s"\n',
        "day": 'msgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "%(n)s ມື້"\n',
    }
    head = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
    assert list(faults(said, catalogue(head + "\n".join(good.values())))) == []
    kept = [each for each in good.values() if each.split("msgstr")[0] not in text]
    found = list(faults(said, catalogue(head + "\n".join([*kept, text]))))
    assert [line for line in found if fault in line]


def test_a_catalogue_made_anew_keeps_the_lao_and_drops_what_is_said_no_more() -> None:
    old = catalogue(
        'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
        '#, review\nmsgid "Draft"\nmsgstr "ສະບັບຮ່າງ"\n\nmsgid "Save"\nmsgstr "ບັນທຶກ"\n\nmsgid "Old"\nmsgstr "ເກົ່າ"\n'
    )
    text = written(renewed({"Draft": "", "Save": "", "New": "", ("%(number)s day", "%(number)s days"): ""}, old))
    entries = text.strip().split("\n\n")[1:]
    assert entries == [
        '#, python-format, review\nmsgid "%(number)s day"\nmsgid_plural "%(number)s days"\nmsgstr[0] ""',
        '#, review\nmsgid "Draft"\nmsgstr "ສະບັບຮ່າງ"',
        '#, review\nmsgid "New"\nmsgstr ""',
        'msgid "Save"\nmsgstr "ບັນທຶກ"',
    ]


def test_the_catalogue_is_written_as_the_program_writes_it() -> None:
    text = PO.read_text("utf-8")
    assert written(renewed(spoken(), catalogue(text))) == text, "run: python3 tasks.py strings"
