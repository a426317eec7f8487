"""The shipped models and dictionaries scored against annotated data."""
