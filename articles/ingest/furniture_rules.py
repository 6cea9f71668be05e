"""The words of furniture: what sites put around an article, each rule with its reason.

Rules look at whole short lines in their folded form, so that a spelling with or without hamza is
one rule. The words are those of Arabic and English news sites in general; furniture.py
applies them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from articles.arabic.normalize import fold

SHORT = 160  # no piece of furniture is longer, but for a copyright line


def _phrases(text: str) -> frozenset[str]:
    return frozenset(bare(phrase) for phrase in text.split("|"))


def bare(text: str) -> str:
    """Return the folded words of a line without numbers and signs: "Comments (12)" is
    "comments"."""
    return " ".join(re.findall(r"[^\W\d_]+", fold(text)))


def _pattern(text: str) -> re.Pattern[str]:
    """Compile a pattern to be used on folded lines. Write its classes in lower case only."""
    return re.compile(fold(text))


@dataclass(frozen=True)
class Rule:
    """A kind of furniture: whole lines by their words, or short lines by a pattern, with the
    reason."""

    reason: str
    phrases: frozenset[str] = frozenset()
    pattern: re.Pattern[str] | None = None
    longest: int = SHORT

    def matches(self, text: str) -> bool:
        if len(text) > self.longest:
            return False
        if self.phrases and bare(text) in self.phrases:
            return True
        return bool(self.pattern and self.pattern.search(fold(text)))


RULES = (
    Rule(
        "readers' comments: the heading, the form, its button",
        phrases=_phrases(
            "التعليقات|تعليقات|تعليق|لا توجد تعليقات|لا يوجد تعليقات|اترك تعليقك|اترك تعليقا|"
            "اترك تعليق|"
            "أضف تعليق|أضف تعليقا|أضف تعليقك|اكتب تعليقك|شارك برأيك|إرسال التعليق|تعليقات القراء|"
            "أضف ردا|اترك ردا|إلغاء الرد|comments|leave a comment|leave a reply|no comments|"
            "post a comment|"
            "add comment|view comments|show comments"
        ),
        pattern=_pattern(
            r"^(لن يتم نشر عنوان بريدك|الحقول الإلزامية مشار|your email address will not)"
        ),
    ),
    Rule(
        "follow-us lines name a network, not the news",
        phrases=_phrases("تابعونا|تابعنا|تابعونا على|تابعنا على|follow us|follow us on"),
        pattern=_pattern(
            r"^(تابعونا|تابعنا|تابعوا|انضم|انضموا|follow|join us).{0,60}"
            r"(فيسبوك|فيس بوك|تويتر|إكس|واتساب|واتس اب|تلغرام|تليجرام|تيليجرام|يوتيوب|إنستغرام|"
            r"انستجرام|"
            r"تيك توك|غوغل|جوجل|جوجل نيوز|google|facebook|twitter|whatsapp|telegram|youtube|"
            r"instagram)"
        ),
    ),
    Rule(
        "the copyright line belongs to the site",
        pattern=_pattern(
            r"^(جميع|كل|كافة) الحقوق محفوظة|^(©|\(c\)\s|copyright)|all rights reserved\.?$"
        ),
        longest=300,
    ),
    Rule(
        "names of pictures and buttons read aloud as text",
        phrases=_phrases(
            "logo|site logo|image|photo|video|icon|menu|search|close|loading|skip to content|"
            "home page|"
            "شعار|شعار الموقع|القائمة|قائمة|بحث|ابحث|إغلاق|تحميل|صورة|فيديو|استمع|استماع|تشغيل|"
            "انتقل إلى المحتوى|العودة إلى الأعلى|المزيد|عرض المزيد|اقرأ المزيد|مشاهدة المزيد|"
            "load more|read more"
        ),
    ),
    Rule(
        "advertisement label",
        phrases=_phrases("إعلان|إعلانات|إعلان ممول|محتوى ممول|ad|ads|advertisement|sponsored"),
    ),
    Rule(
        "share and print buttons",
        phrases=_phrases(
            "شارك|مشاركة|شاركها|شارك الخبر|شارك المقال|شارك هذا الخبر|شارك هذا المقال|مشاركة الخبر|"
            "مشاركة المقال|شارك هذا الموضوع|شاركنا|شارك على|انشر|طباعة|اطبع|نسخ الرابط|انسخ الرابط|"
            "تم نسخ الرابط|رابط مختصر|الرابط المختصر|حفظ|احفظ المقال|أرسل إلى صديق|share|"
            "share this|"
            "share this article|share on|print|copy link|email|save|حجم الخط|تكبير الخط|تصغير الخط"
        ),
    ),
    Rule(
        "newsletter and app invitations",
        pattern=_pattern(
            r"^(اشترك|اشتركوا|للاشتراك|سجل|حمل|حملوا|subscribe|sign up|download).{0,30}"
            r"(نشرتنا|النشرة|القناة|قناتنا|بريدك|البريد|الإشعارات|التطبيق|تطبيقنا|newsletter|"
            r"our app|updates)"
        ),
        longest=120,
    ),
    Rule(
        "reading time and view counters",
        pattern=_pattern(
            r"^(مدة|وقت|زمن) القراءة|^\d+ (دقيقة|دقائق) (قراءة|للقراءة)$|^\d+ min(ute)?s? read$|"
            r"^(عدد )?(المشاهدات|مشاهدات|القراءات|الزيارات|مشاهدة|views)\s*:?\s*[\d.,]+$|"
            r"^[\d.,]+ (مشاهدة|views)$"
        ),
        longest=60,
    ),
    Rule(
        "when the page was published or changed: metadata of the page",
        pattern=_pattern(
            r"^(آخر تحديث|تاريخ النشر|نشر في|نشر بتاريخ|تم النشر|تم التحديث|published|updated|"
            r"last updated)"
            r"\s*(في|بتاريخ|on)?\s*[:\-–]?\s.*\d"
        ),
        longest=90,
    ),
)
# Above the first paragraph a bare section word is the site's menu; further down it may be a
# heading.
HEAD_RULES = (
    Rule(
        "the section or the ribbon above a headline",
        phrases=_phrases(
            "العالم|عالم|العالم العربي|عربي|عربي ودولي|عرب وعالم|عربية|عربية ودولية|دولي|دوليات|"
            "دولية|أخبار|"
            "الأخبار|أخبار العالم|أخبار دولية|أخبار عربية|آخر الأخبار|أهم الأخبار|سياسة|السياسة|"
            "سياسي|اقتصاد|"
            "رياضة|ثقافة|منوعات|محليات|محلي|رأي|آراء|مقالات|تقارير|تقرير|تحليلات|تحليل|حوارات|خاص|"
            "حصري|عاجل|"
            "الرئيسية|الصفحة الرئيسية|الشرق الأوسط|أوروبا|آسيا|أمريكا|الولايات المتحدة|روسيا|"
            "صحافة|الصحافة|"
            "ملفات|قضايا|متابعات|شؤون دولية|home|world|news|politics|business|opinion|middle east|"
            "europe|"
            "breaking|breaking news|exclusive|analysis|live|latest"
        ),
    ),
    Rule(
        "the path of the page through the site",
        pattern=_pattern(r"^(الرئيسية|الصفحة الرئيسية|home)\s*[>/»«|\\‹›←-]"),
    ),
)
_AGENCIES = (
    r"(رويترز|أ ف ب|أ\. ?ف\. ?ب\.?|أ ب|فرانس برس|أسوشيتد برس|الأناضول|غيتي|غيتي إيمجز|غيتي إيميجز|"
    r"جيتي|"
    r"بلومبيرغ|بلومبرغ|شاترستوك|أرشيفية|أرشيف|وكالات|مواقع التواصل|reuters|afp|ap|epa|getty|"
    r"getty images|"
    r"bloomberg|shutterstock|anadolu|file photo)"
)
CAPTION_RULES = (
    Rule(
        "a picture's caption names the photographer or the agency",
        pattern=_pattern(
            rf"[^\s].*\s*[(/|\[–—-]\s*{_AGENCIES}\s*[)\]]?$|"
            rf"[^\s].*\bالمصدر\s*:\s*\w+(\s+\w+){{0,3}}$|"
            r"^(تصوير|عدسة|مصدر الصورة|حقوق الصورة|صورة أرشيفية|الصورة|photo|photo by|credit|"
            r"image credit)\s*[:\-–]"
        ),
    ),
)
RELATED = Rule(
    "links to other articles of the site",
    phrases=_phrases(
        "أخبار ذات علاقة|أخبار ذات صلة|أخبار متعلقة|أخبار مشابهة|ذات صلة|ذات علاقة|مواضيع ذات صلة|"
        "مواضيع متعلقة|"
        "موضوعات ذات صلة|موضوعات متعلقة|مقالات ذات صلة|مقالات ذات علاقة|مقالات مشابهة|"
        "مواد ذات صلة|مقال ذو صلة|"
        "خبر ذو صلة|موضوع ذو صلة|محتوى ذو صلة|محتوى ذات صلة|اقرأ أيضا|إقرأ أيضا|اقرأ كذلك|"
        "اقرأ أيضا على|"
        "شاهد أيضا|قد يهمك|قد يهمك أيضا|قد يعجبك أيضا|ربما يهمك|اخترنا لك|اخترنا لكم|الأكثر قراءة|"
        "الأكثر مشاهدة|الأكثر تداولا|الأكثر شعبية|المزيد من الأخبار|لا يفوتك|تابع أيضا|طالع أيضا|"
        "للمزيد|"
        "related|related news|related articles|related stories|related topics|read also|see also|"
        "most read|"
        "more stories|you may also like|recommended|recommended for you|more on this story"
    ),
)
RELATED_LINE = _pattern(
    r"^(اقرأ أيضا|إقرأ أيضا|اقرأ كذلك|شاهد أيضا|قد يهمك أيضا|قد يهمك|طالع أيضا|تابع أيضا|"
    r"مواضيع ذات صلة|"
    r"أخبار ذات صلة|أخبار ذات علاقة|read also|see also|read more|related)\s*(:|\.{2,}|…|-|–|\||>|"
    r"»|←)\s*[^\s]"
)
TAGS = Rule(
    "keywords for search engines",
    phrases=_phrases(
        "كلمات مفتاحية|الكلمات المفتاحية|كلمات دلالية|الكلمات الدلالية|الوسوم|وسوم|tags|keywords"
    ),
)
TAGS_LINE = _pattern(
    r"^(كلمات مفتاحية|الكلمات المفتاحية|كلمات دلالية|الكلمات الدلالية|الوسوم|وسوم|tags|"
    r"keywords)\s*[:#]"
)
NETWORKS = _phrases(
    "فيسبوك|فيس|بوك|تويتر|إكس|واتساب|واتس|اب|آب|تلغرام|تليجرام|تيليجرام|يوتيوب|إنستغرام|انستجرام|"
    "لينكد|إن|لينكدإن|"
    "ماسنجر|بينتيريست|x|facebook|twitter|whatsapp|telegram|linkedin|youtube|instagram|messenger|"
    "pinterest|email|rss|tiktok|snapchat|threads"
)
DATE_WORDS = _phrases(
    "السبت|الأحد|الاثنين|الإثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|يناير|فبراير|مارس|أبريل|إبريل|"
    "مايو|يونيو|"
    "يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر|كانون|الثاني|الأول|شباط|آذار|نيسان|أيار|حزيران|تموز|"
    "آب|أيلول|"
    "تشرين|جانفي|فيفري|أفريل|ماي|جوان|جويلية|أوت|محرم|صفر|ربيع|الآخر|جمادى|رجب|شعبان|رمضان|شوال|"
    "ذو|القعدة|"
    "الحجة|هـ|م|ص|مساء|صباحا|الساعة|في|بتوقيت|غرينتش|جرينتش|gmt|utc|am|pm|january|february|march|"
    "april|may|"
    "june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|"
    "dec|"
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|t|z"
)
