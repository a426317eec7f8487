"""The months' and weekdays' names in the languages in which papers and archives write their dates."""

from __future__ import annotations

# English, German, French, Spanish, Italian, Portuguese, Dutch, Danish, Norwegian, Swedish, Polish, Russian, Turkish and
# their short forms; Chinese, Japanese and Korean number their months.
_MONTHS = (
    "jan january januar jänner janvier janv enero ene gennaio gen janeiro januari stycznia styczeń sty января янв ocak",
    "feb february februar feber février fevrier févr fév febrero febbraio fevereiro fev februari lutego luty "
    "февраля фев şubat subat",
    "mar march märz maerz mär mars marzo março marco maart mrt marts marca marzec марта мар mart",
    "apr april avril avr abril abr aprile kwietnia kwiecień kwi апреля апр nisan",
    "may mai mayo maggio mag maio mei maj maja мая май mayıs mayis",
    "jun june juni juin junio giugno giu junho czerwca czerwiec cze июня июн haziran",
    "jul july juli juillet juil julio luglio lug julho lipca lipiec lip июля июл temmuz",
    "aug august août aout agosto ago augustus augusti sierpnia sierpień sie августа авг ağustos agustos",
    "sep sept september septembre septiembre settembre set setembro września wrzesień wrz сентября сен сент eylül "
    "eylul",
    "oct october oktober okt octobre octubre ottobre ott outubro out października październik paź октября окт ekim",
    "nov november novembre noviembre novembro listopada listopad lis ноября ноя нояб kasım kasim",
    "dec december dezember dez décembre decembre déc diciembre dic dicembre dezembro desember grudnia grudzień gru "
    "декабря дек aralık aralik",
)
MONTHS: dict[str, int] = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
WEEKDAYS = tuple(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun "
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so "
    "lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim "
    "lunes martes miércoles jueves viernes sábado domingo lunedì martedì mercoledì giovedì venerdì sabato domenica "
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma wo vr za zo "
    "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira "
    "mandag tirsdag onsdag torsdag fredag lørdag søndag måndag tisdag lördag söndag "
    "poniedziałek wtorek środa czwartek piątek sobota niedziela "
    "понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс "
    "pazartesi salı çarşamba perşembe cuma cumartesi pazar".split()
)
