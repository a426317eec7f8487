"""Names in every case form lead to one person, and men and women of one surname stay two."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framelens.annotate.inflected.gathering import gather_inflected
from framelens.annotate.inflected.readings import read_name
from framelens.annotate.layout import find_layout
from framelens.annotate.name_runs import Name
from framelens.languages import load_language
from framelens.settings.roster import empty_roster

# Paradigms written out by hand: base form, and the endings of genitive, dative, accusative, instrumental, locative.
MEN = ["Б{}ов Б{}ова Б{}ову Б{}ова Б{}овым Б{}ове", "Г{}ин Г{}ина Г{}ину Г{}ина Г{}иным Г{}ине",
       "В{}ский В{}ского В{}скому В{}ского В{}ским В{}ском", "К{}чук К{}чука К{}чуку К{}чука К{}чуком К{}чуке",
       "С{}енко С{}енко С{}енко С{}енко С{}енко С{}енко", "Т{}ль Т{}ля Т{}лю Т{}ля Т{}лем Т{}ле",
       "Л{}дай Л{}дая Л{}даю Л{}дая Л{}даем Л{}дае", "З{}ных З{}ных З{}ных З{}ных З{}ных З{}ных",
       "Р{}ий Р{}ия Р{}ию Р{}ия Р{}ием Р{}ии", "Х{}га Х{}ги Х{}ге Х{}гу Х{}гой Х{}ге"]  # fmt: skip
WOMEN = ["Б{}ова Б{}овой Б{}овой Б{}ову Б{}овой Б{}овой", "В{}ская В{}ской В{}ской В{}скую В{}ской В{}ской",
         "К{}чук К{}чук К{}чук К{}чук К{}чук К{}чук", "С{}енко С{}енко С{}енко С{}енко С{}енко С{}енко",
         "Д{}идзе Д{}идзе Д{}идзе Д{}идзе Д{}идзе Д{}идзе"]  # fmt: skip
GIVEN_MEN = ["Радомир Радомира Радомиру Радомира Радомиром Радомире", "Еремей Еремея Еремею Еремея Еремеем Еремее",
             "Савелий Савелия Савелию Савелия Савелием Савелии", "Фока Фоки Фоке Фоку Фокой Фоке"]  # fmt: skip
GIVEN_WOMEN = ["Милослава Милославы Милославе Милославу Милославой Милославе",
               "Аглая Аглаи Аглае Аглаю Аглаей Аглае", "Лилия Лилии Лилии Лилию Лилией Лилии",
               "Адель Адели Адели Адель Аделью Адели"]  # fmt: skip


def gather(language, *names, kinds="person", roster=None):
    """The names of an article in their order, and for each the base form of who it is led to ('?' where two fit)."""
    text = ". ".join(names)
    found, at = [], 0
    for name in names:
        at = text.index(name, at)
        found.append(Name(at, at + len(name), name, kinds))
        at += len(name)
    roster = empty_roster() if roster is None else roster
    _, links = gather_inflected(text, find_layout(text), found, roster, load_language(language))
    return [links[name][0].name if len(links[name]) == 1 else "?" for name in found]


@settings(max_examples=60, deadline=None)
@given(
    person=st.one_of(
        st.tuples(st.sampled_from(GIVEN_MEN), st.sampled_from(MEN)),
        st.tuples(st.sampled_from(GIVEN_WOMEN), st.sampled_from(WOMEN)),
    ),
    root=st.sampled_from(["ардам", "арун", "ердол", "ирап", "олан"]),
    order=st.permutations(range(6)),
    alone=st.sets(st.integers(0, 5)),
)
def test_every_case_form_leads_to_one_person(person, root, order, alone):
    first, last = (forms.replace("{}", root).split() for forms in person)
    names = [f"{first[case]} {last[case]}" for case in order] + [last[case] for case in sorted(alone)]
    assert set(gather("ru", *names)) == {f"{first[0]} {last[0]}"}


@pytest.mark.parametrize(
    ("language", "names", "persons"),
    [
        # A woman's surname leads to her, a man's to him; a form of both, named in full before, to whom it fits.
        ("ru", "Мария Абрамова|Олег Абрамов|Абрамовой|Абрамовым", "Мария Абрамова|Олег Абрамов|" * 2),
        ("ru", "Юсуфова|Юсуфов|Юсуфовым", "Юсуфов|Юсуфов|Юсуфов"),
        ("ru", "Соню Сотомайор|Сотомайор", "Соня Сотомайор|Соня Сотомайор"),
        ("ru", "И. И. Перов|Перову|Иван Перов|Иваном Ильичом Перовым|Перов И.И.", "Иван Ильич Перов|" * 5),
        ("ru", "Лев Дроздов|Льву Игнатьевичу|Дроздове", "Лев Дроздов|" * 3),
        ("ru", "Анна Кедрова|Анной Кедровой|Пётр Кедров|Кедрова", "Анна Кедрова|Анна Кедрова|Пётр Кедров|?"),
        ("ru", "Иван Кедров|Илья Кедров|И. Кедров", "Иван Кедров|Илья Кедров|?"),
        ("ru", "Дэвида Эберсмана|Эберсман", "Дэвид Эберсман|Дэвид Эберсман"),
        ("ru", "Жан-Клода Морана|Моран|Жан-Клод", "Жан-Клод Моран|" * 3),
        ("ru", "Королёва|Анной Королевой", "Анна Королева|" * 2),
        ("de", "Jutta Lohmanns|Lohmann|Lohmanns|Ursula von der Ahe|von der Ahes|Ahe",
         "Jutta Lohmann|Jutta Lohmann|Jutta Lohmann|Ursula von der Ahe|Ursula von der Ahe|Ursula von der Ahe"),
        ("de", "Evo Morales", "Evo Morales"),  # named once: no more is known of it than how it is written
        ("de", "Karl Sanders|Sanders|Sanders’", "Karl Sanders|Karl Sanders|Karl Sanders"),
        ("az", "Kamran Vəliyevin|Vəliyev|Vəliyevə|Vəliyevdən|Vəliyevin", "Kamran Vəliyev|" * 5),
        ("az", "Nigar Həsənova|Rauf Həsənov|Həsənovanın|Həsənovun", "Nigar Həsənova|Rauf Həsənov|" * 2),
        ("az", "Quliyev Anar Kərim oğlu|Anar Quliyevlə|Quliyevi", "Anar Kərim oğlu Quliyev|" * 3),
    ],
)  # fmt: skip
def test_names_worked_by_hand(language, names, persons):
    wanted = persons.strip("|").split("|")
    assert gather(language, *names.split("|")) == wanted


def test_readings_keep_what_an_ending_leaves_open():
    russian = load_language("ru")
    assert [(one.name, one.gender) for one in read_name("Юсуфова", russian)][:2] == [
        ("Юсуфов", "male"), ("Юсуфова", "female"),
    ]  # fmt: skip
    women = {one.name for one in read_name("Милославой Зуевой", russian) if one.gender == "female"}
    assert "Милослава Зуева" in women


@pytest.mark.parametrize(
    ("language", "names", "bodies"),
    [
        ("ru", "Министерства лесных дел|Министерство лесных дел|МЛД|Министерством лесных дел|Союз пасечников",
         "Министерство лесных дел|" * 4 + "Союз пасечников"),
        ("ru", "Болотного комитета Норландии|Болотном комитете Норландии", "Болотный комитет Норландии|" * 2),
        ("ru", "Лесной службы|Лесной службой|Единой Верфи|речного управления|Мшанского общества",
         "Лесная служба|Лесная служба|Единая Верфь|речное управление|Мшанское общество"),
        ("ru", "МВД|ЮНЕСКО|Росмох", "МВД|ЮНЕСКО|Росмох"),
        ("de", "Bundesamt für Moore|Bundesamtes für Moore|BfM|Torfwerke", "Bundesamt für Moore|" * 3 + "Torfwerke"),
        ("az", "Meşə Nazirliyinin|Meşə Nazirliyi|Meşə Nazirliyindən", "Meşə Nazirliyi|" * 3),
    ],
)  # fmt: skip
def test_bodies_are_one_in_every_form_and_by_their_initials(language, names, bodies):
    assert gather(language, *names.split("|"), kinds="organisation") == bodies.strip("|").split("|")
