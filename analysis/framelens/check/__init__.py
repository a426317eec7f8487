"""Everything that is wrong with a study, said before anything is run."""

from framelens.check.study import EXAMPLE, Check, check_study, explain_missing

__all__ = ["EXAMPLE", "Check", "check_study", "explain_missing"]
