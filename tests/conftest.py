"""What every test shares."""

from hypothesis import settings

# A busy machine is no error.
settings.register_profile("framelens", deadline=None)
settings.load_profile("framelens")
