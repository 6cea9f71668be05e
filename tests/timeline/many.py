"""A register of any size: invented persons meeting in invented towns, with the articles behind it.

The same seed gives the same rows. Titles, outcomes, disputes and numbers of participants are about
as long and as many as in a dossier that somebody kept by hand, so that sizes mean something."""

from __future__ import annotations

import random
from datetime import date, time, timedelta

from articles.models import Article, Entity, Evidence, Meeting, Participant, Source
from articles.models.meetings import last_possible_day

FIRST = ["سالم", "كنان", "وسيم", "بكر", "لبيب", "فارس", "راكان", "جلال", "زياد", "نزار"]
LAST = ["زمردان", "الصفصاف", "القرطاس", "مرزوقي", "العنبري", "شاهوق", "البيلسان"]
FIRST_EN = ["Salem", "Kenan", "Wasim", "Bakr", "Labib", "Fares", "Rakan", "Jalal", "Ziad", "Nizar"]
LAST_EN = ["Zomordan", "Safsaf", "Kirtas", "Marzuki", "Anbari", "Shahouk", "Bailasan"]
TOWNS = ["فيروزابور", "مرجانة", "ياقوتية", "كهرمان", "لازورد", "بلورين", "عقيقة", "زبرجد"]
TOWNS_EN = [
    "Firozabor",
    "Marjana",
    "Yakoutia",
    "Kahraman",
    "Lazord",
    "Billorin",
    "Akika",
    "Zabarjad",
]
COUNTRIES = ["US", "RU", "UA", "QA", "OM", "IR", "IL", "EG", "DE", ""]
SUBJECTS = ["مسودة الاتفاق", "تبادل الأسرى", "فتح المعابر", "ضمانات الأمن", "خط الهدنة"]
SUBJECTS_EN = ["the draft", "an exchange", "the crossings", "guarantees", "the truce line"]
PEOPLE, PLACES, OUTLETS = 70, 24, 20
FIRST_DAY, DAYS = date(2024, 1, 8), 1000


def many_meetings(count: int = 1000, seed: int = 1) -> list[Meeting]:
    """Write `count` confirmed meetings over a thousand days, and return them in order of time.

    Keys begin with `many-<seed>-`. A few persons are at most meetings, as in real dossiers; some
    meetings took several days, some are known by their month, one in five is disputed."""
    chance = random.Random(seed)
    people, places, topics = _entities(chance, seed)
    rows = [_meeting(chance, seed, number, places) for number in range(count)]
    rows.sort(key=lambda row: (row.start, row.key))
    meetings = Meeting.objects.bulk_create(rows)
    weights = [1 / (place + 1.5) for place in range(len(people))]
    who = []
    for meeting in meetings:
        present = dict.fromkeys(chance.choices(people, weights, k=chance.choice([2, 3, 3, 4, 6])))
        who += [
            Participant(meeting=meeting, entity=entity, position=place)
            for place, entity in enumerate(present)
        ]
    Participant.objects.bulk_create(who)
    through = Meeting.topics.through
    through.objects.bulk_create(
        through(meeting=meeting, entity=chance.choice(topics)) for meeting in meetings
    )
    _reports(chance, seed, meetings)
    return meetings


def _entities(chance: random.Random, seed: int) -> tuple[list[Entity], list[Entity], list[Entity]]:
    def named(kind: str, number: int, arabic: str, english: str, country: str = "") -> Entity:
        key = f"many-{seed}-{kind}-{number}"
        return Entity(key=key, kind=kind, name_ar=arabic, name_en=english, country=country)

    people = []
    for number in range(PEOPLE):
        one, two = number % len(FIRST), number // len(FIRST) % len(LAST)
        names = f"{FIRST[one]} {LAST[two]}", f"{FIRST_EN[one]} {LAST_EN[two]}"
        people.append(named("person", number, *names, chance.choice(COUNTRIES)))
    places = []
    for number in range(PLACES):
        one = number % len(TOWNS)
        more = ["", " الجديدة", " العليا"][number // len(TOWNS)]
        more_en = ["", " New Town", " Heights"][number // len(TOWNS)]
        names = TOWNS[one] + more, TOWNS_EN[one] + more_en
        places.append(named("place", number, *names, chance.choice(COUNTRIES)))
    topics = [
        named("topic", number, *names)
        for number, names in enumerate(zip(SUBJECTS, SUBJECTS_EN, strict=True))
    ]
    made = Entity.objects.bulk_create([*people, *places, *topics])
    return made[:PEOPLE], made[PEOPLE : PEOPLE + PLACES], made[PEOPLE + PLACES :]


def _meeting(chance: random.Random, seed: int, number: int, places: list[Entity]) -> Meeting:
    start = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    end, precision, hour = None, Meeting.Precision.DAY, None
    kind = chance.random()
    if kind < 0.1:
        end = start + timedelta(days=chance.choice([1, 1, 2, 4]))
    elif kind < 0.2:
        precision = Meeting.Precision.APPROX
    elif kind < 0.22:
        start, precision = start.replace(day=1), Meeting.Precision.MONTH
    elif kind < 0.4:
        hour = time(chance.randrange(8, 23), chance.choice([0, 15, 30]))
    subject = chance.randrange(len(SUBJECTS))
    disputed = chance.random() < 0.2
    return Meeting(
        key=f"many-{seed}-{number}",
        title_ar=f"جولة المحادثات رقم {number} حول {SUBJECTS[subject]} في الساحل",
        title_en=f"Round {number} of the talks on {SUBJECTS_EN[subject]} at the coast",
        start=start,
        end=end,
        last_on=last_possible_day(start, end, precision),
        precision=precision,
        time=hour,
        place=chance.choice([*places, None]),
        format=chance.choice(Meeting.Format.values),
        status=chance.choices(Meeting.Status.values, [80, 5, 8, 4, 3])[0],
        duration_minutes=chance.choice([None, None, 45, 90, 300]),
        outcome_ar="اتفق الحاضرون على لقاء آخر، وبقيت مسألتان من دون حل.",
        outcome_en="They agreed to meet again; two questions remained open.",
        dispute_ar="مصدران يختلفان في مدة اللقاء وفي من حضره." if disputed else "",
        dispute_en="Two sources differ on its length and on who was there." if disputed else "",
    )


def _reports(chance: random.Random, seed: int, meetings: list[Meeting]) -> None:
    """One to four articles a meeting, from its day to nine days after; one in fifty is undated."""
    outlets = Source.objects.bulk_create(
        Source(key=f"many-{seed}-outlet-{n}", name_ar=f"جريدة الميناء {n}", name_en=f"Port {n}")
        for n in range(OUTLETS)
    )
    pairs = []
    for meeting in meetings:
        for number in range(chance.choice([1, 1, 2, 3, 4])):
            day = meeting.last_on + timedelta(days=chance.choice([0, 1, 1, 2, 9]))
            article = Article(
                key=f"urn:many:{seed}:{meeting.key}:{number}",
                source=chance.choice(outlets),
                language="ar",
                title=f"تقرير {number} عن {meeting.title_ar}",
                published_on=day if chance.random() > 0.02 else None,
                status=Article.Status.PUBLISHED,
            )
            pairs.append((meeting, article))
    Article.objects.bulk_create([article for _meeting, article in pairs])
    Evidence.objects.bulk_create(
        Evidence(meeting=meeting, article=article) for meeting, article in pairs
    )
