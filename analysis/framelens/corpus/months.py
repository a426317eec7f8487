"""The months' names in the languages in which archives write their dates."""

from __future__ import annotations

# English, German, French, Spanish, Italian, Portuguese, Dutch, Danish, Norwegian, Swedish and their short forms.
_NAMES = (
    "jan january januar jänner janvier enero ene gennaio gen janeiro januari",
    "feb february februar feber février fevrier févr fév febrero febbraio fevereiro fev februari",
    "mar march märz maerz mär mars marzo março marco maart mrt marts",
    "apr april avril avr abril abr aprile",
    "may mai mayo maggio mag maio mei maj",
    "jun june juni juin junio giugno giu junho",
    "jul july juli juillet juil julio luglio lug julho",
    "aug august août aout agosto ago augustus augusti",
    "sep sept september septembre septiembre settembre set setembro",
    "oct october oktober okt octobre octubre ottobre ott outubro out",
    "nov november novembre noviembre novembro",
    "dec december dezember dez décembre decembre déc diciembre dic dicembre dezembro desember",
)
MONTHS: dict[str, int] = {name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()}
