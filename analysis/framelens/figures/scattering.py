"""Where a word or frame stands in each article: the dispersion of a concordance."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from framelens.figures.charts import name_rows, need_columns, rows_axes, say_empty, with_n
from framelens.figures.export import keep_drawing
from framelens.figures.style import paper_style
from framelens.results.colours import ACCENT, LINE, MUTED, VOICE_COLOURS
from framelens.results.wording import count, is_absent, percent, sample


def draw_concordance(concordance: pd.DataFrame, articles: pd.DataFrame, *, top: int = 20) -> Axes:
    """Each article a line from its first to its last word, a stroke wherever the word stands.

    Parameters
    ----------
    concordance : pandas.DataFrame
        One row per occurrence: ``article_id``, ``start``, ``end`` (offsets into the article's text) and, where it is
        known, ``voice``.
    articles : pandas.DataFrame
        The articles table, for the articles' lengths and names.
    top : int
        How many articles, those with most occurrences.

    Examples
    --------
    >>> ax = fl.figures.draw_concordance(study.hits, study.articles, top=3)
    >>> len(ax.get_yticks())
    3
    """
    need_columns(concordance, ["article_id", "start", "end"], "a concordance")
    need_columns(articles, ["article_id", "text"], "read_articles")
    lengths = dict(zip(articles["article_id"], articles["text"].str.len(), strict=True))
    counts = concordance["article_id"].value_counts()
    order = [str(a) for _, a in sorted((-int(n), str(a)) for a, n in counts.items())]
    kept = order[:top]
    table = concordance.loc[concordance["article_id"].isin(kept)].reset_index(drop=True)
    columns = [c for c in ("article_id", "start", "end", "voice", "frame", "term", "keyword") if c in table.columns]
    drawn = table[columns].assign(
        place=[s / max(lengths.get(a, 1), 1) for a, s in zip(table["article_id"], table["start"], strict=True)]
    )
    with paper_style():
        axes = rows_axes(len(kept), row_mm=4.2)
        if not kept:
            words = "The word was not found."
            return keep_drawing(say_empty(axes, words), drawn, words)
        for row, article in enumerate(kept):
            axes.plot([0, 1], [row, row], color=LINE, linewidth=0.8, zorder=1, solid_capstyle="butt")
            part = drawn.loc[drawn["article_id"].eq(article)]
            for voice, rows in part.groupby(
                part["voice"] if "voice" in part.columns else pd.Series("", index=part.index)
            ):
                colour = MUTED if voice == "journalist" else VOICE_COLOURS.get(str(voice), ACCENT)
                axes.vlines(rows["place"], row - 0.34, row + 0.34, color=colour, linewidth=1.1, zorder=2)
        name_rows(axes, [with_n(_name(articles, article), int(counts[article])) for article in kept])
        axes.set_xlim(-0.01, 1.01)
        axes.set_xticks([0, 0.5, 1], ["start", "middle", "end"])
        axes.set_xlabel(f"place in the article ({sample(len(concordance))})")
    first = percent(float((drawn["place"] < 0.25).mean()))
    named = "; ".join(f"{_name(articles, article)} {int(counts[article]):,}" for article in kept[:12])
    some = f", {len(kept)} of them drawn" if len(order) > len(kept) else ""
    alt = (
        f"Strokes where it stands in each article, from start to end: {count(len(concordance), 'occurrence')} in "
        f"{count(len(order), 'article')}{some}; {first} of those drawn stand in an article’s first quarter. {named}."
    )
    return keep_drawing(axes, drawn, alt)


def _name(articles: pd.DataFrame, article_id: str) -> str:
    """An article as short as it can be told: outlet and day, or its id."""
    row = articles.loc[articles["article_id"].eq(article_id)]
    if row.empty or "outlet" not in row or is_absent(row["outlet"].iloc[0]):
        return article_id
    published = row["published"].iloc[0] if "published" in row else None
    return str(row["outlet"].iloc[0]) + ("" if is_absent(published) else f", {str(published)[:10]}")
