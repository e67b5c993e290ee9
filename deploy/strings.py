"""The strings that the tracker says: finds them in code and templates, and brings the Lao catalogue up to date.

python3 tasks.py strings    adds what is new, takes out what is said no more, and lists what still wants its Lao
"""

import sys
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "tracker" / "translations" / "lo" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "later": (1,),
    "say": (1,),
    "said": (1,),
    "say_many": (1, 2),
}
OPTIONS = {"extensions": "jinja2.ext.do", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
HEAD = """\
# The Lao of the TWG tracker. Entries marked review want a native speaker.
msgid ""
msgstr ""
"Language: lo\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
Text = str | tuple[str, ...]


def spoken() -> dict[Text, str]:
    """Every string that is said in the tracker's code and templates, with the first place where it stands."""
    found: dict[Text, str] = {}
    for folder, methods in (("tracker", [("**.py", "python")]), ("templates", [("**.*", "jinja2")])):
        for name, line, message, _, _ in extract_from_dir(
            ROOT / folder, methods, {"**.*": OPTIONS} if folder == "templates" else {}, KEYWORDS
        ):
            found.setdefault(message, f"{folder}/{name}:{line}")
    return found


def renewed(said: dict[Text, str], old: Catalog) -> Catalog:
    """The catalogue with exactly these strings; the Lao that there was is kept, new strings are marked for review."""
    new = Catalog(locale="lo")
    for text in sorted(said, key=lambda text: text if isinstance(text, str) else text[0]):
        known = old.get(text)
        flags = {flag for flag in known.flags if flag == "review"} if known else {"review"}
        new.add(text, known.string if known else "", flags=flags)
    return new


def written(catalogue: Catalog) -> str:
    """The catalogue as it stands in the repository."""
    entries = BytesIO()
    write_po(entries, catalogue, width=120, no_location=True, omit_header=True)
    return HEAD + entries.getvalue().decode()


def main() -> int:
    """Write the catalogue anew; the exit code is 1 while something wants its Lao."""
    with PO.open("rb") as file:
        catalogue = renewed(spoken(), read_po(file, locale="lo"))
    PO.write_text(written(catalogue), encoding="utf-8", newline="\n")
    missing = [message.id for message in catalogue if message.id and not any(message.string or ())]
    for text in missing:
        print(f"no Lao yet: {text}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
