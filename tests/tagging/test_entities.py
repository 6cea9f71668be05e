"""Known entities are found however they are written, and nothing else is taken for them."""

import pytest


def found(suggestions):
    return {mention.entity for mention in suggestions.mentions}


@pytest.mark.parametrize("particle", ["", "و", "ف", "ب", "ل", "ك", "وب", "ول"])
def test_a_name_is_marked_without_the_particle_before_it(reads, particle):
    text = f"قيل إن الأمر متروك {particle}درويش وحده."
    (mention,) = reads(text).mentions
    assert (mention.entity, mention.text) == ("sami-darwish", "درويش")


@pytest.mark.parametrize(
    "text",
    [
        "وصف درويش المقترح بأنه جيد، ثم غادر سامي درويش القاعة. وزار زهراباد.",
        "دَرويش في زهرابـــاد",
        "للأمم المتحدة مكتب في مسقط.",
        "Sami Darwish’s office is in Port Nour.",
    ],
)
def test_offsets_slice_the_text(reads, text):
    mentions = reads(text).mentions
    assert mentions
    assert all(text[m.start : m.end] == m.text for m in mentions)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("التقى سَامِي دَرْوِيش الوفد", {"sami-darwish"}),
        ("قال سامـي درويـش", {"sami-darwish"}),
        ("المبعوث قنواتي", {"nadim-qabbani"}),
        ("Envoy Qanawati left", {"nadim-qabbani"}),
        ("بالأمم المتحدة", {"un"}),
        ("a UN report", {"un"}),
        ("un rapport", set()),
        ("بين درويش وقنواتي", {"sami-darwish", "nadim-qabbani"}),
    ],
)
def test_a_name_is_found_in_any_dress(reads, text, keys):
    assert found(reads(text)) == keys


@pytest.mark.parametrize(
    "text",
    [
        "قال محمود درويش في قصيدته",  # another person's family name
        "قالت ماريا قنواتي إنها لا تعرفه",
        "Maria Qanawati said no",
        "استقبلوه بحماس شديد",  # enthusiasm
        "عاد إلى مسقط رأسه",  # his birthplace
        "نما القطاع الخاص هذا العام",  # the private sector
        "ناقلة في خليج عمان",
    ],
)
def test_what_only_looks_like_a_name_is_left_alone(reads, text):
    assert found(reads(text)) == set()


def test_a_doubtful_word_counts_beside_the_full_name(reads):
    assert found(reads("وصل إلى قطاع الساحل، وعاد من القطاع مساء.")) == {"sector"}
    assert len(reads("وصل إلى قطاع الساحل، وعاد من القطاع مساء.").mentions) == 2


def test_an_entity_of_the_headline_alone_is_told_apart(reads):
    suggestions = reads("لا شيء هنا.", title="درويش في مسقط")
    assert suggestions.mentions == []
    assert {each.entity for each in suggestions.titled} == {"sami-darwish", "muscat"}


def test_a_name_does_not_run_across_sentences(reads):
    assert found(reads("غادر سامي. درويش آخر لم يغادر ميناء. نور الصباح.")) <= {"sami-darwish"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("قال وزير الدفاع محمد البلخي إن الأمر انتهى", "محمد البلخي"),
        ("قال وزير الدفاع أحمد الهاشمي إن الأمر انتهى", "أحمد الهاشمي"),
        ("التقت وزيرة الخارجية ليلى المنصوري المبعوث", "ليلى المنصوري"),
        ("استقبل وزير الدفاع سالم بن راشد الحبسي الوفد", "سالم بن راشد الحبسي"),
        ("رحبت رئيسة المفوضية هيلموت فون دير لاين بذلك", "هيلموت فون دير لاين"),
        ("Foreign Minister Anton Belikov said so", "Anton Belikov"),
    ],
)
def test_a_person_behind_an_office_is_proposed_if_nobody_knows_him(reads, text, name):
    (unknown,) = reads(text).unknown
    assert (unknown.text, text[unknown.start : unknown.end]) == (name, name)


@pytest.mark.parametrize(
    "text",
    [
        "قال المتحدث باسم الجيش الوطني إنه باق",
        "قال المتحدث باسم الرئيس الحالي إنه باق",
        "وزير الدفاع العماني في المدينة",
        "قال وزير الخارجية أحمد بن إن الأمر انتهى",
    ],
)
def test_an_office_and_what_it_is_over_are_no_name(reads, text):
    assert reads(text).unknown == []


def test_who_is_known_is_not_proposed(reads):
    assert reads("قال الرئيس سامي درويش إنه باق").unknown == []
