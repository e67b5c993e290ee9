import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.exchange import yaml_nodes
from tracker.exchange.problems import FileProblems
from tracker.exchange.yaml_nodes import Findings, Mapping, Node, Scalar, Sequence


@pytest.fixture(params=["as installed", "without libyaml"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "without libyaml":
        monkeypatch.setattr(yaml_nodes, "PARSER", yaml.SafeLoader)


def compose(data: bytes) -> Node:
    findings = Findings("f")
    node = yaml_nodes.compose(data, findings)
    if findings.problems:
        raise FileProblems(findings.problems)
    return node


def problems_of(data: bytes) -> list[str]:
    try:
        compose(data)
    except FileProblems as error:
        return [str(problem) for problem in error.problems]
    return []


def refused(data: bytes) -> list[str]:
    with pytest.raises(FileProblems) as caught:
        compose(data)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.usefixtures("parser")
def test_every_scalar_is_the_string_that_was_typed() -> None:
    node = compose(b"a: on\nb: 12:00\nc: 010\nd: 2.\ne: 2021-02-30\nf:\ng: [~, null]\nh: 'x: y'\n")
    assert isinstance(node, Mapping)
    assert {key: value.text for key, value in node.values.items() if isinstance(value, Scalar)} == {
        "a": "on", "b": "12:00", "c": "010", "d": "2.", "e": "2021-02-30", "f": "", "h": "x: y",
    }  # fmt: skip
    assert node.values["g"] == Sequence([Scalar("~", 7), Scalar("null", 7)], 7)


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_lines_are_counted_as_an_editor_counts_them(line_end: bytes, mark: bytes) -> None:
    source = ["# note", "---", "a:", "  - b: |", "      one", "      two", "    c: ລາວ\u2028\x85 e", "d: {e: f}"]
    node = compose(mark + line_end.join(line.encode() for line in source) + line_end)
    inner = Mapping({"b": Scalar("one\ntwo\n", 4), "c": Scalar("ລາວ   e", 7)}, {"b": 4, "c": 7}, 4)
    assert node == Mapping(
        {"a": Sequence([inner], 4), "d": Mapping({"e": Scalar("f", 8)}, {"e": 8}, 8)}, {"a": 3, "d": 8}, 3
    )


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "f:1: the file is empty"),
        (b"\n# nothing\n", "f:1: the file is empty"),
        (b"a: b\n" * 400_001, "f:1: the file is larger than 2 MB"),
        ("a: ລາວ".encode("utf-16"), "f:1: the file is stored as UTF-16; store it as UTF-8"),
        (b"a: b\r\nc: \xff\xfe", "f:2: this is not UTF-8 text; store the file as UTF-8"),
        (b"PK\x03\x04", "f:1: a control character (U+0003) stands here; delete it"),
        (b"a: b\nc: d\x00", "f:2: a control character (U+0000) stands here; delete it"),
        ("a: b\rc: d\ne: \x9b".encode(), "f:3: a control character (U+009B) stands here; delete it"),
        (b"a: &x b", "f:1: anchors (&name) are not allowed; put the text in quotes"),
        (b"a: b\n*x : c", "f:2: aliases (*name) are not allowed; write the value out"),
        (b"a:\n  - *x", "f:2: aliases (*name) are not allowed; write the value out"),
        (b"a: !!str b", "f:1: tags (!name) are not allowed; put the text in quotes"),
        (b"a: !python/object/apply:os.system [ls]", "f:1: tags (!name) are not allowed; put the text in quotes"),
        (b"<<: {a: b}", "f:1: merge keys (<<) are not allowed; write the values out"),
        (b"a: b\n---\nc: d", "f:2: a file holds one meeting; a second one starts here"),
        (b"a: b\n'a': c", "f:2: the key 'a' stands twice; first on line 1"),
        (b"x:\n  - {a: b, c: d, a: e}", "f:2: the key 'a' stands twice; first on line 2"),
        (b"? [a]\n: b", "f:1: a key must be a single word, not a list or a mapping"),
        (b"[" * 1_900_000, "f:1: nested deeper than 40 levels"),
        (b"- " * 900_000, "f:1: nested deeper than 40 levels"),
        (b"a: {" * 400_000, "f:1: nested deeper than 40 levels"),
        (b"".join(b" " * depth + b"a:\n" for depth in range(500)), "f:41: nested deeper than 40 levels"),
        (b"a: b: c", "f:1: a text that holds a colon must stand in quotes, or the indentation is wrong"),
        (b"a: b\n\tc: d", "f:2: a tab stands here; indent with spaces"),
        (b"a: b\nc: 'd\ne: f\n", "f:2: a quotation mark is opened here and never closed"),
        (b"a: @b", "f:1: a text that begins with a special character must stand in quotes"),
        (b"a: b\nc\nd: e", "f:3: there is no colon after a key, here or on the line above"),
        (b"- a\nb: c", "f:2: the indentation is wrong here, or a text that should stand in quotes does not"),
        (b'a: "\\uZZZZ"', "f:1: this is not valid YAML: "),
    ],
)  # fmt: skip
def test_what_could_mislead_or_do_harm_is_refused(data: bytes, problem: str) -> None:
    found = refused(data)
    assert found[0].startswith(problem)
    assert all("\n" not in line for line in found)
    if not problem.endswith(": "):
        assert found[0] == problem


@pytest.mark.usefixtures("parser")
def test_values_are_counted_while_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_nodes, "MOST_VALUES", 1000)
    assert isinstance(compose(b"- a\n" * 990), Sequence)
    assert refused(b"- a\n" * 1010) == ["f:999: the file holds too many values"]


def test_ten_megabytes_of_nesting_are_not_even_looked_at() -> None:
    assert refused(b"[" * 10_000_000) == ["f:1: the file is larger than 2 MB"]


@pytest.mark.usefixtures("parser")
def test_several_problems_are_told_together_and_not_too_many() -> None:
    assert refused(b"a: &x b\na: c\nd: !t e\n") == [
        "f:1: anchors (&name) are not allowed; put the text in quotes",
        "f:2: the key 'a' stands twice; first on line 1",
        "f:3: tags (!name) are not allowed; put the text in quotes",
    ]
    assert len(refused(b"- &a b\n" * 200)) == 50


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("escape", [b"\\ud83d\\ude00", b"\\ud800", b"\\U00110000", b"\\x07"])
def test_escapes_that_are_no_text_are_told_or_left_to_be_cleaned(escape: bytes) -> None:
    reasons = problems_of(b'a: "' + escape + b'"')
    assert reasons in ([], ["f:1: an escape in the text stands for no character"])
    assert reasons or escape != b"\\U00110000"


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60) | st.text("ab:-? []{}&*!|>'\"#%@`,\n\t\\u0<~ລ\ufeff\u2028", max_size=60).map(str.encode))
def test_any_bytes_give_a_tree_or_plain_reasons(data: bytes) -> None:
    assert all(reason.startswith("f:") and "\n" not in reason for reason in problems_of(data))
