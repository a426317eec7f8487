"""Every kind of figure beside the picture it gave when it was looked at; and no word of it cut off.

The pictures lie in ``images/``. After a change that is meant, look at the new ones and keep them:
``python -m pytest tests/figures/test_images.py --mpl-generate-path=tests/figures/images``.
"""

from __future__ import annotations

import itertools
import re
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from framelens import figures
from framelens.figures.export import drawing_of
from framelens.figures.style import PAPER_STYLE, paper_style
from framelens.figures.trends import find_time_axis
from framelens.results.colours import ON_TINT
from framelens.results.html import inline_drawing

WORDS = "word " * 60
SPEAKERS = ["Mara Lindqvist", "Tomas Breck", "Ines Okafor", "The Association of Harbour Board Chairmen of the North"]


def voices() -> pd.DataFrame:
    n = [14, 9, 4, 2]
    return pd.DataFrame(
        {
            "speaker_id": ["mara", "tomas", "ines", "board", None],
            "name": [*SPEAKERS, None],
            "kind": ["person", "person", "person", "organisation", "unnamed"],
            "n_statements": [*n, 3],
            "n": 32,
            "estimate": [v / 32 for v in (*n, 3)],
            "low": [0.30, 0.17, 0.04, 0.004, 0.02],
            "high": [0.58, 0.40, 0.24, 0.15, 0.21],
        }
    )


def monthly() -> pd.DataFrame:
    rows = [
        (f"2024-{month:02d}", s, SPEAKERS[k], "person", n, 20, n / 20, max(n / 20 - 0.12, 0), n / 20 + 0.12)
        for month, counts in ((1, (8, 5, 3)), (2, (10, 3, 3)), (4, (6, 9, 0)), (5, (4, 9, 2)))
        for k, (s, n) in enumerate(zip(("mara", "tomas", "ines"), counts, strict=True))
        if n
    ]
    columns = ["month", "speaker_id", "name", "kind", "n_statements", "n", "estimate", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def concentration() -> pd.DataFrame:
    rows = [
        ("Norhaven Courier", "herfindahl", 18, 0.41, 0.33, 0.58),
        ("The Eastern Mail", "herfindahl", 9, 1.0, 1.0, 1.0),
        ("Port and Trade", "herfindahl", 14, 0.28, None, None),
    ]
    return pd.DataFrame(rows, columns=["outlet", "measure", "n", "estimate", "low", "high"])


def tone() -> pd.DataFrame:
    rows = [
        ("journalist", 120, -0.05, -0.09, -0.01),
        ("direct", 64, 0.21, 0.12, 0.31),
        ("indirect", 9, 0.02, -0.3, 0.33),
    ]
    return pd.DataFrame(rows, columns=["voice", "n", "estimate", "low", "high"]).assign(lexicon="vader")


def relations() -> pd.DataFrame:
    rows = [
        ("ines", "mara", 12, -0.46, -0.7, -0.2),
        ("ines", "tomas", 5, 0.31, 0.1, 0.5),
        ("mara", "ines", 7, -0.08, -0.3, 0.1),
        ("mara", "tomas", 4, 0.72, 0.5, 0.9),
        ("tomas", "mara", 3, 0.004, None, None),
        ("tomas", "tomas", 1, -1.0, None, None),
    ]
    table = pd.DataFrame(rows, columns=["speaker_id", "target_id", "n", "estimate", "low", "high"])
    names = dict(zip(("mara", "tomas", "ines"), SPEAKERS, strict=False))
    return table.assign(speaker=table["speaker_id"].map(names), target=table["target_id"].map(names))


def network() -> pd.DataFrame:
    """Of four speakers, one who is spoken of only, and what cannot be in a network: the journalist, and oneself."""
    others = pd.DataFrame(
        [("journalist", "journalist", "mara", 90, -0.2, -0.3, -0.1), ("named", "board", "mara", 9, -0.6, -0.8, -0.4),
         ("named", "board", "ines", 2, 0.2, -0.4, 0.7), ("named", "tomas", "harbour", 6, 0.5, 0.2, 0.8)],
        columns=["speaker_kind", "speaker_id", "target_id", "n", "estimate", "low", "high"],
    )  # fmt: skip
    return pd.concat([relations().assign(speaker_kind="named"), others], ignore_index=True)


def salience() -> pd.DataFrame:
    rows = [
        (frame, outlet, 900 + 50 * k, 4 + 3 * k, rate, rate * 0.6, rate * 1.5)
        for k, (frame, rates) in enumerate(
            {"conflict": (4, 9, 1), "economic consequences": (8, 3, 7.5), "responsibility": (2, 0.004, 3)}.items()
        )
        for outlet, rate in zip(("Norhaven Courier", "The Eastern Mail", "Port and Trade"), rates, strict=True)
    ]
    return pd.DataFrame(rows, columns=["frame", "outlet", "n", "n_hits", "estimate", "low", "high"])


def cooccurrence() -> pd.DataFrame:
    rows = [
        ("conflict", "economy", 5, 0.25),
        ("conflict", "morality", 1, 0.06),
        ("conflict", "responsibility", 9, 0.5),
        ("economy", "morality", 0, 0.0),
        ("economy", "responsibility", 3, 0.14),
        ("morality", "responsibility", 2, 0.1),
    ]
    table = pd.DataFrame(rows, columns=["frame_a", "frame_b", "n_both", "estimate"])
    return table.assign(unit="paragraph", n=40, low=None, high=None)


def keyness() -> pd.DataFrame:
    words = ["tunnel", "investment", "containers", "protest", "street", "meetings"]
    estimate = np.array([1.9, 1.2, 0.8, -0.9, -1.3, -2.1])
    return pd.DataFrame(
        {
            "word": words,
            "n_target": [41, 19, 12, 3, 2, 1],
            "n_reference": [6, 5, 5, 11, 14, 17],
            "estimate": estimate,
            "low": estimate - 0.5,
            "high": estimate + 0.5,
            "z": estimate * 2,
        }
    )


def curve() -> pd.DataFrame:
    """Two families on one scale; two specifications of either rest on few articles."""
    rows = [
        (family, lexicon, voice, negation, 400 - 90 * j, 3 if k == 2 and negation else 30, value, value > 0,
         not f and k == 0 and j == 1 and negation)
        for f, family in enumerate(("mean valence", "class shares"))
        for k, lexicon in enumerate(("vader", "pattern", "sentida"))
        for j, voice in enumerate(("all words", "journalist only"))
        for negation in (True, False)
        for value in [0.18 - 0.11 * k - 0.08 * j + (0.03 if negation else -0.02) - 0.02 * f]
    ]  # fmt: skip
    columns = ["family", "lexicon", "words", "negation", "n", "n_units", "estimate", "agrees", "chosen"]
    table = pd.DataFrame(rows, columns=columns)
    table = table.assign(low=table["estimate"] - 0.07, high=table["estimate"] + 0.07)
    scaled = {f"standardised{bound}": 2 * table[bound.strip("_") or "estimate"] for bound in ("", "_low", "_high")}
    return table.assign(**scaled)


def concordance() -> tuple[pd.DataFrame, pd.DataFrame]:
    articles = pd.DataFrame(
        {
            "article_id": ["a", "b", "c"],
            "outlet": ["Norhaven Courier", "The Eastern Mail", None],
            "published": pd.to_datetime(["2024-01-15", "2024-01-20", None]),
            "text": [WORDS, WORDS * 3, WORDS * 2],
        }
    )
    rows = [
        ("a", 0, "journalist"),
        ("a", 100, "direct"),
        ("a", 295, "direct"),
        ("b", 40, "indirect"),
        ("b", 41, "direct"),
        ("c", 590, "journalist"),
    ]
    hits = pd.DataFrame(rows, columns=["article_id", "start", "voice"])
    return hits.assign(end=hits["start"] + 4), articles


def agreement() -> pd.DataFrame:
    rows = [
        ("alpha", 120, 0.78, 0.69, 0.86),
        ("percent", 120, 0.91, 0.86, 0.95),
        ("fleiss_kappa", 88, 0.77, 0.66, 0.87),
    ]
    return pd.DataFrame(rows, columns=["measure", "n", "estimate", "low", "high"])


def corrected() -> pd.DataFrame:
    rows = [
        ("Norhaven Courier", 812, 60, 0.41, 0.38, 0.44, 0.52, 0.44, 0.60),
        ("The Eastern Mail", 640, 60, 0.30, 0.27, 0.34, 0.29, 0.2, 0.39),
        ("Port and Trade", 77, 4, 0.62, 0.5, 0.72, None, None, None),
    ]
    columns = ["outlet", "n", "n_coded", "raw", "raw_low", "raw_high", "estimate", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


FIGURES: dict[str, Callable[[], Axes]] = {
    "share-of-voice": lambda: figures.draw_voices(voices()),
    "voices-over-time": lambda: figures.draw_voices_over_time(monthly()),
    "concentration": lambda: figures.draw_concentration(concentration()),
    "tone-by-voice": lambda: figures.draw_tone(tone()),
    "speaker-target": lambda: figures.draw_relations(relations()),
    "discourse-network": lambda: figures.draw_network(network(), voices()),
    "frames-by-group": lambda: figures.draw_salience(salience(), hue="outlet"),
    "frame-cooccurrence": lambda: figures.draw_cooccurrence(cooccurrence()),
    "keyness": lambda: figures.draw_keyness(keyness(), target="Port and Trade", reference="The Eastern Mail"),
    "specification-curve": lambda: figures.draw_specification_curve(curve(), label="mean valence"),
    "concordance-dispersion": lambda: figures.draw_concordance(*concordance()),
    "agreement": lambda: figures.draw_agreement(agreement()),
    "corrected-estimates": lambda: figures.draw_corrected(corrected(), label="share of statements by officials"),
}


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.mpl_image_compare(baseline_dir="images", style=PAPER_STYLE, savefig_kwargs={"dpi": 110}, tolerance=4)
def test_the_figure_looks_as_it_did(name: str) -> Figure:
    figure = FIGURES[name]().figure
    assert isinstance(figure, Figure)
    return figure


def loud() -> pd.DataFrame:
    """One who fills the figure on either side, among others who hardly show."""
    rows = [("obama", "Barack Obama", 408, 959, 260), ("snowden", "Edward Snowden", 41, 127, 30),
            ("boston", "Boston", 2, 238, 9)]  # fmt: skip
    table = pd.DataFrame(rows, columns=["speaker_id", "name", "n_quoted", "n_mentioned", "n_talked_about"])
    return table.assign(kind="person")


def outlets(n: int) -> pd.DataFrame:
    """Frames in outlets with long names."""
    names = ["CNN (Web News)", "Fox Online News", "NPR Online News", "Politico", "Washington Times"][:n]
    rows = [(outlet, frame, 1000, 9, 5.0 + place, 4.0 + place, 6.0 + place)
            for place, outlet in enumerate(names) for frame in ("economic consequences", "conflict")]  # fmt: skip
    return pd.DataFrame(rows, columns=["outlet", "frame", "n", "n_hits", "estimate", "low", "high"])


def months(n: int, *, high: float = 0.6) -> pd.DataFrame:
    """A share by month."""
    named = [f"{2013 + month // 12}-{month % 12 + 1:02}" for month in range(n)]
    return pd.DataFrame({"month": named, "n": 1000, "estimate": high / 2, "low": 0.01, "high": high})


CROWDED: dict[str, Callable[[], Axes]] = {
    "a loud voice": lambda: figures.draw_presence(loud()),
    "eight months": lambda: figures.draw_trend(months(8), key="month", share=True, label="share", unit="words"),
    "thirty months": lambda: figures.draw_trend(months(30), key="month", share=True, label="share", unit="words"),
    "five outlets": lambda: figures.draw_salience(outlets(5), hue="outlet"),
    "four outlets": lambda: figures.draw_salience(outlets(4), hue="outlet"),
}


@pytest.mark.parametrize("name", [*FIGURES, *CROWDED])
def test_every_letter_is_of_the_face_of_the_text(name: str, tmp_path: Path) -> None:
    """No letter of another face, and none as a drawing, which a typesetter could not change."""
    figures.export_figure({**FIGURES, **CROWDED}[name](), "drawn", folder=tmp_path)
    content = (tmp_path / "drawn.pdf").read_bytes()
    faces = set(re.findall(rb"/FontName /([^ /]+)", content))
    assert faces and all(b"LibertinusSans" in face for face in faces), faces
    assert b"/Type3" not in content


@pytest.mark.parametrize("name", [*FIGURES, *CROWDED])
def test_every_colour_follows_the_page(name: str, tmp_path: Path) -> None:
    """In a dark page no mark keeps a colour that was chosen for paper, words on a strong orange aside."""
    block = figures.export_figure({**FIGURES, **CROWDED}[name](), "drawn", folder=tmp_path)
    colours = set(re.findall(r"(?:fill|stroke|stop-color): ?(#\w+)", inline_drawing(block.svg, "drawn")))
    assert colours <= {ON_TINT}, colours


def test_a_name_in_another_alphabet_is_drawn_all_the_same() -> None:
    axes = figures.draw_voices(voices().assign(name=["Ольга", "Ελένη", "ليلى", "Nguyễn", None]))
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of a letter that no face has
        axes.figure.canvas.draw()


def test_a_network_has_its_arrows_and_one_layout() -> None:
    """Rows in another order change nothing, and a seed gives the same places; what could be chance is dashed."""
    axes, again = (figures.draw_network(table, voices(), seed=3) for table in (network(), network().iloc[::-1]))
    places, same = (drawn.collections[0].get_offsets() for drawn in (axes, again))
    assert len(places) == 5 and np.allclose(places, same)
    drawn = drawing_of(axes).table
    assert len(drawn) == len(axes.patches) == 8
    assert not drawn["speaker_id"].eq("journalist").any() and not drawn["speaker_id"].eq(drawn["target_id"]).any()
    dashed = [patch.get_linestyle() != "-" and patch.get_linestyle() != "solid" for patch in axes.patches]
    assert sum(dashed) == drawn["polarity"].eq("interval includes zero, or none").sum() == 3
    assert "Mara Lindqvist (14)" in {text.get_text() for text in axes.texts}
    # Those who speak of each other lie nearer than those whom only others join.
    names = [text.get_text().split(" (")[0] for text in axes.texts]
    at = dict(zip(names, np.asarray(places), strict=True))
    tomas, ines = at["Tomas Breck"], at["Ines Okafor"]
    assert np.linalg.norm(ines - tomas) < np.linalg.norm(ines - at["harbour"])


def test_time_is_time(tmp_path: Path) -> None:
    """Four months of five years lie as far apart as they are, and no line joins them across what is missing."""
    table = months(60).iloc[[0, 1, 30, 59]].assign(low=0.1, high=[0.5, 0.6, 0.7, 0.8])
    axes = figures.draw_trend(table, key="month")
    line = max(axes.get_lines(), key=lambda drawn: len(drawn.get_xdata()))
    x, y = (np.asarray(values, dtype=float) for values in line.get_data())
    assert np.diff(x[np.isfinite(y)]).tolist() == [1, 29, 29]
    assert np.isfinite(y).tolist() == [True, True, False, True, False, True]
    assert not axes.collections[0].get_paths()[0].contains_point((0, 0)) and len(axes.collections) == 1  # no band
    assert [label.get_text() for label in axes.get_xticklabels()] == ["2013", "2014", "2015", "2016", "2017"]


@pytest.mark.parametrize(
    ("periods", "apart"),
    [
        ([2019, 2020, 2024], [1, 4]),
        (["2023-Q3", "2023-Q4", "2024-Q2"], [1, 2]),
        (["2020-W52", "2020-W53", "2021-W02"], [1, 2]),
        (["2024-02-28", "2024-03-01"], [2]),
        (["before", "during", "after"], [1, 1]),
    ],
)
def test_periods_lie_where_they_are(periods: list[object], apart: list[int]) -> None:
    time = find_time_axis(periods)
    assert np.diff([time.places[period] for period in periods]).tolist() == apart


def test_percentages_of_an_axis_are_round_ones() -> None:
    """Ticks at 2.5%, 7.5% and so on would be printed as 2%, 8% and lie unequally far apart."""
    for high in (0.2, 0.36, 0.6, 0.9):
        axes = figures.draw_trend(months(8, high=high), key="month", share=True)
        axes.figure.canvas.draw()
        shown = [float(t.get_text().rstrip("%")) for t in axes.get_yticklabels() if t.get_text()]
        assert len(shown) > 2 and len(set(np.diff(shown).round(6))) == 1, shown


@pytest.mark.parametrize("name", [*FIGURES, *CROWDED])
@pytest.mark.parametrize("width_mm", [89, 183])
def test_no_word_is_cut_off_or_overprinted(name: str, width_mm: float) -> None:
    axes = {**FIGURES, **CROWDED}[name]()
    figure = axes.figure
    assert isinstance(figure, Figure)
    with paper_style():
        figure.set_figwidth(width_mm / 25.4)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        frame = figure.bbox.padded(0.5)
        for text in figure.findobj(lambda artist: isinstance(artist, Text) and artist.get_visible()):
            if text.get_text().strip() and not beyond_view(text, figure.axes):
                box = text.get_window_extent(canvas.get_renderer())
                inside = frame.x0 <= box.x0 and frame.y0 <= box.y0 and box.x1 <= frame.x1 and box.y1 <= frame.y1
                assert inside, text.get_text()
        for side in (axes.get_yticklabels(), axes.get_xticklabels()):
            boxes = [t.get_window_extent() for t in side if t.get_text() and not beyond_view(t, figure.axes)]
            apart = [not one.overlaps(two) for one, two in itertools.pairwise(boxes)]
            assert all(apart) or any(t.get_rotation() for t in side), [t.get_text() for t in side]
        names = [t.get_window_extent() for t in axes.get_yticklabels() if not beyond_view(t, figure.axes)]
        for text in axes.texts:
            box = text.get_window_extent(canvas.get_renderer())
            assert not any(box.overlaps(name) for name in names), text.get_text()


def beyond_view(text: Text, every: list[Axes]) -> bool:
    """Whether a text is the label of a tick outside the limits of its axes, which is never drawn."""
    for axes in every:
        (left, right), (bottom, top) = sorted(axes.get_xlim()), sorted(axes.get_ylim())
        x, y = text.get_position()
        if text in axes.get_xticklabels():
            return not left <= x <= right
        if text in axes.get_yticklabels():
            return not bottom <= y <= top
    return False


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_says_what_it_shows_and_keeps_its_data(name: str) -> None:
    drawing = drawing_of(FIGURES[name]())
    assert len(drawing.table) and len(drawing.alt) > 60 and drawing.alt.endswith(".")
    assert not any(word in drawing.alt for word in ("nan", "None", "<NA>", "NaT")), drawing.alt


@pytest.mark.parametrize("name", FIGURES)
def test_an_empty_table_says_so(name: str) -> None:
    empty = {"concordance-dispersion": lambda: figures.draw_concordance(concordance()[0].iloc[:0], concordance()[1])}
    tables = {
        "share-of-voice": (figures.draw_voices, voices),
        "tone-by-voice": (figures.draw_tone, tone),
        "concentration": (figures.draw_concentration, concentration),
        "speaker-target": (figures.draw_relations, relations),
        "discourse-network": (lambda table: figures.draw_network(table, voices()), network),
        "voices-over-time": (figures.draw_voices_over_time, monthly),
        "frame-cooccurrence": (figures.draw_cooccurrence, cooccurrence),
        "keyness": (figures.draw_keyness, keyness),
        "frames-by-group": (figures.draw_salience, salience),
        "agreement": (figures.draw_agreement, agreement),
        "corrected-estimates": (figures.draw_corrected, corrected),
    }
    if name == "specification-curve":
        axes = figures.draw_specification_curve(curve().iloc[:0], choices=["lexicon"])
    elif name in empty:
        axes = empty[name]()
    else:
        draw, table = tables[name]
        axes = draw(table().iloc[:0])
    assert drawing_of(axes).alt.endswith(".")
