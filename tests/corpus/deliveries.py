"""Files in the structure of each archive's deliveries, made here: real exports may not be shipped.

Each function writes one file and names the quirks of its format in comments. The structures follow what the
parsers of the trade read: LexisNexisTools, newspapers, tm.plugin.factiva, tm.plugin.europresse, tm.plugin.proquest,
pq_parser. All texts are made up.
"""

import gzip
import io
import json
import zipfile

import docx
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from docx.opc.constants import RELATIONSHIP_TYPE

BODY_1 = ["Ann Lee, the mayor, said on Monday that the harbour would open.", "“We are ready,” she said."]
BODY_2 = ["Ships waited off Norhaven for the third day.", "Nobody at the port answered the telephone."]

NEXIS_COVER = [
    # Quirk: the cover page has the user, the day of the export (no article's date!) and a numbered list of
    # headlines, each with the search that found it; the filters' values end in "-None-" or "News".
    "User Name: = Jo Doe",
    "Date and Time: = Tuesday, March 1, 2022 10:05:00 AM EST",
    "Job Number: = 123456789",
    "Documents (2)",
    "1. Harbour opens on December 7, 2031, says mayor",
    "Client/Matter: -None-",
    "Search Terms: harbour AND mayor",
    "Search Type: Terms and Connectors",
    "Narrowed by:",
    "Content Type",
    "Narrowed by",
    "News",
    "-None-",
    "2. Ships wait",
    "Client/Matter: -None-",
    "Search Terms: harbour AND mayor",
    "Search Type: Terms and Connectors",
    "Narrowed by:",
    "Content Type",
    "Narrowed by",
    "News",
    # Quirk: filters that were set stand in place of "-None-", with days that are no article's.
    "Timeline: Jan 01, 2020 to Dec 31, 2021; Language: English",
]
NEXIS_FIRST = [
    # Quirk: the headline names a date of its own; the article's date stands two lines below, with its weekday.
    "Harbour opens on December 7, 2031, says mayor",
    "The Norhaven Courier",
    "December 21, 2021 Tuesday",
    "Late Edition - Final",
    "Copyright 2021 Norhaven Press All Rights Reserved",
    # Quirk: between a label and its value stands a no-break space.
    "Section:\u00a0NEWS; Pg. 1",
    "Length:\u00a0212 words",
    "Byline:\u00a0Sam Roe",
    "Dateline:\u00a0NORHAVEN",
    "Body",
    *BODY_1,
    # Quirk: captions stand behind a heading "Graphic", below the body.
    "Graphic",
    "Ann Lee at the harbour on May 1, 1999",
    "Load-Date:\u00a0December 22, 2021",
    "End of Document",
]
NEXIS_SECOND = [
    # Quirk: German outlets put the weekday before the date, and a region below it; no byline, no section.
    "Ships wait",
    "Norhavener Echo (Regionalausgabe)",
    "Dienstag 7. Juli 2020",
    "Length:\u00a0120 words",
    "Body",
    *BODY_2,
    "Load-Date:\u00a0July 8, 2020",
    "Language:\u00a0GERMAN; DEUTSCH",
    "End of Document",
]
# Quirk: a picture without an article has a header and a caption, and no body.
NEXIS_PICTURE = ["A ship", "The Norhaven Courier", "May 3, 2021 Monday", "Graphic", "A ship, seen.", "End of Document"]


def write_nexis_word(path, lines):
    """A delivery in Word: headlines are links, labels are bold runs, so that one paragraph has several runs."""
    document = docx.Document()
    for line in lines:
        paragraph = document.add_paragraph()
        label, colon, value = line.partition(":\u00a0")
        if colon:
            # Quirk: "Load-Date:" and its value are runs of their own.
            paragraph.add_run(label + ":").bold = True
            paragraph.add_run("\u00a0" + value)
        elif line in (NEXIS_FIRST[0], NEXIS_SECOND[0]):
            _add_link(document, paragraph, line)
        else:
            paragraph.add_run(line)
    # Quirk: the foot of each page is a part of its own and no paragraph of the body.
    document.sections[0].footer.paragraphs[0].text = "Page 1 of 2"
    document.save(path)


def _add_link(document, paragraph, words):
    relation = document.part.relate_to("https://advance.example/x", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = docx.oxml.OxmlElement("w:hyperlink")
    link.set(docx.oxml.ns.qn("r:id"), relation)
    run = docx.oxml.OxmlElement("w:r")
    text = docx.oxml.OxmlElement("w:t")
    text.text = words
    run.append(text)
    link.append(run)
    paragraph._p.append(link)


def rtf_text(words):
    """Words as rich text writes them: what is no ASCII as its UTF-16 numbers, each with a replacement character."""
    escaped = words.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}")
    units = memoryview(escaped.encode("utf-16-le")).cast("H")
    return "".join(chr(u) if u < 128 else f"\\u{u if u < 32768 else u - 65536}?" for u in units)


def rtf_document(paragraphs):
    # Quirks: a font table and a page foot come first; a picture's bytes stand as digits in the middle.
    head = (
        r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\froman\fcharset0 Times;}}"
        r"{\colortbl;\red0\green119\blue204;}{\footer\pard Page 1 of 2\par}"
        r"{\pict\pngblip\picw10 89504e470d0a1a0a0000000d49484452}"
    )
    return head + "".join(paragraphs) + "}"


def write_nexis_rtf(path, lines):
    """A delivery in rich text: headlines are fields that link, labels are bold."""
    paragraphs = []
    for line in lines:
        label, colon, value = line.partition(":\u00a0")
        if line in (NEXIS_FIRST[0], NEXIS_SECOND[0]):
            # Quirk: the address of the link stands in the field's instruction, the words in its result.
            link = (
                r'{\field{\*\fldinst{HYPERLINK "https://advance.example/x"}}{\fldrslt{\cf1\ul ' + rtf_text(line) + "}}}"
            )
            paragraphs.append(r"\pard " + link + "\\par\n")
        elif colon:
            paragraphs.append(r"\pard{\b " + label + r":}\'a0" + rtf_text(value) + "\\par\n")
        else:
            paragraphs.append(r"\pard\f1 " + rtf_text(line) + "\\par\n")
    path.write_bytes(rtf_document(paragraphs).encode("ascii"))


FACTIVA = [
    # Quirk: the language of the account writes the date and the number of words; the headline has a date.
    {"SE": "News", "HD": "Harbour opens on 7 December 2031", "BY": "By Sam Roe", "WC": "212 mots",
     "PD": "21 décembre 2021", "ET": "15:32", "SN": "The Norhaven Courier", "SC": "NORHAV", "LA": "Anglais",
     "CY": "(c) 2021 Norhaven Press.", "LP": BODY_1[0], "TD": BODY_1[1], "NS": "gcat : News",
     "AN": "Document NORHAV0020211221ehcl0001r"},
    # Quirk: a short article has a lead (LP) and no further text (TD), and no byline.
    {"HD": "Ships wait", "WC": "65 words", "PD": "7 July 2020", "SN": "The Eastern Mail", "SC": "EAMAIL",
     "LA": "English", "CY": "Copyright 2020", "LP": "\n".join(BODY_2), "AN": "Document EAMAIL0020200707eg770015j"},
]  # fmt: skip


def write_factiva_html(path):
    """A page with field codes: a table an article; the rows below the text begin with a line break."""
    articles = ""
    for values in FACTIVA:
        rows = ""
        for code, value in values.items():
            cell = "".join(f'<p class="articleParagraph enarticleParagraph">{p}</p>\n' for p in value.split("\n"))
            shown = cell if code in ("LP", "TD") else f"<b class='enHeadline'>{value}</b>" if code == "HD" else value
            rows += f'<tr><td align="right" class="index"><b>{code}</b>&nbsp;</td><td>{shown}</td></tr>'
        articles += f'<span></span><div class="article enArticle"><table>{rows}</table><br/></div><br/>'
    path.write_text(
        "<!DOCTYPE html><html><head><meta http-equiv='Content-Type' content='text/html; charset=UTF-8'/>"
        f"<title>Factiva</title></head><body><div id='contentLeft'>{articles}</div>"
        "<span class='copyright'>&copy; 2021 Factiva, Inc.</span></body></html>"
    )


def write_factiva_shown(path):
    """A page without field codes, as it is on the screen: the header's lines have no labels."""
    paragraphs = "".join(f'<p class="articleParagraph enarticleParagraph">{p}  </p>\n' for p in BODY_1)
    # Quirks: section above the headline, agency below the author; the number of words in the account's language
    # is the only line that can be known; search words are bold; the document's number ends the words.
    path.write_text(
        "<html><head><title>Factiva</title></head><body><div id='article-NORHAV0020211221ehcl0001r' class='article'>"
        "<div class='article enArticle'><p>\n</p><div>Foreign Desk; 1</div>\n"
        "<div id='hd'><span class='enHeadline'>Harbour opens on 7 December 2031  </span>\n</div>"
        "<div class='author'>By SAM ROE  </div><div>Special to The Norhaven Courier</div><div>212 Wörter</div>"
        "<div>21 Dezember 2021</div><div>10:05</div><div>The Norhaven Courier</div><div>NORHAV</div>"
        "<div>Late Edition - Final</div><div>1</div><div>Englisch</div>"
        f"<div>Copyright 2021 Norhaven Press.  All Rights Reserved.  </div>\n<p></p>\n{paragraphs}"
        "<p>Norhaven Digital (Full Text)</p><p>Dokument NORHAV0020211221ehcl0001r</p></div></div></body></html>",
        encoding="utf-8",
    )


def write_factiva_rtf(path):
    """Rich text with field codes: a row of a table each, its cells the code and the value."""
    rows = []
    for values in FACTIVA:
        for code, value in values.items():
            lines = r"\par ".join(rtf_text(line) for line in value.split("\n"))
            rows.append(
                r"\trowd\cellx1000\cellx9000\pard\intbl{\b " + code + r"}\cell\pard\intbl " + lines + "\\cell\\row\n"
            )
        # Quirk: a page break between articles.
        rows.append("\\pard\\par\\page\n")
    rows.append(rtf_text("Page 1 of 2  © 2021 Factiva, Inc. All rights reserved.") + "\\par\n")
    path.write_bytes(rtf_document(rows).encode("ascii"))


def write_factiva_rtf_shown(path):
    """Rich text without field codes."""
    lines = ["Harbour opens on 7 December 2031", "By Sam Roe", "212 words", "21 December 2021", "15:32"]
    lines += ["The Norhaven Courier", "NORHAV", "English", "(c) 2021 Norhaven Press.", "", *BODY_1, ""]
    lines += ["Document NORHAV0020211221ehcl0001r"]
    path.write_bytes(rtf_document([r"\pard " + rtf_text(line) + "\\par\n" for line in lines]).encode("ascii"))


RULE = "_" * 60
PROQUEST = f"""{RULE}

Harbour opens on December 7, 2031, says mayor

Author: Roe, Sam

Publication info: The Norhaven Courier ; Norhaven [Norhaven]. 21 Dec 2021: A.1.

https://search.proquest.com/docview/251439970?accountid=1

Abstract: None available.

Links: http://links.example/x?date=2001-01-01

Full text: {BODY_1[0]}
{BODY_1[1]}

Section: is how the speech began.

CREDIT: Sam Roe

Subject: Harbours; Mayors

Title: Harbour opens on December 7, 2031, says mayor

Publication title: The Norhaven Courier; Norhaven

Publication year: 2021

Publication date: Dec 21, 2021

Language of publication: English

ProQuest document ID: 251439970

Copyright: Copyright Norhaven Press Dec 21, 2021

Last updated: 2022-03-10

Database: Canadian Newsstream

{RULE}

A report without words

Publication info: The Eastern Mail ; Eastern [Eastern]. 7 July 2020: B.2.

Full text: Not available.

Publication title: The Eastern Mail

Publication date: Jul 7, 2020

ProQuest document ID: 2

{RULE}

Contact us at: http://www.proquest.com/go/pqissupportcontact

Database copyright © 2022 ProQuest LLC. All rights reserved.

Terms and Conditions: https://search.proquest.com/info/termsAndConditions
"""


def write_proquest_text(path):
    """Text between lines of underscores.

    Quirks: the title stands without a label and again among the labels; a paragraph of the article begins like a
    label ("Section:"); some records have no full text; the address of the service closes the file.
    """
    path.write_text(PROQUEST, encoding="utf-8")


def write_proquest_html(path):
    """A saved page: labels in bold, the words in an element ``<text>`` with a ``<title>`` and ``<meta>`` in it."""
    style = 'style="margin-bottom:5pt; margin-top:0; padding:0;"'
    path.write_text(
        '<html><body><div style="margin-bottom:20px;border-bottom:2px solid #ccc">\n<a name="DocID_X_251439970"></a>'
        f'<p {style}></p>\n<p {style[:-1]}font-size:11pt;font-weight:bold;">Harbour opens on December 7, 2031</p>\n'
        f"<p {style}><strong>Author:  </strong>Roe, Sam</p>\n"
        f"<p {style}><strong>Publication info:  </strong>The Norhaven Courier ; Norhaven [Norhaven]21 Dec 2021: A.1."
        "</p>"
        f'<p {style}><a href="https://search.proquest.com/docview/251439970">ProQuest document link</a></p>\n'
        f"<p {style}><strong>Abstract:  </strong></p>\n<p {style}>An abstract.</p>\n"
        f'<p {style}><strong>Full text: </strong><text wordcount="20"><meta name="ValidationSchema"><title></title>\n'
        + "".join(f"<p>{p}</p>      " for p in BODY_1)
        + f"</text></p>\n<p {style}><strong>Publication title: </strong>The Norhaven Courier; Norhaven</p>\n"
        f"<p {style}><strong>Publication date: </strong>Dec 21, 2021</p>\n"
        f"<p {style}><strong>Language of publication: </strong>English</p>\n"
        f"<p {style}><strong>ProQuest document ID: </strong>251439970</p>\n</div></body></html>"
    )


RIS = """TY  - NEWS
T1  - Harbour opens on December 7, 2031
AN  - 251439970
AU  - Roe, Sam
AU  - Doe, Jo
Y1  - 2021/12/21/
PY  - 2021
DA  - 2021 Dec 21
SP  - A.1
LA  - English
N2  - Ann Lee said that the harbour would open.
It is ready, she said.
DB  - Canadian Newsstream
JF  - The Norhaven Courier
N1  - Copyright - Norhaven Press
N1  - Last updated - 2022-03-10
ER  -

TY  - NEWS
TI  - A record without words
ER  -
"""


def write_europresse(path):
    """The form of today. Quirks: the issue stands with the outlet, the date among section, words and page."""
    body = "".join(f"<p>{p}</p>" for p in BODY_1)
    path.write_text(
        "<!DOCTYPE html><html><head><meta charset='utf-8'></head><body><article><header>"
        "<div class='rdp__DocPublicationName'><span class='DocPublicationName'> Le Courrier de Norhaven, no. 43018"
        "</span></div><div><span class='DocHeader'>France, mardi 21 décembre 2021 756 mots, p. 4</span></div>"
        "<div class='titreArticle'><p class='sm-margin-TopNews titreArticleVisu rdp__articletitle'>"
        # Quirk: search words are marked within headline and text.
        "Le <mark>port</mark> ouvre le 7 décembre 2031</p></div><p class='sm-margin-bottomNews'>Sam Roe</p></header>"
        f"<section><div class='DocText clearfix'><div class='docOcurrContainer'>{body}</div></div></section>"
        "<footer><div class='publiC-lblNodoc'>news·20211221·LC·0a1b2c</div></footer>"
        "<aside>Ce certificat est émis à Université</aside></article>"
        # Quirk: a source on the web has no date in its header; its number has one.
        "<article><header><div class='rdp__DocPublicationName'><span class='DocPublicationName'>Le Mail (site web)"
        "</span></div><div class='titreArticle'><p class='titreArticleVisu'>Les navires attendent</p></div></header>"
        f"<div class='docOcurrContainer'><p>{BODY_2[0]}</p></div>"
        "<div class='publiC-lblNodoc'>news·20200707·LMW·77</div></article></body></html>",
        encoding="utf-8",
    )


def write_europresse_before(path):
    """The form before. Quirks: Latin-1; the date is one of several spans; the author is a bare line; a certificate."""
    path.write_bytes(
        (
            "<html xmlns:n1='http://www.cedrom-sni.com/schema/newsv1.xsd'><head>"
            "<META http-equiv='Content-Type' content='text/html; charset=ISO-8859-1'></head><body><table><tr><td>"
            "<table id='tbHeaderImages'><tr><td><img src='x.gif'></td></tr></table>"
            "<span class='DocPublicationName'>Le Courrier, no. 5968</span><br>"
            "<span class='DocHeader'>Éditorial, </span>"
            "<span class='DocHeader'>mardi </span><span class='DocHeader'>21 décembre 2021</span>"
            "<span class='DocHeader'>, p. 03</span><br><br><span class='TitreArticleVisu'>Le port "
            "<span style='color:red; font-weight:bold'>ouvre</span></span><br><br>Sam Roe<br><p></p>"
            f"<font style='font-weight:bold;'>{BODY_2[0]}</font><p></p>Elle a déclaré.<p></p>"
            "<b><i>© 2021 Le Courrier. Tous droits réservés.</i></b><p></p>"
            "Numéro de document : news·20211221·PO·204<br><table><tr><td>Ce certificat est émis à <b>Université</b>"
            "</td></tr></table></td></tr></table></body></html>"
        ).encode("latin-1")
    )


PAGE = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">
<title>Harbour opens on 7 December 2031 | The Norhaven Courier</title>
<meta property="og:title" content="Harbour &amp; port open on 7 December 2031">
<meta property="og:site_name" content="The Norhaven Courier">
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "X"},
{"@type": ["NewsArticle"], "datePublished": "2021-12-21T10:05:00+04:00", "dateModified": "2022-01-01",
"author": [{"@type": "Person", "name": "Sam Roe"}]}]}</script></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/s">Sport</a></li></ul></nav>
<article><h1>Harbour &amp; port open on 7 December 2031</h1>
%s
</article><aside><h3>Most read</h3><ul><li><a href="/1">A cat was saved on 1 May 1999</a></li></ul></aside>
<footer>All rights reserved. Cookies. Terms.</footer></body></html>"""
LONG_BODY = [
    "Ann Lee, the mayor, said on Monday that the harbour would open again after years of building and of waiting.",
    "“We are ready,” she said, standing on the new quay, while the first ships blew their horns in the fog outside.",
    "The port had been closed since the great storm, which broke two of its three piers and sank a ferry at its berth.",
]


def page(paragraphs=LONG_BODY):
    """A news page. Quirk: JSON for machines in the head, and a date in the headline that is not its own."""
    return PAGE % "\n".join(f"<p>{p}</p>" for p in paragraphs)


def write_warc(path):
    """A crawl. Quirks: packed record by record; a picture, an error, a page fetched twice, a page with no article."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=path.suffix == ".gz")
        fetched = [
            ("https://courier.example/1", "text/html; charset=utf-8", "200 OK", page().encode()),
            ("https://courier.example/a.png", "image/png", "200 OK", b"\x89PNG"),
            ("https://courier.example/gone", "text/html", "404 Not Found", b"<html><body>Gone</body></html>"),
            ("https://courier.example/1", "text/html; charset=utf-8", "200 OK", page().encode()),
            ("https://courier.example/empty", "text/html", "200 OK", b"<html><body><script>x</script></body></html>"),
        ]
        for url, kind, status, body in fetched:
            headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
            record = writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=headers)
            writer.write_record(record)


def pdf_bytes(pages):
    """A PDF of lines of text, one page a list: each line where a program would set it, without a library."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        escaped = [line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines]
        shown = "\n".join(f"1 0 0 1 50 {780 - 14 * at} Tm ({line}) Tj" for at, line in enumerate(escaped) if line)
        stream = f"BT /F1 10 Tf\n{shown}\nET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        kids.append(len(objects) + 1)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] /Count {len(kids)} >>"
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF"
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


def write_zip(path, members):
    """An archive of names and bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)


FACTIVA_CODED = "\n\n".join("\n".join(f"{code}\n{value}\n" for code, value in values.items()) for values in FACTIVA)
FACTIVA_SHOWN = "\n".join([
    "Harbour opens on 7 December 2031", "By Sam Roe", "212 words", "21 December 2021", "15:32", "The Norhaven Courier",
    "NORHAV", "English", "(c) 2021 Norhaven Press.", "", *BODY_1, "", "Document NORHAV0020211221ehcl0001r", "",
])  # fmt: skip
# Quirks: outlet, date and headline without a label, two of them centred; lines broken for their length; a paragraph of
# the article begins like a label; the second has the headline above its date, no byline, and labels in German.
LEXISNEXIS = """
Download Request: Selected Items: 1-2
Time Of Request: Friday, March 20, 2018  16:51:31

                               1 of 2 DOCUMENTS


                              The Norhaven Courier

                           December 21, 2021 Tuesday
                              Late Edition - Final

Harbour opens on December 7, 2031,
says mayor

BYLINE: By Sam Roe

SECTION: NEWS; Pg. 4

LENGTH: 120 words

Ann Lee, the mayor, said on Monday that the harbour
would open.

“We are ready,” she said.

LENGTH: 19.4 metres is the new quay.

LOAD-DATE: December 22, 2021

LANGUAGE: ENGLISH

GRAPHIC: Ann Lee at the harbour on May 1, 1999

PUBLICATION-TYPE: Newspaper

                       Copyright 2021 Norhaven Press
                           All Rights Reserved

                               2 of 2 DOCUMENTS

                       Copyright 2020 Norhaven Echo GmbH
                           Alle Rechte vorbehalten

                                 Norhavener Echo

Ships wait

                             Dienstag 7. Juli 2020

Ships waited off Norhaven for the third day.

Nobody at the port answered the telephone.

RUBRIK: Wirtschaft; S. 4

LÄNGE: 82 Wörter

UPDATE: 8. Juli 2020

SPRACHE: GERMAN; DEUTSCH
"""


def write_held(path, text):
    """The lines of a form in a text file, in Word, in rich text or in a page, by the file's ending."""
    lines = text.split("\n")
    if path.suffix == ".docx":
        document = docx.Document()
        for line in lines:
            document.add_paragraph(line)
        document.save(path)
    elif path.suffix == ".rtf":
        path.write_bytes(rtf_document([r"\pard " + rtf_text(line) + "\\par\n" for line in lines]).encode("ascii"))
    elif path.suffix == ".html":
        blocks = [" ".join(block.split()) for block in text.split("\n\n") if block.strip()]
        shown = "\n".join(f"<BR><DIV><P><SPAN>{block}</SPAN></P></DIV>" for block in blocks)
        path.write_text(f"<HTML><HEAD><TITLE>&nbsp;</TITLE></HEAD><BODY>{shown}</BODY></HTML>", encoding="utf-8")
    else:
        path.write_text(text, encoding="utf-8")


HELD = {"factiva": FACTIVA_CODED, "lexisnexis": LEXISNEXIS, "proquest": PROQUEST,
        "nexis": "\n".join(NEXIS_COVER + NEXIS_FIRST)}  # fmt: skip


def write_samples(folder):
    """A sound file of each reader's kind, from which damaged ones are made."""
    write_nexis_word(folder / "nexis.docx", NEXIS_COVER + NEXIS_FIRST)
    write_nexis_rtf(folder / "nexis.rtf", NEXIS_COVER + NEXIS_FIRST)
    write_factiva_html(folder / "factiva.html")
    write_factiva_rtf(folder / "factiva.rtf")
    write_proquest_text(folder / "proquest.txt")
    write_proquest_html(folder / "proquest.html")
    (folder / "a.ris").write_text(RIS)
    write_europresse(folder / "europresse.html")
    (folder / "page.html").write_text(page())
    write_warc(folder / "crawl.warc")
    (folder / "a.pdf").write_bytes(pdf_bytes([["Harbour opens", "It did so on a day in May."]]))
    rows = [{"text": "Words", "date": "2021-12-21"}, {"text": "“Other” words", "date": "21 May 2022"}]
    (folder / "a.json").write_text(json.dumps(rows))
    (folder / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (folder / "a.jsonl.gz").write_bytes(gzip.compress((folder / "a.jsonl").read_bytes(), mtime=0))
    pq.write_table(pa.Table.from_pylist(rows), folder / "a.parquet")
    (folder / "a.csv").write_text('text,date\n"Words, two",2021-12-21\nOther,\n', encoding="utf-8")
    (folder / "a.tsv").write_text("text\tdate\nWords\t2021-12-21\nOther\t\n", encoding="utf-8")
    (folder / "plain.txt").write_text("“Words,” she said.\n\nOthers followed.\n", encoding="utf-8")
    book = openpyxl.Workbook()
    book.active.append(["text", "date"])
    book.active.append(["Words here", "2021-12-21"])
    book.save(folder / "a.xlsx")
    document = docx.Document()
    document.add_paragraph("Words.")
    document.save(folder / "plain.docx")
    (folder / "plain.rtf").write_bytes(rtf_document([r"\pard Words.\par"]).encode())
    for name, text in HELD.items():
        for ending in (".txt", ".docx", ".rtf", *([".html"] if name == "lexisnexis" else [])):
            write_held(folder / f"held-{name}{ending}", text)
    write_zip(folder / "a.zip", {"a.txt": b"Words.", "b.ris": RIS.encode()})
    return sorted(folder.iterdir())
