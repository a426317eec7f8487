"""What a researcher holds: a study, and the measures that are its methods."""

from framelens.study.opening import open_study
from framelens.study.study import Study

__all__ = ["Study", "open_study"]
