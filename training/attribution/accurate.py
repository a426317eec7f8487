"""The accurate finder: one of the teachers, taught further by all of them on annotated and unlabelled articles.

What is shipped lies halfway between the two: their weights are averaged (Wortsman et al. 2022), which keeps what was
learned and is surer of itself.
"""

from dataclasses import replace

import torch
from encoder import Encoder
from predict import load_network
from settings import AccurateSettings, Settings
from teaching import load_teacher, teach_from_command_line

TAUGHT = AccurateSettings()


def begin(run):
    """Begin as the first teacher."""
    return load_teacher(run, TAUGHT.teachers[0], Encoder(dropout=Settings().dropout))


@torch.no_grad()
def load_shipped(run):
    """Load the finder as it is shipped: the weights of the one taught further and of its teacher, averaged."""
    pupil, teacher = load_network(run / "accurate.pt", Settings()), load_teacher(run, TAUGHT.teachers[0])
    for mine, theirs in zip(pupil.parameters(), teacher.parameters(), strict=True):
        mine.lerp_(theirs, 1 - TAUGHT.own_share)
    return pupil


if __name__ == "__main__":
    settings = replace(Settings(), rate=TAUGHT.rate, head_rate=TAUGHT.rate)
    teach_from_command_line(__doc__, TAUGHT, settings, begin, "accurate.pt")
