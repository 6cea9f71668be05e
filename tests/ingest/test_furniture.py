"""What is cut away around an article, and what must never be."""

import pytest

from articles.ingest.furniture import is_furniture, strip_furniture, why
from articles.ingest.structure import Line, lines_of

PROSE = "وقال ناطق باسم الوفد إن الجانبين راجعا جدول الأعمال بندا بندا، ثم رفعا الجلسة إلى الغد."

FURNITURE = [
    "التعليقات",
    "التعليقات (0)",
    "التعليقات: 14",
    "اترك تعليقك",
    "أترك تعليقاً",
    "لن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها",
    "Leave a comment",
    "تابعونا على",
    "تابعنا على واتساب",
    "تابعوا آخر الأخبار عبر قناتنا على تلغرام",
    "Follow us on Facebook",
    "جميع الحقوق محفوظة",
    "جميع الحقوق محفوظة © 2031 شركة المرفأ للنشر",
    "كل الحقوق محفوظة لصحيفة المرفأ",
    "© 2031 Harbor Press",
    "Copyright 2031 Harbor Press. All rights reserved.",
    "logo",
    "Logo",
    "شعار الموقع",
    "إعلان",
    "Advertisement",
    "شارك",
    "شارك هذا الخبر:",
    "مشاركة",
    "نسخ الرابط",
    "طباعة",
    "فيسبوك تويتر واتساب",
    "Facebook | X | WhatsApp",
    "اشترك في نشرتنا البريدية",
    "حمّل التطبيق الآن",
    "مدة القراءة: 3 دقائق",
    "3 دقائق قراءة",
    "5 min read",
    "عدد المشاهدات: 1,204",
    "آخر تحديث: 12 أبريل 2031 - 10:15",
    "تاريخ النشر: 2031-04-12",
    "الجمعة 12 أبريل 2031، الساعة 10:15",
    "١٢ نيسان / أبريل ٢٠٣١",
    "كلمات مفتاحية: مفاوضات، هدنة",
    "الوسوم",
    "أخبار ذات علاقة",
    "أخبار ذات صلة:",
    "مواضيع ذات صلة",
    "اقرأ أيضًا",
    "إقرأ أيضا: مشروع جسر جديد بين الضفتين",
    "اقرأ أيضا.. مشروع جسر جديد بين الضفتين",
    "قد يهمك أيضا",
    "Read also: A new bridge between the banks",
    "***",
    "12",
    "- - -",
]

ARTICLE = [
    PROSE,
    "التعليقات على البيان لم تتأخر",  # a heading about comments
    "العالم ينتظر نتيجة الجولة",
    "إعلان المدينة",
    "شارك في اللقاء وزيران من كل جانب",
    "تابعوا المباحثات على مدى يومين من غير انقطاع",
    "جميع الحقوق التي طالب بها الوفد وردت في البيان",
    "اقرأ البيان كاملا ثم احكم",
    "الصورة لم تكتمل بعد",
    "الجولة الثانية في أبريل",
    "اشترك في الاجتماع خبراء من الجانبين",
    "2031: عام الجسور",
    "مصادر: الهدنة قريبة",
]


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_is_recognized(line):
    assert is_furniture(line)


@pytest.mark.parametrize("line", ARTICLE)
def test_words_of_an_article_are_no_furniture(line):
    assert not is_furniture(line)
    assert why(line) == ""


@pytest.mark.parametrize("line", ["العالم", "سياسة", "أخبار العالم", "الرئيسية > سياسة", "Home"])
def test_a_section_word_is_furniture_only_above_the_headline(line):
    assert is_furniture(line, at_head=True)
    assert not is_furniture(line)


def test_every_removal_has_a_reason():
    assert why("التعليقات (3)") == "readers' comments: the heading, the form, its button"
    assert why("Facebook X") == "names of networks beside their buttons"


def left(text: str) -> list[str]:
    return [line.text for line in strip_furniture(lines_of(text))]


def test_related_box_goes_with_its_caption_and_headline():
    text = (
        f"{PROSE}\n\nأخبار ذات علاقة\n\nالوفد في المطار\n\nوصول الوفد الثاني إلى المدينة\n\n{PROSE}"
    )
    assert left(text) == [PROSE, PROSE]


def test_related_box_with_one_headline_leaves_the_heading_below_it():
    text = (
        f"{PROSE}\n\nاقرأ أيضا\n\nوصول الوفد الثاني إلى المدينة القديمة\n\nما الذي بقي\n\n{PROSE}"
    )
    assert left(text) == [PROSE, "ما الذي بقي", PROSE]


def test_related_list_goes_whole():
    text = f"{PROSE}\n\nمواضيع ذات صلة:\n- وصول الوفد الثاني\n- جسر جديد بين الضفتين\n{PROSE}"
    assert left(text) == [PROSE, PROSE]


def test_most_read_at_the_end_goes_whole():
    text = f"{PROSE}\n\nالأكثر قراءة\n\nخبر أول عن الطقس\n\nخبر ثان عن المرفأ\n\nخبر ثالث عن الجسر"
    assert left(text) == [PROSE]


def test_prose_directly_below_a_related_label_stays():
    assert left(f"{PROSE}\n\nأخبار ذات صلة\n\n{PROSE}") == [PROSE, PROSE]
    short = "وغادر الوفدان القاعة قبل منتصف الليل من غير تصريح للصحفيين."
    assert left(f"{PROSE}\n\nاقرأ أيضا\n\n{short}\n\n{PROSE}") == [PROSE, short, PROSE]


@pytest.mark.parametrize(
    "caption",
    [
        "رئيسا الوفدين في قاعة المؤتمرات. المصدر: وكالة المرفأ",
        "رئيسا الوفدين في قاعة المؤتمرات (رويترز)",
        "رئيسا الوفدين في قاعة المؤتمرات - أ ف ب",
        "تصوير: مصور الصحيفة",
        "The delegations in the hall (Getty Images)",
        "صورة أرشيفية: قاعة المؤتمرات",
    ],
)
def test_a_picture_caption_with_its_credit_is_removed(caption):
    assert left(f"{caption}\n\n{PROSE}") == [PROSE]


def test_a_credit_at_the_end_says_where_the_text_comes_from_and_stays():
    assert left(f"{PROSE}\n\nالمصدر: وكالات") == [PROSE, "المصدر: وكالات"]


def test_a_sentence_that_names_an_agency_is_no_caption():
    text = f"{PROSE}\n\n{PROSE[:-1]} بحسب ما نقلت وكالة رويترز.\n\n{PROSE}"
    assert len(left(text)) == 3


def test_footer_of_a_page_goes():
    text = f"{PROSE}\n\nlogo\nتابعونا على\nجميع الحقوق محفوظة © 2031 شركة المرفأ - Harbor FZ"
    assert left(text) == [PROSE]


def test_long_lines_are_never_removed():
    for opening in ("التعليقات ", "اقرأ أيضا: ", "تابعونا على فيسبوك ", "تصوير: "):
        line = Line(opening + PROSE * 2)
        assert strip_furniture([line, Line(PROSE)])[0] is line
