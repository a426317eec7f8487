import datetime
import re
import unicodedata
import zoneinfo

import pytest
from corpus import deliveries as made
from hypothesis import given
from hypothesis import strategies as st

from framelens.corpus import LeftOut, iterate_articles
from framelens.corpus.dates import ALLOWED_DATES, find_date, interpret_date, read_date
from framelens.settings.settings import ArticleSource

DAY = datetime.date(2021, 12, 3)


@pytest.mark.parametrize(
    "written",
    [
        "2021-12-03",
        "2021-12-3",
        " 2021/12/03 ",
        "2021-12-03T23:59:59Z",
        "2021-12-03T23:59:59.123456+04:00",
        "2021-12-03 10:00:00 UTC",
        "20211203",
        "3.12.2021",
        "03. 12. 2021",
        "3 December 2021",
        "3rd of December 2021",
        "03-Dec-2021",
        "Fri, 03 Dec 2021 10:00:00 +0400",
        "Friday, December 3, 2021",
        "Dec. 3, 2021",
        "December 3, 2021 at 4:15 p.m. EST",
        datetime.datetime(2021, 12, 3, 23, 59),
        DAY,
    ],
)
def test_common_forms_name_their_day(written):
    assert read_date(written) == DAY


@pytest.mark.parametrize("empty", [None, "", "  "])
def test_an_empty_cell_has_no_date(empty):
    assert read_date(empty) is None


@pytest.mark.parametrize("written", ["2021-13-45", "2021-02-30", "yesterday", "2021", "31 Smarch 2021", "12"])
def test_what_is_no_date_is_refused_with_the_value(written):
    with pytest.raises(ValueError) as error:
        read_date(written)
    assert str(error.value) == f"'{written}' is not a date; write it as {ALLOWED_DATES}"


def test_a_date_that_can_be_read_two_ways_is_refused_until_the_study_says_which():
    with pytest.raises(ValueError) as error:
        read_date("03/12/2021")
    remedy = "write day_first = true or day_first = false under [articles] in study.toml"
    assert (
        str(error.value) == f"the date '03/12/2021' can be read in two ways; {remedy}, or write it as {ALLOWED_DATES}"
    )
    assert read_date("03/12/2021", day_first=True) == DAY
    assert read_date("12-03-2021 10:00", day_first=False) == DAY
    assert interpret_date("03/12/2021", day_first=True).other == datetime.date(2021, 3, 12)


@pytest.mark.parametrize("day_first", [None, True, False])
def test_a_number_above_twelve_is_the_day_whatever_the_study_says(day_first):
    assert read_date("13/04/2021", day_first=day_first) == read_date("04/13/2021", day_first=day_first)
    assert read_date("04/04/2021", day_first=day_first) == datetime.date(2021, 4, 4)


def test_how_a_number_was_read_is_noted():
    assert interpret_date("1638525600").note == "'1638525600' read as seconds since 1970, the day in UTC"


# How programs, archives and people print a day.
PROGRAMS = (
    "{d:%Y-%m-%d}",
    "{d:%Y/%m/%d}",
    "{d:%Y.%m.%d}",
    "{d:%Y%m%d}",
    "{d:%Y%m%d}100500",
    "{d:%Y%m%d}T100500Z",
    "{d:%Y-%m-%d}T10:05:00Z",
    "{d:%Y-%m-%d}T10:05:00.123+04:00",
    "{d:%Y-%m-%d} 10:05:00",
    "{d:%Y-%m-%d} 10:05 UTC",
    "{d.day}.{d.month}.{d.year}",
    "{d:%a, %d %b %Y %H:%M:%S} +0000",
    "{d:%a %b %d} 10:05:00 +0000 {d.year}",
    "{d:%a %b %d} 10:05:00 {d.year}",
    "{d:%d-%b-%Y}",
    "{d:%d/%b/%Y}",
    "{d:%B} {d.day}, {d.year}",
    "{d:%b.} {d.day}, {d.year}",
    "{d:%B} {d.day}th {d.year}",
    "{d:%A}, {d:%B} {d.day}, {d.year} at 4:15 p.m. EST",
    "{d.day}th of {d:%B} {d.year}",
    "{d:%B} {d.day}, {d.year} {d:%A} 10:05 AM GMT",
    "3:05 PM ET, {d:%a %B} {d.day}, {d.year}",
    "{d.day} {d:%b} {d.year} | 10:05",
    "{d.year}年{d.month}月{d.day}日",
    "{d.year} 年 {d.month} 月 {d.day} 日 星期五",
    "{d.year}年{d.month}月{d.day}日 下午10:05",
    "{d.year}年{d.month}月{d.day}日（金）午前10時5分",
    "{d.year}년 {d.month}월 {d.day}일 (화) 오전 10:05",
    "{d.year}. {d.month}. {d.day}.",
)
LANGUAGES = {
    "de": ("Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
           "Dienstag, den {d.day}. {m} {d.year}, 10.05 Uhr"),
    "fr": ("janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
           "mardi {d.day} {m} {d.year} à 10 h 05"),
    "es": ("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
           "martes, {d.day} de {m} de {d.year} a las 10:05"),
    "it": ("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
           "martedì {d.day} {m} {d.year}, ore 10:05"),
    "pl": ("stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
           "wtorek, {d.day} {m} {d.year} r., godz. 10:05"),
    "ru": ("января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
           "вторник, {d.day} {m} {d.year} г. в 10:05"),
    "tr": ("OCAK ŞUBAT MART NİSAN MAYIS HAZİRAN TEMMUZ AĞUSTOS EYLÜL EKİM KASIM ARALIK",
           "{d.day} {m} {d.year} SALI 10:05"),
}  # fmt: skip
DAYS = st.dates(datetime.date(1600, 1, 1), datetime.date(2999, 12, 31))


@given(DAYS, st.sampled_from(PROGRAMS))
def test_every_day_is_read_back_from_what_programs_and_archives_print(day, form):
    assert read_date(form.format(d=day)) == day


@given(DAYS, st.sampled_from(list(LANGUAGES)), st.sampled_from(["NFC", "NFD"]))
def test_every_day_is_read_back_in_every_language(day, language, marks):
    months, form = LANGUAGES[language]
    written = unicodedata.normalize(marks, form.format(d=day, m=months.split()[day.month - 1]))
    assert read_date(written) == read_date(find_date(f"Norhaven | {written}")) == day


MOMENTS = st.datetimes(datetime.datetime(1995, 1, 1), datetime.datetime(2100, 1, 1)).map(
    lambda t: t.replace(microsecond=0)
)


@given(MOMENTS, st.sampled_from(["America/New_York", "Asia/Baku", "Pacific/Auckland"]), st.integers(-11, 14))
def test_a_moment_is_the_day_of_the_zone_that_the_study_names(moment, zone, hours):
    there = moment.replace(tzinfo=datetime.UTC).astimezone(zoneinfo.ZoneInfo(zone)).date()
    local = moment.replace(tzinfo=datetime.UTC).astimezone(datetime.timezone(datetime.timedelta(hours=hours)))
    offset = f"{local:%z}"
    seconds = int(moment.replace(tzinfo=datetime.UTC).timestamp())
    for written, utc in (
        (local.isoformat(), local),
        (f"{local:%a, %d %b %Y %H:%M:%S} {offset}", local),
        (f"{local:%a %b %d %H:%M:%S} {offset} {local:%Y}", local),
        (f"{local:%B} {local.day}, {local.year}, {local:%I:%M:%S %p} GMT{offset}", local),
        (f"{moment:%Y%m%dT%H%M%SZ}", moment),
        (f"{seconds}", moment),
        (f"{seconds}250", moment),
    ):
        midnight = utc.time() == datetime.time()
        assert read_date(written, zone=zone) == (utc.date() if midnight else there)
        assert read_date(written) == utc.date()


def test_how_a_day_was_moved_is_noted():
    assert interpret_date("2021-12-22T03:00:00Z", zone="America/New_York").note == (
        "'2021-12-22T03:00:00Z' is the day before in America/New_York"
    )
    assert read_date("2021-12-22 03:00", zone="America/New_York") == datetime.date(2021, 12, 22)


def in_two_ways(text):
    return re.sub(r"(?:Dec(?:ember)? 21, 2021|21 Dec(?:ember)? 2021)(?: Tuesday)?", "03/04/2021", text)


SOURCES = {
    "nexis.txt": in_two_ways("\n".join(made.NEXIS_FIRST)),
    "lexisnexis.txt": in_two_ways(made.LEXISNEXIS),
    "factiva.txt": in_two_ways(made.FACTIVA_SHOWN),
    "proquest.txt": in_two_ways(made.PROQUEST),
    "a.ris": "TY  - NEWS\nTI  - A\nDA  - 03/04/2021\nFT  - It rained.\nER  -\n",
    "a.csv": "text,date\nIt rained.,03/04/2021\n",
    "a.json": '[{"text": "It rained.", "pub_date": "03/04/2021 10:05"}]',
    "a.txt": " date 03/04/2021 By Trend\n\nIt rained.",
    "a.html": f"<meta name='pubdate' content='03/04/2021'><body><p>{made.BODY_1[0]}</p></body>",
}


@pytest.mark.parametrize("name", SOURCES)
def test_a_date_of_two_readings_is_refused_alike_wherever_it_stands(tmp_path, name):
    (tmp_path / name).write_text(SOURCES[name], encoding="utf-8")
    first, *_ = iterate_articles(ArticleSource(tmp_path / name))
    assert isinstance(
        first, LeftOut
    ) and "03/04/2021' can be read in two ways; write day_first" in first.reason.replace(" 10:05", "")
    for day_first, day in ((True, datetime.date(2021, 4, 3)), (False, datetime.date(2021, 3, 4))):
        first, *_ = iterate_articles(ArticleSource(tmp_path / name, day_first=day_first))
        assert (
            first.published == day
            and f"read with the {'day' if day_first else 'month'} first" in first.found["published"].note
        )


def test_a_page_that_also_says_it_plainly_needs_no_help(tmp_path):
    plain = "<meta property='article:published_time' content='2021-04-03T10:05:00Z'>"
    (tmp_path / "a.html").write_text(
        f"<meta property='og:published_time' content='03/04/2021'>{SOURCES['a.html']}{plain}"
    )
    (article,) = iterate_articles(ArticleSource(tmp_path / "a.html"))
    assert article.published == datetime.date(2021, 4, 3)


@given(st.dates(min_value=datetime.date(1000, 1, 1)))
def test_every_day_is_read_back_from_its_iso_form(day):
    assert read_date(day.isoformat()) == day
    assert read_date(f"{day.day} {day:%B} {day.year}") == day


@given(st.text())
def test_anything_is_a_day_or_refused_in_one_line(text):
    try:
        read_date(text)
    except ValueError as error:
        assert "\n" not in str(error)
