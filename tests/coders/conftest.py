"""Sixty small texts made up for the tests: half about money, a third about quarrels."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

MONEY = ["Prices rose and the budget shrank.", "Taxes cost every firm dearly.", "The bank lent millions again."]
QUARREL = ["The mayor attacked her rival.", "They accused one another of lying.", "Critics denounced the plan."]
REST = ["It rained over the harbour.", "Children sang in the square.", "A train left at noon.", "The lamps were lit."]


@pytest.fixture(scope="session")
def texts() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Articles, and the codes of money and quarrel."""
    dice = np.random.default_rng(7)
    rows, codes = [], []
    for n in range(60):
        money, quarrel = n % 2 == 0, n % 3 == 0
        sentences = [*dice.choice(MONEY, 2 * money), *dice.choice(QUARREL, 2 * quarrel), *dice.choice(REST, 2)]
        dice.shuffle(sentences)
        rows.append((f"a{n:02}", " ".join(map(str, sentences)) + f" Number {n}.", "A" if n < 30 else "B"))
        codes.append((f"a{n:02}", money, quarrel))
    articles = pd.DataFrame(rows, columns=["article_id", "text", "outlet"])
    return articles, pd.DataFrame(codes, columns=["article_id", "money", "quarrel"])
