"""What a person did where a YAML parser only says what it expected; knows the words of libyaml and of PyYAML."""

import yaml

from tracker.core.bilingual import Bilingual
from tracker.exchange.problems import quoted


def why_not_yaml(error: yaml.MarkedYAMLError, text: str) -> tuple[int, Bilingual]:
    """The line to look at, and the likely mistake there."""
    problem = error.problem or ""
    mark = error.problem_mark
    if "unexpected end of stream" in problem and error.context_mark is not None:
        mark = error.context_mark
    line = mark.line if mark is not None else 0
    if _begins_with_tab(text, line):
        return line + 1, Bilingual.said("a tab stands here; indent with spaces")
    return line + 1, _mistake(problem)


def not_a_character() -> Bilingual:
    """What is wrong with an escape such as \\ud800."""
    return Bilingual.said("an escape in the text stands for no character")


def _begins_with_tab(text: str, line: int) -> bool:
    written = text.splitlines()[line : line + 1]
    return bool(written) and "\t" in written[0][: len(written[0]) - len(written[0].lstrip())]


def _mistake(problem: str) -> Bilingual:
    indented = Bilingual.said("the indentation is wrong here, or a text that should stand in quotes does not")
    known = {
        "mapping values are not allowed": Bilingual.said(
            "a text that holds a colon must stand in quotes, or the indentation is wrong"
        ),
        "unexpected end of stream": Bilingual.said("a quotation mark is opened here and never closed"),
        "cannot start any token": Bilingual.said("a text that begins with a special character must stand in quotes"),
        "could not find expected ':'": Bilingual.said("there is no colon after a key, here or on the line above"),
        "escape code": not_a_character(),
        "did not find expected key": indented,
        "did not find expected '-'": indented,
        "expected <block end>": indented,
    }
    for words, mistake in known.items():
        if words in problem:
            return mistake
    return Bilingual.said("this is not valid YAML: %(detail)s", detail=quoted(" ".join(problem.split())))
