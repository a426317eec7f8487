"""The report: notebooks run, their blocks put into HTML, PDF and Word, and the prose made from tables."""
