"""A name that nobody knows: the form of the review page has it in its language, and asks for the
other."""

import pytest
from django.urls import reverse
from lxml import html

from articles import curation
from articles.models import Alias, Entity
from articles.tagging.run import suggest
from tests.admin.test_review import page_of, picks, press, told
from tests.factories import DraftFactory, MentionFactory, PersonFactory

pytestmark = pytest.mark.usefixtures("empty")
ARABIC, LATIN = "خالد الدرويش", "Khaled Darwish"
TEXTS = {
    "ar": f"وقال وزير الخارجية {ARABIC}، إن الوفد باق.",
    "en": f"The foreign minister {LATIN}, said that the delegation stays.",
}


@pytest.fixture(params=["ar", "en"])
def story(request):
    """An article in Arabic, and one in English, that names somebody whom nobody knows."""
    return DraftFactory(body=TEXTS[request.param], language=request.param, title="خبر")


def form_of(client, article, language: str = "ar"):
    address = page_of(article).replace("/ar/", f"/{language}/")
    page = html.fromstring(client.get(address).content.decode())
    (form,) = page.xpath("//form[.//details[@class='new-name']]")
    return form


def values(form) -> dict[str, list[str]]:
    names = ("name_ar", "name_en")
    return {name: form.xpath(f".//input[@name='{name}']/@value") for name in names}


def test_the_form_has_the_name_in_its_language_and_says_which_other_is_missing(editor, story):
    form = form_of(editor, story, "en")
    is_arabic = story.language == "ar"
    assert values(form) == {
        "name_ar": [ARABIC] if is_arabic else [],
        "name_en": [] if is_arabic else [LATIN],
    }
    (empty,) = [one for one in form.xpath(".//input[@type='text']") if not one.get("value")]
    (hint,) = form.xpath(f".//*[@id='{empty.get('aria-describedby')}']")
    assert ("no English name" if is_arabic else "no Arabic name") in hint.text_content()
    # It is said in the list as well, where the form is folded.
    row = form.xpath("ancestor::li")[0]
    assert "no " in row.xpath(".//*[contains(@class, 'lacks')]")[0].text_content()


def test_what_is_added_as_it_stands_has_its_name_and_the_other_is_asked_for(editor, story):
    form = form_of(editor, story)
    sent = {name: "".join(value) for name, value in values(form).items()}
    what = form.xpath(".//input[@name='what']/@value")[0]
    answer = press(editor, story, "accept", what, **sent, kind="person")
    entity = Entity.objects.get()
    assert (entity.name_ar, entity.name_en) == (sent["name_ar"], sent["name_en"])
    missing = "بالإنجليزية" if story.language == "ar" else "بالعربية"
    assert missing in told(answer)
    (row,) = html.fromstring(answer.content.decode()).xpath("//li[contains(@class, 'pick')]")
    (link,) = row.xpath(".//*[contains(@class, 'lacks')]//a/@href")
    assert link == reverse("admin:articles_entity_change", args=[entity.pk])


def test_both_names_are_given_at_once_and_nothing_is_missing(editor, story):
    (what,) = picks(editor, story).values()
    answer = press(editor, story, "accept", what, name_ar=ARABIC, name_en=LATIN, kind="person")
    entity = Entity.objects.get()
    assert (entity.name_ar, entity.name_en, entity.key) == (ARABIC, LATIN, "khaled-darwish")
    assert not Alias.objects.exists()
    page = html.fromstring(answer.content.decode())
    assert not page.xpath("//*[contains(@class, 'lacks')]")


def test_a_name_that_is_given_in_the_other_language_alone_keeps_that_of_the_text(editor):
    story = DraftFactory(body=TEXTS["ar"])
    (what,) = picks(editor, story).values()
    press(editor, story, "accept", what, name_ar="", name_en=LATIN, kind="person")
    entity = Entity.objects.get()
    assert (entity.name_ar, entity.name_en) == ("", LATIN)
    alias = entity.aliases.get()
    assert (alias.text, alias.language) == (ARABIC, "ar")
    mention = story.mentions.get()
    assert story.body[mention.start : mention.end] == mention.text == ARABIC
    # The next text is understood.
    other = DraftFactory(body=f"عاد {ARABIC} إلى بلده.")
    suggest(other)
    assert other.mentions.get().entity == entity


def test_a_name_set_right_keeps_the_words_of_the_text(editor):
    story = DraftFactory(body=TEXTS["ar"])
    (what,) = picks(editor, story).values()
    press(editor, story, "accept", what, name_ar="خالد بن سالم الدرويش", name_en="", kind="person")
    assert Entity.objects.get().aliases.get().text == ARABIC
    page = html.fromstring(editor.get(page_of(story)).content.decode())
    assert [mark.text for mark in page.xpath("//mark")] == [ARABIC]


def test_a_known_name_that_lacks_one_says_so_to_who_may_add_it(desk_of):
    article = DraftFactory(body=f"عاد {ARABIC}.")
    person = PersonFactory(name_ar=ARABIC, name_en="")
    MentionFactory(article=article, entity=person, status="suggested")
    links = {}
    for role in ("viewer", "curator"):
        page = html.fromstring(desk_of(role).get(page_of(article)).content.decode())
        (lacks,) = page.xpath("//*[contains(@class, 'lacks')]")
        links[role] = len(lacks.xpath(".//a"))
    assert links == {"viewer": 0, "curator": 1}


def test_one_of_both_names_in_the_article_is_confirmed_and_none_is_made(editor, admin_user):
    article = DraftFactory()
    person = PersonFactory(name_ar=ARABIC, name_en=LATIN)
    MentionFactory(article=article, entity=person, status="suggested")
    made = curation.add_name(article=article, name="غيره", name_ar="غيره", name_en=LATIN.upper(),
                             kind="person", start=None, end=None, by=admin_user)  # fmt: skip
    assert made == person
    assert article.mentions.get().status == "confirmed"
