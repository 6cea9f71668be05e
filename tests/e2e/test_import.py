"""A curator gives a table, sees what would become of it, and leaves the archive as it was.

By keyboard alone, and without scripts: the page of an import loads itself anew. The work is done by
a real process that the web server starts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, StorageState, expect

from tests.e2e.conftest import Reader, follow

ROWS = (
    "العنوان,الرابط,المصدر,التاريخ,النص,اللغة",
    "خبر للتجربة,https://outlet.example/e2e/1,صحيفة المرفأ,2031-05-01,نص الخبر كما ورد.,ar",
    "خبر بلا تاريخ يُقرأ,https://outlet.example/e2e/2,صحيفة المرفأ,12/04/2031,نص آخر.,ar",
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "تغطية.csv"
    path.write_text("\n".join(ROWS))
    return path


def press(page: Page, name: str) -> None:
    """Reach a button by its name with the keyboard, and press it."""
    button = page.get_by_role("button", name=name)
    button.focus()
    follow(page, lambda: page.keyboard.press("Enter"))


@pytest.mark.parametrize("javascript", [True, False])
def test_a_table_is_looked_through_and_dropped(
    open_page: Reader, curator: StorageState, table: Path, javascript: bool
) -> None:
    page = open_page("/ar/admin/import/", login=curator, javascript=javascript)
    page.get_by_label("الملف", exact=True).set_input_files(table)
    press(page, "افحصه")
    expect(page.get_by_text("هذه معاينة، ولم يُكتب شيء بعد.")).to_be_visible()
    rows = page.locator(".import-rows tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text(re.compile("جديدة.*خبر للتجربة.*صحيفة المرفأ", re.DOTALL))
    expect(rows.nth(1)).to_contain_text("مرفوضة")
    told = re.compile("العمود .*التاريخ.*12/04/2031.*لا يُقرأ هذا تاريخًا")
    expect(rows.nth(1)).to_contain_text(told)
    press(page, "ألغِه")
    expect(page.get_by_text("أُلغي الاستيراد، ولم يُكتب شيء.")).to_be_visible()
    open_page.go(page, "/ar/admin/articles/article/?q=خبر+للتجربة")
    expect(page.locator("#result_list")).to_have_count(0)
