"""What Django says in Arabic, as the desk has it."""

import json
import re
from gettext import GNUTranslations
from pathlib import Path

import django
import pytest
from babel.messages.pofile import read_po
from django.contrib.messages import get_messages
from django.urls import reverse

from articles.admin import wording
from tests.factories import ArticleFactory, DraftFactory, PersonFactory

LOCALE = Path(wording.__file__).parent.parent / "locale/ar/LC_MESSAGES"


def catalog(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        return {
            (key[0] if isinstance(key, tuple) else key).split("\x04")[-1]: text
            for key, text in GNUTranslations(file)._catalog.items()
            if key
        }


def sources(name: str) -> set[str]:
    """Every sentence that Django marks as one to translate."""
    found = set()
    for path in Path(django.__file__).parent.rglob(f"locale/en/LC_MESSAGES/{name}.po"):
        with path.open("rb") as file:
            messages = [message.id for message in read_po(file)]
        found |= {one if isinstance(one, str) else one[0] for one in messages}
    return found


def test_what_is_reworded_is_said_by_django_still():
    """In another version it may be another sentence, which nobody would have mended."""
    assert set(wording.SAID) - sources("django") == set()
    assert catalog(LOCALE / "djangojs.mo").keys() - sources("djangojs") == set()


@pytest.mark.parametrize("name", ["django", "djangojs"])
def test_arabic_quotes_as_arabic_does(name):
    marks = re.compile("[“”]")
    assert [text for text in catalog(LOCALE / f"{name}.mo").values() if marks.search(text)] == []


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(
    ("noun", "said"),
    [
        ("entity", "احذف ما حدّدته من كيانات"),
        ("meeting", "احذف ما حدّدته من لقاءات"),
        ("source", "احذف ما حدّدته من مصادر"),
    ],
)
def test_the_action_that_deletes_agrees_with_every_noun(editor, noun, said):
    page = editor.get(reverse(f"admin:articles_{noun}_changelist"))
    choices = dict(page.context["action_form"].fields["action"].choices)
    assert choices["delete_selected"] == said


@pytest.mark.usefixtures("empty")
def test_what_is_deleted_is_told_with_its_number(editor):
    chosen = [DraftFactory().pk, DraftFactory().pk]
    data = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    answer = editor.post(reverse("admin:articles_article_changelist"), data)
    assert "تم الحذف: مواد، العدد 2." in [str(one) for one in get_messages(answer.wsgi_request)]


@pytest.mark.usefixtures("empty")
def test_what_was_saved_is_named_in_arabic_quotes(editor):
    page = reverse("admin:articles_entity_add")
    data = {"name_ar": "سمير كنعان", "kind": "person", "_continue": "1"}
    for inline in editor.get(page).context["inline_admin_formsets"]:
        form = inline.formset.management_form
        data |= {form.add_prefix(name): value for name, value in form.initial.items()}
        data[form.add_prefix("TOTAL_FORMS")] = 0
    told = get_messages(editor.post(page, data).wsgi_request)
    assert [re.sub("<[^>]+>", "", str(one)) for one in told] == [
        "تمت الإضافة: كيان «سمير كنعان». ويمكنك متابعة التعديل أدناه."
    ]


@pytest.mark.usefixtures("empty")
def test_the_button_of_the_history_is_not_called_a_date(editor):
    for thing in (ArticleFactory(), PersonFactory()):
        page = editor.get(
            reverse(f"admin:articles_{thing._meta.model_name}_change", args=[thing.pk])
        )
        assert re.search(r'class="historylink">\s*سجل التعديلات\s*</a>', page.content.decode())


def test_scripts_say_it_too(editor):
    script = editor.get(reverse("admin:jsi18n")).content.decode()
    said = json.loads(re.search(r"const newcatalog = (\{.*?\});", script, re.DOTALL)[1])
    counted = said["%(sel)s of %(cnt)s selected"]
    assert counted[0] == "لم يُحدَّد شيء من %(cnt)s"
    assert len(counted) == 6
    assert said["Choose a Date"] == "اختر يومًا"
    assert said["Today"] == "اليوم"  # Django's own


def test_english_scripts_say_what_they_said(editor):
    answer = editor.get("/en/admin/jsi18n/")
    assert answer.status_code == 200
    assert "حُدّد" not in answer.content.decode()
