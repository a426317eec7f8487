"""Who is one in marked Russian news, and what is counted where a program joins too little or too much."""

import pytest

from benchmarks.evaluation.inflected import cluster_marked, score_joined

TEXT = "Олег Перов приехал. Перову ответила Анна Зуева. Мэр Мохов молчал: с Перовым был Ковш."
FORMS = ("Олег Перов", "Перову", "Анна Зуева", "Мохов", "Перовым", "Ковш")


def spans():
    found, at = [], 0
    for form in FORMS:
        at = TEXT.index(form, at)
        found.append((at, at + len(form)))
        at += len(form)
    return found


def record(*links):
    entities = {f"T{n}": [*span, "PERSON"] for n, span in enumerate(spans())}
    return {"id": "a", "text": TEXT, "entities": entities, "relations": [["ALTERNATIVE_NAME", *link] for link in links]}


def test_links_and_case_endings_make_one_person():
    linked = record(("T0", "T1"), ("T3", "T5"))
    assert [*cluster_marked(linked).values()] == [0, 0, 1, 2, 0, 2]  # Перову and Перовым by their endings
    assert [*cluster_marked(linked, forms=False).values()] == [0, 0, 1, 2, 3, 2]


def test_scores_worked_by_hand():
    """The program joins all three of Перов and, rightly, neither Мохов with Ковш nor anybody with Зуева."""
    names = [(*span, "person") for span in spans()]
    table = score_joined([record(("T0", "T1"))], lambda _: names).set_index("measure")["estimate"]
    assert table["joined, B-cubed F1"] == table["found, F1"] == 1
    table = score_joined([record(("T0", "T1"), ("T3", "T5"))], lambda _: names[:-1]).set_index("measure")["estimate"]
    assert table["found, recall"] == pytest.approx(5 / 6) and table["joined, recall"] == 1
    # Of six marked names, Мохов has half of its person, and Ковш, which was not found, nothing.
    assert table["found and joined, B-cubed F1"] == pytest.approx(2 * 0.75 / 1.75)
