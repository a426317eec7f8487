"""Who speaks in Russian, German and Azerbaijani, in small texts worked by hand.

A text marks what a finder hands over: [source], {person}, <organisation>; each source has a statement.
"""

import re
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from framelens.annotate.across import Place, link_study
from framelens.annotate.article import annotate_article
from framelens.annotate.inflected.gathering import gather_inflected
from framelens.annotate.inflected.names import clean_names
from framelens.annotate.inflected.speakers import InflectedResolver
from framelens.annotate.layout import find_layout
from framelens.annotate.statements import FoundStatements, Statement
from framelens.corpus import Article
from framelens.languages import load_language
from framelens.settings.roster import empty_roster
from framelens.settings.settings import settings_of_source

# What these texts need of titles and given names, whatever else the tables of a language hold.
TITLES = {
    "ru": """title,,министр министра министром президент президента
        title,,адвокат адвоката
        title,,судья судьи
        title,,мэр мэра
        honorific,female,госпожа""",
    "de": """title,female,Ministerin Bundesministerin Präsidentin
        title,male,Minister General
        honorific,female,Frau""",
    "az": "title,,nazir naziri nazirin",
}
NAMES = {"ru": "female,Анна\nmale,Олег Иван Илья Глеб", "de": "female,Jutta Ute", "az": "male,Kamran"}


@pytest.fixture
def languages(tmp_path):
    """Languages with the titles and given names above, and the endings that ship."""

    def make(code):
        language, folder = load_language(code), tmp_path / code
        folder.mkdir()
        for table in ("inflection", "cues", "offices", "stop_words"):
            name = f"{table}.txt" if table == "stop_words" else f"{table}.csv"
            (folder / name).write_bytes((language.folder / name).read_bytes())
        rows = "\n".join(line.strip() for line in TITLES[code].splitlines())
        (folder / "titles.csv").write_text(f"kind,gender,words\n{rows}\n", encoding="utf-8")
        (folder / "names.csv").write_text(f"gender,names\n{NAMES[code]}\n", encoding="utf-8")
        return replace(language, folder=folder)

    return make


_MARK = re.compile(r"[\[\]{}<>]")
_KINDS = {"]": "source", "}": "person", ">": "organisation"}


def unmark(marked):
    """The text without its marks, the statements of its sources, and its names."""
    text, opened, sources, names = "", [], [], []
    at = 0
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        at = match.end()
        if match[0] in "[{<":
            opened.append(len(text))
        else:
            span = opened.pop(), len(text)
            kind = _KINDS[match[0]]
            sources.append(span) if kind == "source" else names.append((*span, kind))
    text += marked[at:]
    statements = []
    for span in sorted(sources):
        source = span if span[0] < span[1] else None  # [] is a statement without a source
        content = text.rfind("«", 0, span[0]) + 1, text.rfind("»", 0, span[0])
        content = content if 0 < content[0] < content[1] else (max(0, span[0] - 2), span[0])
        statements.append(Statement((content,), None, source, 0.9))
    return text, statements, tuple(sorted(names))


def speakers_of(language, marked, roster=None):
    """For each source the speaker's name, or how it ended where it is nobody."""
    text, statements, suggested = unmark(marked)
    layout = find_layout(text)
    roster = empty_roster() if roster is None else roster
    sources = [one.source for one in statements if one.source]
    names = clean_names(text, layout, language, sources=sources, known=roster["name"], suggested=suggested)
    identities, links = gather_inflected(text, layout, names, roster, language)
    resolver = InflectedResolver(text, layout, language, identities, links)
    found = [resolver.resolve(one) for one in statements]
    assert all(one.reason for one in found)
    return [
        " + ".join(who.name for who in (one.speaker, *one.others)) if one.speaker else one.resolution for one in found
    ]


@pytest.mark.parametrize(
    ("code", "marked", "wanted"),
    [
        # A name in any form, the surname alone, a pronoun of the right gender; a woman is not the man of her surname.
        ("ru", "По словам [{Олега Перова}], порт закрыт. «Да», — сказала [{Анна Зуева}]. «Нет», — добавил [он]. "
               "«Нет», — ответила [она]. По мнению [{Зуевой}], рано.",
         "Олег Перов|Анна Зуева|Олег Перов|Анна Зуева|Анна Зуева"),
        # A surname that is a woman's or, in the genitive, a man's: the verb tells.
        ("ru", "«Да», — заявила [{Зуева}]. По словам [{Мохова}], нет.", "Зуева|Мохов"),
        # An office leads back to who was introduced with it; two ministers are two.
        ("ru", "Министр обороны {Олег Перов} приехал. «Да», — сказал [министр]. Потом приехал министр финансов "
               "{Илья Зуев}.\n\nБыло тихо.\n\nЖдали.\n\n«Нет», — заявил [министр обороны]. «Да», — сказал "
               "[министр финансов].",
         "Олег Перов|Олег Перов|Илья Зуев"),
        # A court is not its judge, a town hall not its mayor, however alike the words.
        ("ru", "Судья {Иван Кедров} приехал. Так считает [судья]. Но [суд] против. Мэр {Олег Гром} рад, [мэрия] тоже.",
         "Иван Кедров|unnamed|unnamed"),
        ("ru", "Президент {Иван Кедров} приехал. Так считает [глава государства]. По словам [главы города], нет.",
         "Иван Кедров|unnamed"),
        ("de", "Präsidentin {Jutta Lohmann} kam. «Ja», sagte [das Staatsoberhaupt].", "Jutta Lohmann"),
        # Several ministers are nobody; an age, a relative word and "he himself" go back to who was named.
        ("ru", "Министр {Олег Перов} приехал. «Да», — сказали [министры]. «Нет», — ответил [он сам].",
         "unnamed|Олег Перов"),
        ("de", "{Jutta Lohmann} kam. «Ja», sagte [die 29-Jährige]. Das meint auch {Lohmann}, [die] anderes sagte.",
         "Jutta Lohmann|Jutta Lohmann"),
        ("de", "Laut [Angaben von {Jutta Lohmann}] gilt das. «Ja», sagte [{General} {Karl Brandt}].",
         "Jutta Lohmann|Karl Brandt"),
        # Of two names side by side behind an office, the first is whom the second serves, whatever form it stands in.
        ("ru", "[Адвокат {Мишель Перес} {Анна Зуева}] сказала: «Да».", "Анна Зуева"),
        # Whoever speaks for somebody is not that somebody; the spokesman who is named is himself.
        ("ru", "Президент {Иван Кедров} молчал. «Да», — сказал [пресс-секретарь {Кедрова}]. «Нет», — заявил "
               "[пресс-секретарь президента {Глеб Мохов}]. «Нет», — сказал [адвокат {Кедрова}].",
         "unnamed|Глеб Мохов|unnamed"),
        # A body in any form, by its initials, by its press office; a person of it who is not named is nobody.
        ("ru", "<Министерство лесных дел> (<МЛД>) ждёт. Об этом сообщили в [<МЛД>]. Так говорит [пресс-служба "
               "<Министерства лесных дел>]. Так сказал [представитель <МЛД>]. Так сказал [источник].",
         "Министерство лесных дел|Министерство лесных дел|unnamed|unnamed"),
        # A statement without a source goes on in its paragraph, and only there; two who speak together are two.
        ("ru", "«Да», — сказал [{Олег Перов}]. «Мы ждём»[].\n\n«Нет»[]. «Да», — сказали [{Олег Перов} и {Анна Зуева}].",
         "Олег Перов|Олег Перов|absent|Олег Перов + Анна Зуева"),
        ("ru", "На станцию вечером приехали {Иван Кедров} и {Илья Мохов}. «Да», — сказал [он].", "ambiguous"),
        ("de", "Bundesministerin {Jutta Lohmann} kam. «Ja», sagte [{Lohmann}]. «Ja», sagte [die Ministerin]. "
               "«Nein», sagte [{Lohmanns} Sprecher]. «Nein», sagte [ein Sprecher von {Lohmann}]. «Ja», sagte [sie].",
         "Jutta Lohmann|Jutta Lohmann|unnamed|unnamed|Jutta Lohmann"),
        # A name that ends in s owns by a mark alone.
        ("de", "«Ja», sagte [{Ute Krauss}’ Sprecher {Karl Weiss}]. «Nein», sagte [{Ute Krauss}’ Sprecher]. "
               "«Ja», sagte [{Ute Krauss}].", "Karl Weiss|unnamed|Ute Krauss"),
        ("de", "«Ja», sagte [Sprecherin {Ute Brandt}]. Laut [<Bundesamt für Moore>] gilt das. «Nein», sagte "
               "[ein Sprecher des <Bundesamtes für Moore>].", "Ute Brandt|Bundesamt für Moore|unnamed"),
        ("az", "[{Rauf Həsənovun}] sözlərinə görə, liman bağlıdır.", "Rauf Həsənov"),
        ("az", "Nazir {Kamran Vəliyev} gəldi. [{Vəliyevin}] sözlərinə görə, bu belədir. [Nazir] bildirib ki, yox. "
               "[{Vəliyevin} mətbuat katibi] deyib ki, bəli. [O] deyib ki, yox.",
         "Kamran Vəliyev|Kamran Vəliyev|unnamed|Kamran Vəliyev"),
    ],
)  # fmt: skip
def test_who_speaks(languages, code, marked, wanted):
    assert speakers_of(languages(code), marked) == wanted.split("|")


def test_the_roster_knows_inflected_forms_and_other_scripts(languages):
    rows = [("perov", "Олег Перов", "мэр", ""), ("aliyev", "Ilham Aliyev", "", "Ильхам Алиев")]
    roster = pd.DataFrame(rows, columns=["speaker_id", "name", "role", "alias"])
    marked = (
        "По словам [{Ильхама Алиева}], да. Олегу Перову возразили. По словам [{Перова}], нет. «Да», — сказал [{Алиев}]."
    )
    assert speakers_of(languages("ru"), marked, roster) == ["Ilham Aliyev", "Олег Перов", "Ilham Aliyev"]


@pytest.mark.parametrize(
    ("code", "marked", "names"),
    [
        ("ru", "Приехал {министр Олег Перов}, с ним {«Анна Зуева»} и {Давид Эберс (David Ebers)}.",
         "Олег Перов|Анна Зуева|Давид Эберс|David Ebers"),
        ("ru", "Так решила <«Северная верфь»>, а <ООО «Верфь»> нет. Вышел {Пер}ов.",
         "Северная верфь|ООО «Верфь»|Перов"),
        ("ru", "Вышли {Карл} IV, {Глеб Мохов}-младший, брату {Кедрова Ивану Зуеву} и {Илья Зуев\nМохов}. {С Иваном}.",
         "Карл IV|Глеб Мохов-младший|Кедрова|Ивану Зуеву|Илья Зуев|Мохов|Иваном"),
        ("de", "Es kam <die Torfbank>, dann das <US>-Heer.", "Torfbank|US-Heer"),
        ("de", "Es kam {Ministerin Jutta Lohmann}, dann {Frau Ute von der Ahe}, {Lohmann-Ministerin}, {K. Kramp-Sand}.",
         "Jutta Lohmann|Ute von der Ahe|Lohmann|K. Kramp-Sand"),
    ],
)  # fmt: skip
def test_names_are_cleaned_at_their_edges(languages, code, marked, names):
    text, _, suggested = unmark(marked)
    found = clean_names(text, find_layout(text), languages(code), suggested=suggested)
    assert [one.text for one in found] == names.split("|")
    assert all(text[one.start : one.end] == one.text for one in found)


def test_one_person_across_articles_in_every_form(monkeypatch):
    """The whole way of an article and of a study: the surname of one article is led to the full name of another."""
    marked = [
        "Президент {Владимир Кедров} приехал. «Порт откроется», — сказал [{Кедров}]. Он уехал.",
        "По словам [{Кедрова}], порт закрыт. Так решили в [<Портовом комитете>].",
        "«Да», — заявил [{Владимир Сергеевич Кедров}]. Об этом сообщил [<Портовый комитет>].",
    ]
    shares = []
    for number, one in enumerate(marked):
        text, statements, names = unmark(one)
        found = FoundStatements(tuple(statements), names)
        finder = SimpleNamespace(read=lambda *_, found=found: found)
        monkeypatch.setitem(annotate_article.__globals__, "build_finder", lambda *_, finder=finder: finder)
        article = Article(f"a{number}", "Trud", None, None, None, text, "t", language="ru")
        rows = annotate_article(article, settings_of_source("t"))
        assert all(row["resolution"] == "named" for row in rows["quotes"])
        shares += [{**row, "article_id": article.article_id} for row in rows["speakers"]]
    links, names = link_study(lambda: iter(shares), {f"a{n}": Place("Trud", 2020) for n in range(3)})
    keys = {(row["article_id"], row["speaker_id"]) for row in shares}
    assert {links[key].speaker_id if key in links else key[1] for key in keys} == {
        "владимир-кедров",
        "портовый-комитет",
    }
    assert names["владимир-кедров"] == "Владимир Сергеевич Кедров"
