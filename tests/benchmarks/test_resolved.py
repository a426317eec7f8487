"""Sources of a made-up report, judged by whom its marks name."""

from collections import Counter

from benchmarks.evaluation.resolved import find_forms, is_person, judge_report, score_resolved
from framelens.languages import load_language

TEXT = "Министр Олег Перов молчал. «Да», — сказала Анна Зуева. По словам Перова, рано. Так думает он. Так думает врач."


def record(*wanted):
    attributions, at = [], 0
    for words, person in wanted:
        at = TEXT.index(words, at)
        attributions.append(
            {"source": [[at, at + len(words)]], "cue": [], "content": [[at - 3, at - 1]], "person": person}
        )
        at += len(words)
    return {"id": "a", "text": TEXT, "attributions": attributions}


def test_sources_worked_by_hand():
    russian = load_language("ru")
    # The pronoun is marked for her on purpose: he is the only man, so that it is led to him, and is wrong.
    her, him = "Анна Зуева", "Олег Перов"
    marked = record((her, her), ("Перова", him), ("он", her), ("врач", her))
    assert list(judge_report(marked, russian)) == ["right", "right", "wrong", "missed"]
    unmarked = record((her, her), ("Перова", him), ("он", None), ("врач", None))
    assert Counter(judge_report(unmarked, russian)) == {"right": 2, "credited": 1, "nobody": 1}
    scores = score_resolved([marked, unmarked], russian).set_index("measure")
    assert scores["estimate"].round(3).to_dict() == {"right": 0.667, "wrong": 0.167, "missed": 0.167, "credited": 0.5}
    assert scores["n"].tolist() == [6, 6, 6, 2]


def test_persons_are_found_in_every_form_and_bodies_are_none():
    russian = load_language("ru")
    forms = [TEXT[start:end] for start, end, _ in find_forms(TEXT, {"Олег Перов", "Анна Зуева"}, russian)]
    assert forms == ["Олег Перов", "Анна Зуева", "Перова"]
    names = ("Олег Перов", "Министерство обороны", "«Вести дня»", "Перов", None)
    assert [is_person(name, russian) for name in names] == [True, False, False, False, False]
