"""Who is who in languages whose names are inflected: base forms, persons, bodies and the sources of statements.

English is read by its spelling (:mod:`framelens.annotate.names`); everywhere else the names come from the finder, and
what leads from "Абрамовой" to Абрамова stands in ``languages/CODE/inflection.csv``.
"""
