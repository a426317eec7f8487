"""Two groups told apart in a sentence."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
from scipy import sparse

from framelens.measure.resampling import Interval
from framelens.measure.sums import ArticleSums
from framelens.report.narrative.differing import compare_two


def test_a_year_taken_from_a_row_of_numbers_is_the_year():
    published = pd.to_datetime(["2012-01-01", "2012-02-01", "2020-01-01", "2020-02-01", None])
    articles = pd.DataFrame({"article_id": list("abcde"), "published": published})
    above, below = (sparse.csr_array(np.array([row])) for row in ([1.0, 2, 3, 4, 9], [1.0] * 5))
    sums = ArticleSums(articles, pd.DataFrame({"voice": ["direct"]}), above, below, "mean")
    row = pd.DataFrame({"year": pd.array([2020, 2012], dtype="Int64"), "estimate": [3.5, 1.5]})
    last, first = row.iloc[0]["year"], row.iloc[1]["year"]
    assert isinstance(first, float)  # as pandas gives it
    found = compare_two(SimpleNamespace(interval=Interval(resamples=20)), sums, "year", last, first)
    assert (found["group_a"], found["group_b"], found["estimate"]) == ("2020", "2012", 2)
