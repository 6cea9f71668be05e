"""Tables as offices keep them: both languages, old encodings, bad rows; and zips that mean harm."""

import itertools
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from django.utils import translation

from articles.ingest.capture import BadRecord, Capture, Failure, Notice
from articles.ingest.extract import extract
from articles.ingest.readers import captures, sheet, table
from articles.ingest.readers.columns import HEADINGS, mapping_of
from articles.ingest.run import ingest
from articles.models import Article, ArticleRevision

ARABIC = ["العنوان", "الرابط", "المصدر", "تاريخ النشر", "النص", "اللغة"]
ENGLISH = ["Headline", "Link", "Outlet", "Date", "Text", "Language"]
ROW = [
    "الوفدان يتفقان على جولة ثانية",
    "https://example.org/news/1",
    "صحيفة المرفأ",
    "2025-04-11",
    "اجتمع الوفدان صباحا في قاعة المؤتمرات.",
    "ar",
]


def csv_of(tmp_path, *rows, encoding="utf-8", mark=",", name="table.csv"):
    path = tmp_path / name
    path.write_bytes("\r\n".join(mark.join(row) for row in rows).encode(encoding))
    return str(path)


def xlsx_of(tmp_path, *rows, name="table.xlsx"):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / name)
    return str(tmp_path / name)


def changed(**cells):
    places = dict(
        zip(("title", "url", "source", "published", "body", "language"), range(6), strict=False)
    )
    row = list(ROW)
    for name, value in cells.items():
        row[places[name]] = value
    return row


@pytest.mark.parametrize("headings", [ARABIC, ENGLISH])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "windows-1256"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_row_is_an_article(tmp_path, headings, encoding, mark):
    (capture,) = captures(csv_of(tmp_path, headings, ROW, encoding=encoding, mark=mark))
    article = extract(capture)
    assert (article.title, article.url, article.body) == (ROW[0], ROW[1], ROW[4])
    assert (article.outlet.name, article.language) == (ROW[2], "ar")
    assert article.published_on == date(2025, 4, 11)


@pytest.mark.parametrize("damaged", [0, 700, 1400], ids=["first", "in the middle", "last"])
def test_one_damaged_byte_in_a_large_table_is_told_and_makes_no_mojibake(
    tmp_path, monkeypatch, damaged
):
    monkeypatch.setattr(table, "_PIECE", 4096)
    rows = [changed(url=f"https://example.org/{n}") for n in range(1401)]
    path = tmp_path / "table.csv"
    lines = [",".join(row).encode() for row in [ARABIC, *rows]]
    lines[damaged + 1] = lines[damaged + 1].replace("صحيفة".encode(), b"\xd8\xff")
    path.write_bytes(b"\n".join(lines))
    position = path.read_bytes().index(b"\xd8\xff")
    with pytest.raises(BadRecord, match=f"UTF-8 but damaged at byte {position}"):
        list(captures(str(path)))


def test_a_line_without_end_is_not_held(tmp_path, monkeypatch):
    monkeypatch.setattr(table, "LONGEST_LINE", 1_000)
    path = csv_of(tmp_path, ARABIC, ROW, changed(body="نص " * 400))
    with pytest.raises(BadRecord, match="Line 3 is longer than 1,000 characters"):
        list(captures(path))


def test_the_texts_of_a_sheet_have_a_most(tmp_path, monkeypatch):
    path = xlsx_of(tmp_path, ARABIC, ROW)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", "<sst>" + " " * 200 + "</sst>")
    assert len(list(captures(path))) == 1
    monkeypatch.setattr(sheet, "LARGEST_STRINGS", 100)
    with pytest.raises(BadRecord, match="The texts in it are over 100 bytes"):
        list(captures(path))


def test_an_old_encoding_is_known_behind_a_long_stretch_without_arabic(tmp_path, monkeypatch):
    monkeypatch.setattr(table, "_PIECE", 4096)
    plain = ["Talks", "https://example.org/2", "Herald", "2025-04-11", "They met.", "en"]
    path = csv_of(tmp_path, ENGLISH, *[plain] * 200, ROW, encoding="windows-1256")
    assert list(captures(path))[-1].declared["title"] == ROW[0]


def test_every_field_of_a_record_has_a_heading_in_both_languages():
    for field, names in HEADINGS.items():
        assert any(name.isascii() for name in names), field
        assert any(not name.isascii() for name in names), field


def test_spelling_of_headings_is_forgiven(tmp_path):
    headings = ["العنوانُ", "الرّابط", "المصدر ", "تاريخ_النشر", "النصّ", "لغة"]
    assert extract(*captures(csv_of(tmp_path, headings, ROW))).published_on == date(2025, 4, 11)


def test_columns_are_told_by_hand_where_headings_do_not(tmp_path):
    headings = ["ع", "w", "المصدر", "التاريخ", "نص الرسالة", "اللغة"]
    path = csv_of(tmp_path, headings, ROW)
    with pytest.raises(BadRecord, match="No columns for title and url"):
        list(captures(path))
    mapping = mapping_of("ع=title, W=url, نصّ الرسالة=body, التاريخ=")
    (capture, *_rest) = [c for c in captures(path, "csv", mapping) if isinstance(c, Capture)]
    assert extract(capture).body == ROW[4]
    assert extract(capture).published_on is None
    with pytest.raises(BadRecord, match="No column is headed 'nowhere'"):
        list(captures(path, "csv", mapping_of("nowhere=title")))


@pytest.mark.parametrize(
    ("headings", "told", "untold"),
    [
        (["title", "source", "date", "text"], "No column for url was found", "for title"),
        (["url", "source", "date", "text"], "No column for title was found", "for url"),
        (["key", "source", "date", "text"], "No column for title was found", "for url"),
        (["source", "date", "text"], "No columns for title and url were found", "No column for"),
    ],
)
def test_only_the_column_that_is_missing_is_named(tmp_path, headings, told, untold):
    path = csv_of(tmp_path, headings, ["x"] * len(headings))
    with pytest.raises(BadRecord, match=f"{told} among: {', '.join(headings)}") as refusal:
        list(captures(path))
    assert untold not in str(refusal.value)


def test_columns_nobody_knows_are_told_once(tmp_path):
    notice, capture = captures(csv_of(tmp_path, [*ARABIC, "ملاحظات"], [*ROW, "للمراجعة"]))
    assert type(notice) is Notice
    assert "ملاحظات" in notice.reason
    assert isinstance(capture, Capture)


def test_two_columns_for_one_field_are_refused(tmp_path):
    with pytest.raises(BadRecord, match="Two columns are title"):
        list(captures(csv_of(tmp_path, [*ARABIC, "Title"], [*ROW, "x"])))


@pytest.mark.usefixtures("empty")
def test_bad_rows_are_told_with_their_line_and_the_rest_is_taken_in(tmp_path):
    path = csv_of(
        tmp_path,
        ARABIC,
        changed(body='"سطر أول\r\nسطر ثان"'),
        changed(published="12/04/2025"),
        [],
        [*ROW, "", "زائد"],
        changed(url="ليس رابطا"),
        changed(title=""),
        changed(url="https://example.org/news/2", published="٢٠٢٥-٠٤-١٢"),
    )
    report = ingest([path])
    assert report.created == 2
    told = {int(one.where.rpartition(":")[2]): one.reason for one in report.failed}
    assert sorted(told) == [4, 6, 7, 8]
    assert "holds “12/04/2025”" in told[4]
    assert "8 cells under 6 headings: “زائد” stands under none" in told[6]
    assert "not a web address" in told[7]
    assert "“العنوان” is empty" in told[8]
    assert Article.objects.get(url__endswith="/2").published_on == date(2025, 4, 12)


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("write", [csv_of, xlsx_of])
def test_a_table_taken_in_again_changes_nothing_and_a_changed_row_is_a_revision(tmp_path, write):
    assert ingest([write(tmp_path, ARABIC, ROW)]).created == 1
    before = Article.objects.values().get()
    shuffled = write(tmp_path, ARABIC[::-1], ROW[::-1])
    assert ingest([shuffled]).unchanged == 1
    assert Article.objects.values().get() == before
    assert ingest([write(tmp_path, ARABIC, changed(body="نص آخر تماما."))]).revised == 1
    assert ArticleRevision.objects.get().body == ROW[4]


# Of each field: what is typed into its cell, what is said to be expected, in either language.
WRONG_CELLS = [
    ("Date", "12/04/2025", "2025-04-11", "leave the cell empty", "اترك الخلية فارغة"),
    ("Date", "٣١/٤/٢٠٢٥", "٣١/٤/٢٠٢٥", "leave the cell empty", "اترك الخلية فارغة"),
    ("Captured", "soon", "2025-04-11", "leave the cell empty", "اترك الخلية فارغة"),
    ("Language", "Arabic!", "ru", "Write a tag", "اكتب رمزًا"),
    ("Access", "secret", "public, abstract", "Write one of", "اكتب إحدى هذه"),
    ("Link", "ليس رابطا", "https://", "not a web address", "ليس عنوانًا على الويب"),
    ("Identifier", "two words", "1000", "no spaces", "لا مسافات"),
    ("Identifier", "ftp:x", "urn:", "an address of the web", "عنوانًا على الويب"),
    ("Headline", "", "", "Give the headline", "أعطِ العنوان"),
    ("Outlet", "", "", "Name the outlet", "اذكر"),
    ("Text", "", "", "an abstract", "ملخص"),
    ("Link", "", "urn:file:name", "Give the address", "أعطِ العنوان"),
]


@pytest.mark.parametrize("write", [csv_of, xlsx_of])
@pytest.mark.parametrize(("column", "cell", "shown", "english", "arabic"), WRONG_CELLS)
def test_a_row_is_refused_by_its_own_column_and_cell(
    tmp_path, write, column, cell, shown, english, arabic
):
    headings = [*ENGLISH, "Captured at", "Access", "Identifier"]
    row = dict(zip(headings, [*ROW, "", "", ""], strict=True))
    column = "Captured at" if column == "Captured" else column
    row[column] = cell
    path = write(tmp_path, headings, ["" if c is None else c for c in row.values()])
    with pytest.raises(BadRecord) as refusal:
        extract(*captures(path))
    for language, expected in (("en", english), ("ar", arabic)):
        with translation.override(language):
            told = refusal.value.reason.here()
        for part in (column, cell, shown, expected):
            assert part in told
        for ours in ("null", "'published'", "'url'", "'key'", "'title'", "'source'", "'summary'"):
            assert ours not in told


@pytest.mark.parametrize(("heading", "expected"), [("Outlet", "outlets"), ("Text", "texts")])
def test_a_table_without_a_column_that_every_row_needs_is_told_so(tmp_path, heading, expected):
    place = ENGLISH.index(heading)
    rows = [line[:place] + line[place + 1 :] for line in (ENGLISH, ROW)]
    with pytest.raises(BadRecord, match=f"has no column of {expected}"):
        extract(*captures(csv_of(tmp_path, *rows)))


def test_what_a_row_is_warned_of_is_told_by_its_column(tmp_path):
    headings = [*ENGLISH, "Abstract"]
    row = [*changed(title="كلمة " * 200), "Своими словами."]
    article = extract(*captures(csv_of(tmp_path, headings, row)))
    cut, left_out = [str(notice.reason) for notice in article.notices]
    assert "“Headline” has 999 characters" in cut
    assert "“Abstract” was left out" in left_out


def test_cells_of_a_spreadsheet_keep_their_meaning(tmp_path):
    rows = [
        changed(published=datetime(2025, 4, 11)),
        changed(published=datetime(2025, 4, 11, 18, 30), title=2025.0),
    ]
    first, second = map(extract, captures(xlsx_of(tmp_path, [None], ARABIC, *rows)))
    assert (first.published_on, first.published_at) == (date(2025, 4, 11), None)
    assert second.published_at.hour == 18
    assert second.title == "2025"


@pytest.mark.parametrize("name", ["table", "table.dat", "table.csv"])
def test_a_spreadsheet_is_known_by_what_it_holds(tmp_path, name):
    path = xlsx_of(tmp_path, ARABIC, ROW)
    (tmp_path / "table.xlsx").rename(tmp_path / f"new-{name}")
    assert isinstance(next(captures(path.replace("table.xlsx", f"new-{name}"))), Capture)


# --- hostile and broken ------------------------------------------------------------------------
def test_a_quotation_mark_left_open_fails_with_its_line(tmp_path, monkeypatch):
    monkeypatch.setattr(table, "LONGEST_CELL", 2_000)
    path = csv_of(tmp_path, ARABIC, ROW, changed(title='"open'), *[ROW] * 50)
    found = captures(path)
    assert isinstance(next(found), Capture)
    with pytest.raises(BadRecord, match="breaks off at line 3"):
        next(found)


def test_rows_and_bytes_have_a_most(tmp_path, monkeypatch):
    monkeypatch.setattr(table, "MOST_ROWS", 3)
    *taken, failure = captures(csv_of(tmp_path, ARABIC, *[ROW] * 5))
    assert len(taken) == 3
    assert "Only 3 rows" in failure.reason
    *taken, failure = captures(xlsx_of(tmp_path, ARABIC, *[ROW] * 5))
    assert len(taken) == 3
    assert isinstance(failure, Failure)
    monkeypatch.setattr(table, "LARGEST_FILE", 100)
    with pytest.raises(BadRecord, match="larger than 100 bytes"):
        list(captures(csv_of(tmp_path, ARABIC, ROW)))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"PK\x03\x04 not a zip",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old excel",
        b"title,url\n\x00\x01\x02",
        b"title,url\ncaf\xe9 na\xefve,x",
    ],
)
def test_garbage_is_refused_in_one_line(tmp_path, raw):
    path = tmp_path / "x.csv"
    path.write_bytes(raw)
    with pytest.raises(BadRecord) as caught:
        list(captures(str(path)))
    assert "\n" not in str(caught.value)


def zip_of(tmp_path, parts, **options):
    """A spreadsheet with some of its parts replaced or added."""
    source = xlsx_of(tmp_path, ARABIC, ROW, name="sound.xlsx")
    path = tmp_path / "hostile.xlsx"
    with zipfile.ZipFile(source) as sound, zipfile.ZipFile(path, "w", **options) as made:
        for name in sound.namelist():
            if name not in parts:
                made.writestr(name, sound.read(name))
        for name, data in parts.items():
            made.writestr(name, data)
    return str(path)


DEFLATED = {"compression": zipfile.ZIP_DEFLATED}


def test_a_zip_that_unpacks_to_far_more_is_refused(tmp_path):
    path = zip_of(tmp_path, {"xl/sharedStrings.xml": b" " * 30_000_000}, **DEFLATED)
    with pytest.raises(BadRecord, match="packed over 150 to one"):
        list(captures(path))


def test_a_zip_is_limited_in_parts_and_in_all(tmp_path, monkeypatch):
    path = zip_of(tmp_path, {f"x/{number}": b"" for number in range(2_001)})
    with pytest.raises(BadRecord, match="at most 2,000 are read"):
        list(captures(path))
    monkeypatch.setattr(sheet, "LARGEST_UNPACKED", 1_000)
    with pytest.raises(BadRecord, match="unpacks to over 1,000 bytes"):
        list(captures(zip_of(tmp_path, {})))


def test_an_unusual_packing_is_refused(tmp_path):
    with pytest.raises(BadRecord, match="no spreadsheet program packs"):
        list(captures(zip_of(tmp_path, {}, compression=zipfile.ZIP_LZMA)))


NAMES = "abcdefghi"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {one} "{f"&{before};" * 50}">' for before, one in itertools.pairwise(NAMES)
)
LAUGHS += "]>"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
KINDS = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    + "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{KIND}.{kind}+xml"/>'
        for name, kind in (
            ("workbook", "sheet.main"),
            ("sharedStrings", "sharedStrings"),
            ("worksheets/sheet1", "worksheet"),
        )
    )
    + "</Types>"
)
SHARING = (
    f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    "</sheetData></worksheet>"
)


@pytest.mark.parametrize(
    ("part", "text"),
    [
        (
            "xl/worksheets/sheet1.xml",
            f'{LAUGHS}<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c t="inlineStr"><is><t>&i;'
            "</t></is></c></row></sheetData></worksheet>",
        ),
        ("xl/sharedStrings.xml", f'{LAUGHS}<sst xmlns="{MAIN}"><si><t>&i;</t></si></sst>'),
        ("xl/workbook.xml", f'{LAUGHS}<workbook xmlns="{MAIN}"><x>&i;</x></workbook>'),
        ("[Content_Types].xml", f"{LAUGHS}<Types>&i;</Types>"),
    ],
)
def test_entities_are_not_unfolded(tmp_path, part, text):
    parts = {part: text}
    if part == "xl/sharedStrings.xml":
        parts |= {"[Content_Types].xml": KINDS, "xl/worksheets/sheet1.xml": SHARING}
    with pytest.raises(BadRecord) as caught:
        list(captures(zip_of(tmp_path, parts, **DEFLATED)))
    assert "ha" * 100 not in str(caught.value)


def test_a_sheet_that_claims_all_rows_and_columns_is_read_as_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr(table, "MOST_ROWS", 1_000)
    cells = "".join(
        f'<c r="{letter}1" t="inlineStr"><is><t>{name}</t></is></c>'
        for letter, name in zip("ABCDEF", ARABIC, strict=False)
    )
    text = (
        f'<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/><sheetData>'
        f'<row r="1">{cells}</row><row r="2"><c r="XFD2"><v>1</v></c></row>'
        '<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    (failure,) = captures(zip_of(tmp_path, {"xl/worksheets/sheet1.xml": text}))
    assert "no rows" in failure.reason
