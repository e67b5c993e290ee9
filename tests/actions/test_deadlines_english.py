from datetime import date

import pytest

from tracker.actions.deadlines import Basis, read

MEETING = date(2021, 3, 29)  # a Monday

EXACT = """
29 March 2021                               | 2021-03-29 | 2021-03-29
15 April 2021                               | 2021-04-15 | 2021-04-15
the 15th of April, 2021                     | 2021-04-15 | 2021-04-15
15 April                                    | 2021-04-15 | 2021-04-15
April 15, 2021                              | 2021-04-15 | 2021-04-15
April 15                                    | 2021-04-15 | 2021-04-15
15-Apr-2021                                 | 2021-04-15 | 2021-04-15
15-Apr-21                                   | 2021-04-15 | 2021-04-15
15 Apr. 21                                  | 2021-04-15 | 2021-04-15
Fri 16 Apr                                  | 2021-04-16 | 2021-04-16
Friday, 16 April 2021                       | 2021-04-16 | 2021-04-16
16th April 2021 (Friday)                    | 2021-04-16 | 2021-04-16
2021-04-15                                  | 2021-04-15 | 2021-04-15
2021/04/15                                  | 2021-04-15 | 2021-04-15
15/04/2021                                  | 2021-04-15 | 2021-04-15
15.4.2021                                   | 2021-04-15 | 2021-04-15
15-04-2021                                  | 2021-04-15 | 2021-04-15
15/4/21                                     | 2021-04-15 | 2021-04-15
15/4                                        | 2021-04-15 | 2021-04-15
the 15th                                    | 2021-04-15 | 2021-04-15
first of May                                | 2021-05-01 | 2021-05-01
15 March                                    | 2022-03-15 | 2022-03-15
15 March 2021                               | 2021-03-15 | 2021-03-15
15 April next year                          | 2022-04-15 | 2022-04-15
15th of next month                          | 2021-04-15 | 2021-04-15
the 30th of the month                       | 2021-03-30 | 2021-03-30
29 February 2024                            | 2024-02-29 | 2024-02-29
today                                       | 2021-03-29 | 2021-03-29
tomorrow                                    | 2021-03-30 | 2021-03-30
the day after tomorrow                      | 2021-03-31 | 2021-03-31
Friday                                      | 2021-04-02 | 2021-04-02
on Friday                                   | 2021-04-02 | 2021-04-02
this Friday                                 | 2021-04-02 | 2021-04-02
next Friday                                 | 2021-04-09 | 2021-04-09
Friday next week                            | 2021-04-09 | 2021-04-09
next week, Friday                           | 2021-04-09 | 2021-04-09
first Monday of May                         | 2021-05-03 | 2021-05-03
last Friday of April                        | 2021-04-30 | 2021-04-30
12-16 April                                 | 2021-04-12 | 2021-04-16
12 to 16 April                              | 2021-04-12 | 2021-04-16
12th – 16th of April 2021                   | 2021-04-12 | 2021-04-16
April 12-16, 2021                           | 2021-04-12 | 2021-04-16
between 12 and 16 April                     | 2021-04-12 | 2021-04-16
between the 12th and the 16th               | 2021-04-12 | 2021-04-16
from 12 to 16 April 2021                    | 2021-04-12 | 2021-04-16
from Monday 12 April to Friday 16 April     | 2021-04-12 | 2021-04-16
12/04/2021 - 16/04/2021                     | 2021-04-12 | 2021-04-16
12-16/04/2021                               | 2021-04-12 | 2021-04-16
2021-04-12 to 2021-04-16                    | 2021-04-12 | 2021-04-16
12 and 13 April                             | 2021-04-12 | 2021-04-13
15 or 16 April                              | 2021-04-15 | 2021-04-16
28 April - 3 May                            | 2021-04-28 | 2021-05-03
12 April-16 May 2021                        | 2021-04-12 | 2021-05-16
28 December to 5 January                    | 2021-12-28 | 2022-01-05
28 Dec 2021 – 5 Jan 2022                    | 2021-12-28 | 2022-01-05
28 December 2021 to 5 January               | 2021-12-28 | 2022-01-05
28 December to 5 January 2022               | 2021-12-28 | 2022-01-05
15 March to 15 April                        | 2021-03-15 | 2021-04-15
25-28 March                                 | 2022-03-25 | 2022-03-28
April                                       | 2021-04-01 | 2021-04-30
in April 2021                               | 2021-04-01 | 2021-04-30
during the month of April                   | 2021-04-01 | 2021-04-30
within April                                | 2021-04-01 | 2021-04-30
04/2021                                     | 2021-04-01 | 2021-04-30
2021-04                                     | 2021-04-01 | 2021-04-30
March                                       | 2021-03-01 | 2021-03-31
February                                    | 2022-02-01 | 2022-02-28
January 2012                                | 2012-01-01 | 2012-01-31
April 2021 (tentative)                      | 2021-04-01 | 2021-04-30
April - June                                | 2021-04-01 | 2021-06-30
April and May                               | 2021-04-01 | 2021-05-31
April/May 2021                              | 2021-04-01 | 2021-05-31
between April and June 2021                 | 2021-04-01 | 2021-06-30
December to January                         | 2021-12-01 | 2022-01-31
Q2                                          | 2021-04-01 | 2021-06-30
Q2 2021                                     | 2021-04-01 | 2021-06-30
2021-Q2                                     | 2021-04-01 | 2021-06-30
Q2/2021                                     | 2021-04-01 | 2021-06-30
quarter II                                  | 2021-04-01 | 2021-06-30
the second quarter                          | 2021-04-01 | 2021-06-30
2nd quarter of 2021                         | 2021-04-01 | 2021-06-30
third quarter of the year                   | 2021-07-01 | 2021-09-30
Q1                                          | 2021-01-01 | 2021-03-31
Q4 2020                                     | 2020-10-01 | 2020-12-31
Q1-Q2 2022                                  | 2022-01-01 | 2022-06-30
first and second quarter of 2022            | 2022-01-01 | 2022-06-30
H1 2021                                     | 2021-01-01 | 2021-06-30
second half of 2021                         | 2021-07-01 | 2021-12-31
first half of April                         | 2021-04-01 | 2021-04-15
second half of the month of May             | 2021-05-16 | 2021-05-31
2022                                        | 2022-01-01 | 2022-12-31
2021-2022                                   | 2021-01-01 | 2022-12-31
early April                                 | 2021-04-01 | 2021-04-10
beginning of April 2021                     | 2021-04-01 | 2021-04-10
mid-April                                   | 2021-04-11 | 2021-04-20
the middle of April                         | 2021-04-11 | 2021-04-20
late April                                  | 2021-04-21 | 2021-04-30
late February 2024                          | 2024-02-21 | 2024-02-29
early to mid April                          | 2021-04-01 | 2021-04-20
end of April to mid-May                     | 2021-04-30 | 2021-05-20
this week                                   | 2021-03-29 | 2021-04-04
next week                                   | 2021-04-05 | 2021-04-11
the week of 12 April                        | 2021-04-12 | 2021-04-18
this month                                  | 2021-03-01 | 2021-03-31
within the month                            | 2021-03-01 | 2021-03-31
next month                                  | 2021-04-01 | 2021-04-30
this quarter                                | 2021-01-01 | 2021-03-31
next quarter                                | 2021-04-01 | 2021-06-30
this year                                   | 2021-01-01 | 2021-12-31
next year                                   | 2022-01-01 | 2022-12-31
within 10 days                              | 2021-03-29 | 2021-04-08
in two weeks                                | 2021-03-29 | 2021-04-12
in two weeks' time                          | 2021-03-29 | 2021-04-12
in the next two weeks                       | 2021-03-29 | 2021-04-12
within a fortnight                          | 2021-03-29 | 2021-04-12
two weeks after the meeting                 | 2021-03-29 | 2021-04-12
within twelve weeks                         | 2021-03-29 | 2021-06-21
within one month                            | 2021-03-29 | 2021-04-29
within eleven months                        | 2021-03-29 | 2022-02-28
within a year                               | 2021-03-29 | 2022-03-29
within 5 working days                       | 2021-03-29 | 2021-04-05
within 15 working days                      | 2021-03-29 | 2021-04-22
Q2 2021 (April to June)                     | 2021-04-01 | 2021-06-30
"""

END_ONLY = """
by 15 April 2021                            | 2021-04-15
by the 15th                                 | 2021-04-15
no later than 15 April 2021                 | 2021-04-15
on or before 15 April                       | 2021-04-15
15 April 2021 at the latest                 | 2021-04-15
to be done by 15/04/2021, 17:00             | 2021-04-15
ASAP, but no later than 15 April            | 2021-04-15
ongoing until 30 June 2021                  | 2021-06-30
Q2 2021, by 30 June 2021                    | 2021-06-30
by Friday                                   | 2021-04-02
by close of business Friday                 | 2021-04-02
before Friday                               | 2021-04-01
by April                                    | 2021-04-30
by Q2                                       | 2021-06-30
by 2022                                     | 2022-12-31
by mid-April                                | 2021-04-20
by next week                                | 2021-04-11
by end of Q2                                | 2021-06-30
by the end of next month                    | 2021-04-30
end of April                                | 2021-04-30
end-April 2021                              | 2021-04-30
the last day of April                       | 2021-04-30
end of the month                            | 2021-03-31
end of the second quarter                   | 2021-06-30
year-end                                    | 2021-12-31
end of 2021                                 | 2021-12-31
late 2021                                   | 2021-12-31
before 1 May                                | 2021-04-30
before May                                  | 2021-04-30
before the end of April                     | 2021-04-30
by the 15th of the month of April           | 2021-04-15
before the end of the year                  | 2021-12-31
before Q3                                   | 2021-06-30
before 2022                                 | 2021-12-31
before next week                            | 2021-04-04
within two weeks at the latest, by 9 April  | 2021-04-09
"""

WEEKS = """
between the 3rd 4th week of April 2021                         | 2021-04-12 | 2021-04-25 | 2021-05-02
between the 3rd and 4th week of April 2021                     | 2021-04-12 | 2021-04-25 | 2021-05-02
in the second quarter, between the 3rd 4th week of April 2021  | 2021-04-12 | 2021-04-25 | 2021-05-02
3rd and 4th week                                               | 2021-04-12 | 2021-04-25 | 2021-05-02
third or fourth week of April                                  | 2021-04-12 | 2021-04-25 | 2021-05-02
weeks 3-4 of April 2021                                        | 2021-04-12 | 2021-04-25 | 2021-05-02
third week of April                                            | 2021-04-12 | 2021-04-18 | 2021-04-25
week 3 of April 2021                                           | 2021-04-12 | 2021-04-18 | 2021-04-25
April 2021, third week                                         | 2021-04-12 | 2021-04-18 | 2021-04-25
first week of next month                                       | 2021-03-29 | 2021-04-04 | 2021-04-11
second week of the month                                       | 2021-04-05 | 2021-04-11 | 2021-04-18
fifth week of April                                            | 2021-04-26 | 2021-05-02 | 2021-05-09
last week of May                                               | 2021-05-24 | 2021-05-30 | 2021-06-06
4th week of April to 1st week of May                           | 2021-04-19 | 2021-05-09 | 2021-05-16
"""


def rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split("|")) for line in table.strip().splitlines()]


@pytest.mark.parametrize(("phrase", "from_", "by"), rows(EXACT))
def test_exact_words(phrase: str, from_: str, by: str) -> None:
    read_as = read(phrase, MEETING).as_json()
    assert (read_as["from"], read_as["by"], read_as["latest"]) == (from_, by, by)
    assert read_as["basis"] == "fixed"


@pytest.mark.parametrize(("phrase", "by"), rows(END_ONLY))
def test_only_the_end_is_named(phrase: str, by: str) -> None:
    read_as = read(phrase, MEETING).as_json()
    assert (read_as["from"], read_as["by"], read_as["latest"]) == (None, by, by)


@pytest.mark.parametrize(("phrase", "from_", "by", "latest"), rows(WEEKS))
def test_weeks_of_a_month_leave_a_week_of_doubt(phrase: str, from_: str, by: str, latest: str) -> None:
    read_as = read(phrase, MEETING).as_json()
    assert (read_as["from"], read_as["by"], read_as["latest"]) == (from_, by, latest)


def test_an_end_in_such_weeks_is_as_doubtful() -> None:
    read_as = read("by the third week of April 2021", MEETING).as_json()
    assert (read_as["from"], read_as["by"], read_as["latest"]) == (None, "2021-04-18", "2021-04-25")


@pytest.mark.parametrize(
    "phrase",
    [
        "next meeting",
        "at the next meeting",
        "before the next meeting",
        "by the next TWG meeting",
        "for the next regular meeting",
        "until next meeting of the group",
    ],
)
def test_the_next_meeting(phrase: str) -> None:
    reading = read(phrase, MEETING)
    assert reading.basis is Basis.NEXT_MEETING
    assert not reading.window
    assert reading.precision is None


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        " ",
        "ongoing",
        "Continuous",
        "ASAP",
        "as soon as possible",
        "TBC",
        "TBD",
        "to be confirmed",
        "30 Feb",
        "30 February 2021",
        "31/04/2021",
        "29 February",
        "0 April",
        "00/04/2021",
        "15 April 2564",
        "not before 1 May",
        "after 1 May",
        "from 12 April",
        "15 April or later",
        "around 15 April",
        "after the rainy season",
        "two weeks after the training",
        "two weeks before the next meeting",
        "within two weeks before 1 May",
        "within two weeks from 1 May",
        "after the next meeting",
        "next special meeting",
        "next meeting in June",
        "last week",
        "last month",
        "week 3",
        "fifth week of May",
        "first half",
        "half of April",
        "mid-2021",
        "early next week",
        "15",
        "12-16",
        "a week",
        "6 months",
        "within 0 days",
        "every Friday",
        "monthly",
        "12 and 16 April",
        "12, 13 and 14 April",
        "April and June",
        "16 - 12 April 2021",
        "28-30 February 2021",
        "12 April 16 May",
        "by 15 April unless it rains",
        "by the third month",
        "Q5",
        "late Friday",
        "week commencing October 2021",
        "end of the second fortnight",
        "the end",
        "Q1 to 12",
        "third half of April",
        "13/13/2021",
        "1.5 months",
        "15 April, or at the next meeting",
        "15 April and 3 May, 4 June",
        "by by",
        "15 April 2021" + " " * 300,
    ],
)
def test_what_is_not_understood_stays_words(phrase: str) -> None:
    reading = read(phrase, MEETING)
    assert reading.basis is Basis.NONE
    assert not reading.window
    assert not reading.alternatives
    assert reading.precision is None
