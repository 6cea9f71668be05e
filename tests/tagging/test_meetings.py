"""Meetings are read with their day, place, people and length; what was none is not proposed."""

from datetime import date

import pytest

from articles.models import Article, Meeting
from articles.tagging.run import load, read

BOTH = {"sami-darwish", "nadim-qabbani"}
THURSDAY = date(2026, 3, 5)


def only(suggestions):
    (meeting,) = suggestions.meetings
    return meeting


@pytest.mark.parametrize(
    ("words", "day", "precision"),
    [
        ("أمس", date(2026, 3, 4), "day"),
        ("اليوم", date(2026, 3, 5), "day"),
        ("الثلاثاء", date(2026, 3, 3), "day"),
        ("مساء الخميس", date(2026, 3, 5), "day"),
        ("الجمعة الماضي", date(2026, 2, 27), "day"),
        ("في 11 فبراير الماضي", date(2026, 2, 11), "day"),
        ("في الأول من آذار/مارس الجاري", date(2026, 3, 1), "day"),
        ("في الثاني من الشهر الماضي", date(2026, 2, 2), "day"),
        ("قبل ثلاثة أيام", date(2026, 3, 2), "day"),
        ("في ديسمبر/كانون الأول", date(2025, 12, 1), "month"),
        ("الشهر الماضي", date(2026, 2, 1), "month"),
        ("في كانون الأول 2024", date(2024, 12, 1), "month"),
    ],
)
def test_a_day_is_told_from_the_day_of_publication(reads, words, day, precision):
    meeting = only(reads(f"التقى سامي درويش المبعوث نديم قنواتي في مسقط {words}.", THURSDAY))
    assert (meeting.date, meeting.precision, meeting.place) == (day, precision, "muscat")
    assert set(meeting.participants) == BOTH


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("on Tuesday", date(2026, 3, 3)),
        ("on March 2", date(2026, 3, 2)),
        ("last Friday", date(2026, 2, 27)),
        ("two days ago", date(2026, 3, 3)),
    ],
)
def test_english_reports_are_read_too(reads, words, day):
    meeting = only(reads(f"Sami Darwish met Nadim Qanawati in Port Nour {words}.", THURSDAY))
    assert (meeting.date, meeting.place) == (day, "port-nour")
    assert set(meeting.participants) == BOTH


@pytest.mark.parametrize(
    "text",
    [
        "عقد درويش ونديم قنواتي محادثات في مسقط يومي الأحد والاثنين.",
        "جمعت مسقط درويش ونديم قنواتي يومي 1 و2 مارس.",
        "التقى درويش نديم قنواتي في مسقط من الأحد إلى الاثنين.",
        "التقى درويش نديم قنواتي في مسقط على مدى يومي الأحد والاثنين.",
        "Sami Darwish met Nadim Qanawati for talks in Muscat on Sunday and Monday.",
        "Sami Darwish met Nadim Qanawati in Muscat from March 1 to 2.",
    ],
)
def test_several_days_have_an_end(reads, text):
    meeting = only(reads(text, THURSDAY))
    assert (meeting.date, meeting.end) == (date(2026, 3, 1), date(2026, 3, 2))


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("يومي الأحد والاثنين", (1, 2)),
        ("يوم الأحد ويوم الاثنين", (1, 2)),
        ("الأحد والثلاثاء", (1, 3)),
        ("في 2 و3 مارس", (2, 3)),
        ("في 1 و4 مارس", (1, 4)),
        ("في الأول والرابع من مارس الجاري", (1, 4)),
        ("في 1 مارس و4 مارس", (1, 4)),
        ("الأحد والاثنين والثلاثاء", (1, 2, 3)),
    ],
)
def test_one_verb_with_several_days_tells_of_several_meetings(reads, words, days):
    found = reads(f"التقى درويش نديم قنواتي في مسقط {words} لساعتين.", THURSDAY).meetings
    told = [(m.date.day, m.end, m.place, set(m.participants), m.duration_minutes) for m in found]
    assert told == [(day, None, "muscat", BOTH, None) for day in days]


@pytest.mark.parametrize(
    "words", ["on Sunday and Monday", "on March 1 and 2", "on March 1 and on March 2"]
)
def test_so_it_does_in_english(reads, words):
    found = reads(f"Sami Darwish met Nadim Qanawati in Muscat {words}.", THURSDAY).meetings
    assert [(m.date.day, m.end) for m in found] == [(1, None), (2, None)]


SECOND = {"sami-darwish", "karim-zakkar"}
ALL = BOTH | SECOND
TWO_VERBS = [
    ("met {n} in Muscat on Sunday and on Monday met {k} in Zahrabad", 2, "zahrabad", SECOND),
    ("met {n} in Muscat on Sunday and Monday met {k} in Zahrabad", 2, "zahrabad", SECOND),
    ("met {n} in Muscat on Sunday and on Tuesday called {k}", 3, None, SECOND),
    ("met {n} in Muscat on Sunday and then on Tuesday called {k}", 3, None, SECOND),
    ("met {n} in Muscat on March 1 and on March 3 met {k}", 3, None, SECOND),
    ("met {n} in Muscat on March 1 and March 3 met {k}", 3, None, SECOND),
    ("met {n} in Muscat on Sunday, and on Monday, in Port Nour, met {k}", 2, "port-nour", SECOND),
    ("met {n} on Sunday in Muscat, and on Tuesday he met {k} in Port Nour", 3, "port-nour", SECOND),
    ("held talks with {n} in Muscat on Sunday and on Tuesday received {k}", 3, None, SECOND),
    ("and {n} met in Muscat on Sunday and on Tuesday met {k} in Port Nour", 3, "port-nour", ALL),
    ("met {n} in Muscat on Sunday and on Tuesday they met again", 3, None, BOTH),
    ("met {n} in Muscat on Sunday and on Tuesday Layla Shamunian received {k}", 3, None,
     {"layla-haddad", "karim-zakkar"}),
    ("التقى {s} {n} في مسقط يوم 1 مارس وفي 3 مارس التقى {k} في زهراباد", 3, "zahrabad", SECOND),
    ("التقى {s} {n} في مسقط في 1 مارس، وفي 3 مارس استقبل {k}", 3, None, SECOND),
    ("التقى {s} {n} في مسقط يوم الأحد ويوم الاثنين التقى {k} في زهراباد", 2, "zahrabad", SECOND),
    ("التقى {s} {n} في مسقط الأحد والاثنين التقى {k} في ميناء نور", 2, "port-nour", SECOND),
    ("التقى {s} {n} في مسقط يوم الأحد، والثلاثاء استقبل {k}", 3, None, SECOND),
    ("التقى {s} {n} الأحد في مسقط، والثلاثاء التقى {k} في ميناء نور", 3, "port-nour", SECOND),
    ("استقبل {s} {n} في مسقط مساء الأحد ومساء الثلاثاء استقبل {k}", 3, None, SECOND),
    ("{s} التقى {n} في مسقط يوم الأحد ويوم الثلاثاء هاتف {k}", 3, None, SECOND),
    ("التقى {s} {n} في مسقط الأحد ثم الثلاثاء التقى {k}", 3, None, SECOND),
    ("التقى {s} {n} في مسقط الأحد والثلاثاء عقد محادثات مع {k}", 3, None, SECOND),
    ("{s} و{n} التقيا في مسقط الأحد ويوم الثلاثاء التقيا {k} في ميناء نور", 3, "port-nour", ALL),
    ("قال المتحدث إن {s} التقى {n} في مسقط يوم الأحد ويوم الثلاثاء استقبل {k}", 3, None, SECOND),
]  # fmt: skip


def sentence_of(words):
    if words[0].isascii() and words[0] != "{":
        return f"Sami Darwish {words}.".format(n="Nadim Qanawati", k="Karim Zakruti")
    return f"{words}.".format(s="سامي درويش", n="نديم قنواتي", k="كريم زكروتي")


@pytest.mark.parametrize(("words", "day", "place", "who"), TWO_VERBS)
def test_two_verbs_with_a_day_each_tell_of_two_meetings(reads, words, day, place, who):
    told = [
        (m.date.day, m.end, m.place, set(m.participants))
        for m in reads(sentence_of(words), THURSDAY).meetings
    ]
    assert told == [(1, None, "muscat", BOTH), (day, None, place, who)]


@pytest.mark.parametrize(
    "words",
    [
        "met {n} in Muscat on Sunday and on Monday flew home",
        "met {n} in Muscat on Sunday and on Tuesday returned home",
        "met {n} in Muscat on Sunday and on Tuesday signed a deal",
        "met {n} in Muscat on Sunday and on Tuesday visited Port Nour",
        "met {n} in Muscat on Sunday and on Tuesday the envoy went home",
        "التقى {s} {n} في مسقط يوم الأحد ويوم الاثنين عاد إلى بلاده",
        "التقى {s} {n} في مسقط يوم الأحد وفي يوم الاثنين سافر إلى زهراباد",
        "التقى {s} {n} في مسقط الأحد والاثنين غادر إلى زهراباد",
        "التقى {s} {n} في مسقط يوم الأحد ويوم الثلاثاء أقام مأدبة",
    ],
)
def test_the_day_of_another_verb_is_none_of_a_meeting(reads, words):
    meeting = only(reads(sentence_of(words), THURSDAY))
    assert (meeting.date.day, meeting.end, meeting.place) == (1, None, "muscat")
    assert set(meeting.participants) == BOTH


@pytest.mark.parametrize(
    "words",
    [
        "on Sunday and Tuesday met {n} in Muscat",
        "met {n} on Sunday and on Tuesday in Muscat",
        "met in Muscat on Sunday and on Tuesday with {n}",
        "met {n} in Muscat on Sunday and on Tuesday, officials said",
        "met {n} in Muscat on Sunday and Tuesday before flying home",
        "met {n} in Muscat on Sunday and Tuesday and discussed the ceasefire",
        "met {n} in Muscat on Sunday and Tuesday over the ceasefire",
        "يوم الأحد ويوم الثلاثاء التقى {s} {n} في مسقط",
        "في 1 مارس وفي 3 مارس التقى {s} {n} في مسقط",
        "{s} التقى يوم الأحد ويوم الثلاثاء {n} في مسقط",
        "استقبل {s} يوم الأحد ويوم الثلاثاء {n} في مسقط",
        "عقد {s} في مسقط يوم الأحد ويوم الثلاثاء محادثات مع {n}",
        "التقى {s} {n} في مسقط الأحد والثلاثاء قبل أن يغادر",
        "التقى {s} {n} في مسقط الأحد والثلاثاء وبحثا مدى التزام الطرفين",
        "التقى {s} {n} في مسقط مساء الأحد ومساء الثلاثاء",
        "اجتمع {s} ب{n} في مسقط يومي الأحد والثلاثاء",
    ],
)
def test_days_of_one_verb_are_joined_wherever_it_stands(reads, words):
    told = [
        (m.date.day, m.end, m.place, set(m.participants))
        for m in reads(sentence_of(words), THURSDAY).meetings
    ]
    assert told == [(day, None, "muscat", BOTH) for day in (1, 3)]


@pytest.mark.parametrize(
    "words",
    [
        "met {n} in Muscat over Sunday and Monday",
        "met {n} in Muscat over two days on Sunday and Monday",
        "التقى {s} {n} في مسقط على مدى يومي الأحد والاثنين",
        "التقى {s} {n} في مسقط على مدى يومين هما الأحد والاثنين",
        "التقى {s} {n} في مسقط طوال يومي 1 و2 مارس",
        "اجتمع {s} و{n} في مسقط يومي الأحد والاثنين",
        "اجتمع {s} ب{n} في مسقط يومي 1 و2 مارس",
        "{s} و{n} اجتمعا في مسقط خلال يومي الأحد والاثنين وبحثا الهدنة",
    ],
)
def test_over_two_days_and_who_sat_on_both_is_one_meeting(reads, words):
    meeting = only(reads(sentence_of(words), THURSDAY))
    assert (meeting.date, meeting.end) == (date(2026, 3, 1), date(2026, 3, 2))
    assert set(meeting.participants) == BOTH


@pytest.mark.parametrize(
    "words",
    [
        "met {n} in Muscat on Sunday and Monday over the ceasefire",
        "التقى {s} {n} في مسقط الأحد والاثنين، وأكدا مدى التزام الطرفين",
        "{s} و{n} التقيا في مسقط يومي الأحد والاثنين",
        "اجتمع {s} و{n} في مسقط الأحد والاثنين",
        "{s} و{n} اجتمعا في مسقط الأحد واجتمعا الاثنين",
        "{s} و{n} اجتمعا الأحد واجتمعا مجددا الاثنين",
    ],
)
def test_two_days_told_otherwise_are_two_meetings(reads, words):
    found = reads(sentence_of(words), THURSDAY).meetings
    assert [(m.date.day, m.end) for m in found] == [(1, None), (2, None)]
    assert all(set(m.participants) == BOTH for m in found)


def test_a_third_day_with_a_verb_of_its_own_leaves_the_two_before_it(reads):
    text = "التقى درويش نديم قنواتي في مسقط الأحد والاثنين والثلاثاء استقبل كريم زكروتي."
    told = [(m.date.day, set(m.participants)) for m in reads(text, THURSDAY).meetings]
    assert told == [(1, BOTH), (2, BOTH), (3, SECOND)]
    text = "وصل درويش إلى مسقط السبت ويومي الأحد والاثنين التقى نديم قنواتي."
    assert [m.date.day for m in reads(text, THURSDAY).meetings] == [1, 2]


def test_one_long_meeting_may_stand_before_another(reads):
    text = "اجتمع درويش ونديم قنواتي في مسقط يومي الأحد والاثنين والتقى درويش كريم زكروتي الثلاثاء."
    found = reads(text, THURSDAY).meetings
    told = [(m.date.day, m.end and m.end.day, set(m.participants)) for m in found]
    assert told == [(1, 2, BOTH), (3, None, SECOND)]


def test_one_of_two_days_may_be_of_a_known_meeting_and_both_of_a_long_one(reads):
    text = "التقى درويش نديم قنواتي في زهراباد يومي الأحد والاثنين."
    found = reads(text, THURSDAY).meetings
    assert [(m.date.day, m.matches) for m in found] == [(1, None), (2, "m-2026-03-02-zahrabad")]
    Meeting.objects.update(start=date(2026, 3, 1), end=date(2026, 3, 2))
    (meeting,) = read(Article(title="خبر", body=text, published_on=THURSDAY), load()).meetings
    assert meeting.matches == "m-2026-03-02-zahrabad"


def test_of_two_days_the_one_to_come_is_planned(reads):
    text = "يلتقي درويش نديم قنواتي في مسقط الخميس والجمعة."
    told = [(m.date.day, m.planned) for m in reads(text, THURSDAY).meetings]
    assert told == [(5, False), (6, True)]


PAST_TUESDAY = "التقى سامي درويش المبعوث نديم قنواتي في مسقط الثلاثاء، وبحثا الهدنة."
PAST_PAIR = "التقى سامي درويش المبعوث نديم قنواتي في مسقط يومي الأحد والاثنين."


@pytest.mark.parametrize(
    ("title", "text", "days"),
    [
        ("درويش يلتقي قنواتي في مسقط الثلاثاء", PAST_TUESDAY, [3]),
        ("درويش وقنواتي يلتقيان الثلاثاء", PAST_TUESDAY, [3]),
        ("درويش وقنواتي يلتقيان في مسقط يومي الأحد والاثنين", PAST_PAIR, [1, 2]),
        ("درويش يلتقي قنواتي الأحد والثلاثاء", PAST_TUESDAY.replace("الثلاثاء", "الأحد والثلاثاء"),
         [1, 3]),
        ("درويش يلتقي قنواتي في مسقط الأحد", PAST_PAIR, [1, 2]),
        ("درويش وقنواتي يلتقيان الأحد والاثنين",
         "التقى سامي درويش نديم قنواتي الأحد. والتقى درويش قنواتي مجددا الاثنين.", [1, 2]),
        ("درويش يستقبل قنواتي الأربعاء", "استقبل سامي درويش نديم قنواتي في مسقط أمس.", [4]),
        ("درويش يستقبل قنواتي الثلاثاء",
         "عقب لقاء جمع سامي درويش ونديم قنواتي في مسقط الثلاثاء، قال المتحدث إنه كان مثمرا.", [3]),
        ("درويش يلتقي قنواتي الثلاثاء", f"{PAST_TUESDAY} ويعتزم درويش أن يلتقي قنواتي قريبا.", [3]),
        ("درويش وقنواتي يجتمعان الثلاثاء عبر الفيديو",
         "اجتمع سامي درويش ونديم قنواتي عبر الفيديو الثلاثاء.", [3]),
        ("Darwish meets Qanawati in Muscat on Tuesday",
         "Sami Darwish met Nadim Qanawati in Muscat on Tuesday.", [3]),
        ("خبر", f"{PAST_TUESDAY} ويلتقي درويش قنواتي في مسقط الثلاثاء لبحث الهدنة.", [3]),
        ("خبر", f"يلتقي درويش قنواتي في مسقط الثلاثاء لبحث الهدنة. {PAST_TUESDAY}", [3]),
    ],
)  # fmt: skip
def test_what_is_told_as_past_is_not_ahead_by_the_present_alone(reads, title, text, days):
    """A headline has the present of what was: "X meets Y on Tuesday"."""
    found = reads(text, THURSDAY, title).meetings
    assert [(m.date, m.planned) for m in found] == [(date(2026, 3, d), False) for d in days]
    assert all(set(m.participants) == BOTH for m in found)


@pytest.mark.parametrize("title", ["درويش وقنواتي يجتمعان الأحد", "درويش يلتقي قنواتي الاثنين"])
def test_a_headline_with_one_day_of_a_long_meeting_leaves_it_its_length(reads, title):
    text = "اجتمع سامي درويش ونديم قنواتي في مسقط يومي الأحد والاثنين."
    meeting = only(reads(text, THURSDAY, title))
    assert (meeting.date.day, meeting.end, meeting.planned) == (1, date(2026, 3, 2), False)


def test_a_call_told_in_the_present_is_the_call_told_as_past(reads):
    text = "أجرى سامي درويش الثلاثاء اتصالا هاتفيا مع نديم قنواتي."
    meeting = only(reads(text, THURSDAY, "درويش يهاتف قنواتي الثلاثاء"))
    assert (meeting.date.day, meeting.is_call, meeting.planned) == (3, True, False)


@pytest.mark.parametrize(
    ("title", "text", "told"),
    [
        ("درويش يلتقي قنواتي الثلاثاء", "", [(10, True)]),
        ("درويش يلتقي قنواتي الثلاثاء", "قال سامي درويش إن الهدنة قريبة.", [(10, True)]),
        ("درويش يلتقي قنواتي الثلاثاء",
         "من المقرر أن يلتقي سامي درويش نديم قنواتي في مسقط الثلاثاء.", [(10, True)]),
        ("درويش يلتقي قنواتي الثلاثاء",
         "غادر سامي درويش ونديم قنواتي إلى مسقط. ومن المقرر أن يلتقيا الثلاثاء.", [(10, True)]),
        ("درويش يلتقي قنواتي الثلاثاء",
         "سيلتقي سامي درويش نديم قنواتي في مسقط الثلاثاء. والتقى درويش قنواتي في مسقط الثلاثاء"
         " الماضي.", [(3, False), (10, True)]),
        ("درويش يلتقي قنواتي الثلاثاء",
         "وكان سامي درويش قد التقى نديم قنواتي في مسقط الثلاثاء الماضي.",
         [(3, False), (10, True)]),
        ("درويش يلتقي قنواتي الثلاثاء المقبل", PAST_TUESDAY, [(3, False), (10, True)]),
        ("درويش وقنواتي يلتقيان يومي الأحد والاثنين المقبلين", PAST_PAIR,
         [(1, False), (2, False), (8, True), (9, True)]),
        ("درويش يلتقي قنواتي في 10 مارس", PAST_TUESDAY, [(3, False), (10, True)]),
        ("درويش يلتقي قنواتي غدا", PAST_TUESDAY, [(3, False), (6, True)]),
        ("درويش سيلتقي قنواتي الثلاثاء", PAST_TUESDAY, [(3, False), (10, True)]),
        ("درويش يلتقي قنواتي الاثنين", PAST_TUESDAY, [(3, False), (9, True)]),
        ("درويش يلتقي قنواتي في ميناء نور الثلاثاء", PAST_TUESDAY, [(3, False), (10, True)]),
        ("درويش يلتقي زكروتي الثلاثاء", PAST_TUESDAY, [(3, False), (10, True)]),
        ("درويش يلتقي قنواتي الثلاثاء", "هاتف سامي درويش نديم قنواتي الثلاثاء.",
         [(3, False), (10, True)]),
        ("درويش يلتقي قنواتي الجمعة", "التقى سامي درويش نديم قنواتي في مسقط الأسبوع الماضي.",
         [(21, False), (6, True)]),
    ],
)  # fmt: skip
def test_what_nothing_tells_as_past_stays_ahead(reads, title, text, told):
    found = reads(text, THURSDAY, title).meetings
    assert [(m.date.day, m.planned) for m in found] == told


def test_last_week_is_only_about(reads):
    meeting = only(reads("استقبل درويش نديم قنواتي في مسقط الأسبوع الماضي.", THURSDAY))
    assert meeting.precision == "approx"
    assert meeting.date <= date(2026, 2, 25) <= meeting.end


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("نحو ثلاث ساعات", 180),
        ("3 ساعات و39 دقيقة", 219),
        ("ساعتين ونصف الساعة", 150),
        ("أكثر من أربع ساعات", 240),
        ("90 دقيقة", 90),
    ],
)
def test_the_next_sentence_says_how_long(reads, words, minutes):
    text = f"التقى درويش نديم قنواتي في مسقط أمس. واستمر اللقاء {words}."
    assert only(reads(text)).duration_minutes == minutes


def test_an_hour_of_something_else_is_no_length(reads):
    text = "التقى درويش نديم قنواتي في مسقط أمس، بعد ثلاث ساعات من وصوله."
    assert only(reads(text)).duration_minutes is None


def test_others_who_attended_join(reads):
    text = "التقى درويش نديم قنواتي في مسقط أمس. وحضرت اللقاء ليلى شمعونيان."
    assert set(only(reads(text)).participants) == {*BOTH, "layla-haddad"}


def test_they_are_those_of_the_sentence_before(reads):
    text = "وصل نديم قنواتي وكريم زكروتي إلى مسقط. واستقبلهما سامي درويش الثلاثاء."
    assert set(only(reads(text)).participants) == {*BOTH, "karim-zakkar"}


def test_somebody_called_by_office_is_known_by_it(reads):
    text = "استقبل الرئيس الروسي نديم قنواتي في مسقط أمس. وقال سامي درويش إنه راض."
    assert set(only(reads(text)).participants) == BOTH


@pytest.mark.parametrize(
    "text",
    [
        "أعلنت ليلى شمعونيان أن درويش التقى نديم قنواتي في مسقط أمس.",
        "التقى درويش نديم قنواتي في مسقط أمس لبحث خطة شمعونيان.",
    ],
)
def test_who_tells_of_it_or_is_named_with_it_did_not_meet(reads, text):
    assert set(only(reads(text)).participants) == BOTH


@pytest.mark.parametrize(
    "text",
    [
        "نفى المتحدث أن يكون درويش قد التقى نديم قنواتي أمس.",
        "لم يلتق درويش نديم قنواتي أمس.",
        "ألغي اللقاء الذي كان مقررا بين درويش ونديم قنواتي في مسقط أمس.",
        "يعتزم درويش أن يلتقي نديم قنواتي قريبا في مسقط.",
        "اللقاءات المتكررة بين درويش ونديم قنواتي لم تغير شيئا.",
        "توقع درويش أن ترتفع الأسعار الخميس، ورد نديم قنواتي بالنفي.",
    ],
)
def test_what_was_not_held_is_not_proposed(reads, text):
    assert reads(text).meetings == []


def test_what_is_to_be_held_on_a_day_is_proposed_as_planned(reads):
    meeting = only(reads("سيلتقي درويش نديم قنواتي في مسقط الأحد المقبل.", THURSDAY))
    assert (meeting.date, meeting.planned) == (date(2026, 3, 8), True)


@pytest.mark.parametrize(
    "text",
    [
        "التقى درويش نديم قنواتي في مسقط الثلاثاء، وستعقد جولة أخرى الشهر المقبل.",
        "التقى درويش نديم قنواتي الثلاثاء في مسقط لبحث جولة أخرى الشهر المقبل.",
        "التقى درويش نديم قنواتي في مسقط الثلاثاء للتحضير للقمة المقبلة.",
        "اجتمع درويش ونديم قنواتي الثلاثاء في مسقط، ومن المقرر أن تعقد الجولة المقبلة في جنيف.",
        "Sami Darwish met Nadim Qanawati in Muscat on Tuesday to prepare the next round.",
        "Sami Darwish met Nadim Qanawati in Muscat on Tuesday before a summit expected next month.",
    ],
)
def test_what_people_met_for_may_be_planned_while_they_met(reads, text):
    told = [(m.date, m.planned) for m in reads(text, THURSDAY).meetings]
    assert (date(2026, 3, 3), False) in told


def test_two_meetings_in_one_sentence_are_two(reads):
    text = "جاء لقاء اليوم بين درويش ونديم قنواتي في مسقط بعد لقاء سابق في 20 فبراير في ميناء نور."
    told = [(m.date, m.place) for m in reads(text, THURSDAY).meetings]
    assert told == [(date(2026, 2, 20), "port-nour"), (THURSDAY, "muscat")]


def test_several_reports_are_one_meeting(reads):
    text = (
        "التقى درويش نديم قنواتي في مسقط.\n\nوقال مصدر إن درويش وقنواتي اجتمعا في مسقط أمس.\n\n"
        "ودام اجتماع درويش وقنواتي ساعتين."
    )
    meeting = only(reads(text, THURSDAY))
    assert (meeting.date, meeting.duration_minutes) == (date(2026, 3, 4), 120)


def test_a_call_has_no_place(reads):
    meeting = only(reads("أجرى درويش من مسقط اتصالا هاتفيا مع نديم قنواتي أمس."))
    assert (meeting.is_call, meeting.place) == (True, None)


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("التقى درويش نديم قنواتي في زهراباد الاثنين.", "m-2026-03-02-zahrabad"),
        ("التقى درويش نديم قنواتي الثلاثاء.", "m-2026-03-02-zahrabad"),  # a day off
        ("التقى درويش نديم قنواتي في مسقط الاثنين.", None),  # elsewhere
        ("التقى درويش نديم قنواتي في زهراباد قبل أمس.", "m-2026-03-02-zahrabad"),
        ("التقى درويش كريم زكروتي في زهراباد الاثنين.", None),  # others
        ("التقى درويش نديم قنواتي في زهراباد في 20 فبراير.", None),
        ("التقى درويش نديم قنواتي في زهراباد في 2 مارس.", "m-2026-03-02-zahrabad"),
        ("التقى درويش نديم قنواتي في زهراباد في 3 مارس.", None),  # both days are written out
    ],
)
def test_a_known_meeting_is_recognized(reads, text, match):
    assert only(reads(text, THURSDAY)).matches == match


def test_an_undated_report_is_dated_by_the_one_meeting_it_can_be(reads):
    meeting = only(reads("التقى درويش نديم قنواتي في زهراباد الاثنين.", None))
    assert (meeting.date, meeting.matches) == (date(2026, 3, 2), "m-2026-03-02-zahrabad")
    assert reads("التقى درويش نديم قنواتي في زهراباد الثلاثاء.", None).meetings == []
