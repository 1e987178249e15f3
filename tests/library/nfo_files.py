"""A media library with a `.nfo` file of every kind that its programs write, and of some that they would not."""

import codecs
from pathlib import Path
from typing import Any, NamedTuple

from movie_classifier.library.film import FilmReport, Outcome
from movie_classifier.library.nfo import MAX_BYTES
from movie_classifier.library.nfo_films import find_nfo_films
from movie_classifier.library.update import Rules, update_films
from movie_classifier.tables.rows import Classifier

PLOT = "the family mourns a tragic death"
"""Description of a film that the tiny model of the tests has learnt as a drama."""

DRAMA = "<genre>Drama</genre>"


class NfoFile(NamedTuple):
    """A `.nfo` file of the test library.

    Attributes:
        name: path in the library.
        data: its content.
        outcome: what the command reports.
        change: bytes of the file, and what takes their place if the film is a drama; None if the file stays.
    """

    name: str
    data: bytes
    outcome: Outcome
    change: tuple[bytes, bytes] | None = None

    @property
    def changed(self) -> bytes:
        """The content after the command."""
        if self.change is None:
            return self.data
        assert self.data.count(self.change[0]) == 1, self.name
        return self.data.replace(*self.change)


def film(name: str, text: str, find: str, put: str, encoding: str = "utf-8", bom: bytes = b"") -> NfoFile:
    """A film that gets a genre: `find` becomes `put`, in the encoding of the file."""
    data = bom + text.encode(encoding)
    return NfoFile(name, data, Outcome.NEW_GENRES, (find.encode(encoding), put.encode(encoding)))


def other(name: str, text: str | bytes, outcome: Outcome) -> NfoFile:
    """A file that stays as it is."""
    return NfoFile(name, text.encode() if isinstance(text, str) else text, outcome)


def locked(elements: str) -> str:
    """A film with these elements after its plot."""
    return MOVIE.replace("</plot>", f"</plot>{elements}")


def lines(text: str, line_end: str) -> str:
    return text.replace("\n", line_end)


KODI = f"""\
<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>
<movie>
    <title>Tears</title>
    <ratings>
        <rating name="themoviedb" max="10" default="true">
            <value>6.100000</value>
            <votes>42</votes>
        </rating>
    </ratings>
    <outline></outline>
    <plot>{PLOT}</plot>
    <uniqueid type="tmdb" default="true">1</uniqueid>
    <set>
        <name>Sorrows</name>
        <overview>All sorrows &amp; tears.</overview>
    </set>
    <fileinfo>
        <streamdetails>
            <video><codec>h264</codec></video>
        </streamdetails>
    </fileinfo>
    <actor>
        <name>Zoë</name>
        <genre>not a genre of the film</genre>
    </actor>
</movie>
"""

JELLYFIN = f"""\
<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<movie>
  <plot>{PLOT}</plot>
  <outline />
  <lockdata>false</lockdata>
  <title>Tears</title>
  <fileinfo>
    <streamdetails />
  </fileinfo>
</movie>"""

TINY_MEDIA_MANAGER = f"""\
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<!--created on 2024-01-02 03:04:05 - tinyMediaManager 5.0-->
<movie>
  <title>Tears</title>
  <plot>{PLOT}</plot>
  <genre/>
  <!-- <genre>Western</genre> stays a comment -->
</movie>
"""

DECLARED = f"""\
<?xml version='1.0' encoding='%s'?>
<movie>
\t<title>Tears</title>
\t<plot>{PLOT}</plot>
\t<director>René Müller</director>
</movie>
"""

BOMB = f"""\
<?xml version="1.0"?>
<!DOCTYPE movie [
<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">
]>
<movie><title>&c;</title><plot>{PLOT}</plot></movie>
"""

EXTERNAL = f"""\
<?xml version="1.0"?>
<!DOCTYPE movie [<!ENTITY secret SYSTEM "file:///etc/hostname">]>
<movie><title>&secret;</title><plot>{PLOT}</plot></movie>
"""

PLOT_LINE = f"<plot>{PLOT}</plot>"
MOVIE = f"<movie><title>Tears</title>{PLOT_LINE}</movie>"

FILES = [
    film("Kodi/Kodi.nfo", KODI, PLOT_LINE, f"{PLOT_LINE}\n    {DRAMA}"),
    film(
        "Jellyfin/movie.nfo", lines(JELLYFIN, "\r\n"), PLOT_LINE, f"{PLOT_LINE}\r\n  {DRAMA}", bom=codecs.BOM_UTF8
    ),
    film("tinyMediaManager/movie.nfo", lines(TINY_MEDIA_MANAGER, "\r\n"), "<genre/>", DRAMA),
    film("One line/movie.nfo", MOVIE, PLOT_LINE, PLOT_LINE + DRAMA),
    film("One line with spaces/movie.nfo", f"<movie> {PLOT_LINE} </movie>", PLOT_LINE, f"{PLOT_LINE} {DRAMA}"),
    film("Carriage returns/movie.nfo", lines(KODI, "\r"), PLOT_LINE, f"{PLOT_LINE}\r    {DRAMA}"),
    film("Windows/movie.nfo", DECLARED % "windows-1252", PLOT_LINE, f"{PLOT_LINE}\n\t{DRAMA}", "windows-1252"),
    film("Latin/movie.nfo", DECLARED % "ISO-8859-1", PLOT_LINE, f"{PLOT_LINE}\n\t{DRAMA}", "iso-8859-1"),
    film(
        "UTF-16 little/movie.nfo", lines(DECLARED, "\r\n") % "utf-16", PLOT_LINE, f"{PLOT_LINE}\r\n\t{DRAMA}",
        "utf-16-le", codecs.BOM_UTF16_LE,
    ),
    film(
        "UTF-16 big/movie.nfo", DECLARED % "UTF-16", PLOT_LINE, f"{PLOT_LINE}\n\t{DRAMA}",
        "utf-16-be", codecs.BOM_UTF16_BE,
    ),
    film(
        "URL after the root/movie.nfo", f"{KODI}https://www.themoviedb.org/movie/1?a=b&c=d\n", PLOT_LINE,
        f"{PLOT_LINE}\n    {DRAMA}",
    ),
    film("Empty genre/movie.nfo", MOVIE.replace("<plot>", "<genre></genre><plot>"), "<genre></genre>", DRAMA),
    film(
        "Empty genre with attribute/movie.nfo", MOVIE.replace("<plot>", '<genre clear="true" /><plot>'),
        '<genre clear="true" />', '<genre clear="true">Drama</genre>',
    ),
    film(
        "Two empty genres/movie.nfo", f"<movie>\n {PLOT_LINE}\n <genre> </genre>\n <genre/>\n <year/>\n</movie>",
        " <genre> </genre>\n <genre/>\n", f" {DRAMA}\n",
    ),
    film(
        "Outline/movie.nfo", f"<movie>\n<title>Tears</title>\n<plot> </plot>\n<outline>{PLOT}</outline>\n</movie>",
        "</outline>", f"</outline>\n{DRAMA}",
    ),
    film(
        "CDATA/movie.nfo", f"<movie>\n  <title>Tears</title>\n  <plot><![CDATA[{PLOT}]]></plot >\n</movie >",
        "</plot >", f"</plot >\n  {DRAMA}",
    ),
    film("Blank lines/movie.nfo", f"<movie>\n\n\n  {PLOT_LINE}\n\n</movie>", "</plot>", f"</plot>\n  {DRAMA}"),
    film("Attributes/movie.nfo", MOVIE.replace("<movie>", '<movie xmlns="urn:x" a=">">'), "</plot>", f"</plot>{DRAMA}"),
    film(
        "Plot unknown/movie.nfo", f"<movie><plot>Plot unknown.</plot><outline>{PLOT}</outline></movie>", "</outline>",
        f"</outline>{DRAMA}",
    ),
    film("No title/Tears.nfo", f"<movie>{PLOT_LINE}</movie>", "</plot>", f"</plot>{DRAMA}"),
    film("DVD/VIDEO_TS/VIDEO_TS.NFO", f"<movie>{PLOT_LINE}</movie>", "</plot>", f"</plot>{DRAMA}"),
    other("Genre/movie.nfo", MOVIE.replace("<plot>", "<genre>Western</genre><plot>"), Outcome.HAS_GENRES),
    other("Genres/movie.nfo", MOVIE.replace("<plot>", "<genre>War</genre><genre>A</genre><plot>"), Outcome.HAS_GENRES),
    other("Genres in one/movie.nfo", MOVIE.replace("<plot>", "<genre>War / A</genre><plot>"), Outcome.HAS_GENRES),
    other(
        "MediaPortal/movie.nfo", MOVIE.replace("<plot>", "<genres><genre>War</genre></genres><plot>"),
        Outcome.HAS_GENRES,
    ),
    film("Blank line/movie.nfo", f"\n{KODI}", PLOT_LINE, f"{PLOT_LINE}\n    {DRAMA}"),
    film(
        "Mark and blank lines/movie.nfo", f"\r\n \t{TINY_MEDIA_MANAGER}", "<genre/>", DRAMA, bom=codecs.BOM_UTF8,
    ),
    film(
        "UTF-16 after a blank line/movie.nfo", f"\n{DECLARED}" % "utf-16", PLOT_LINE, f"{PLOT_LINE}\n\t{DRAMA}",
        "utf-16-le", codecs.BOM_UTF16_LE,
    ),
    film(
        "UTF-16, no mark/movie.nfo", f"\n{DECLARED}" % "utf-16", PLOT_LINE, f"{PLOT_LINE}\n\t{DRAMA}", "utf-16-be",
    ),
    film("Mark after a blank line/movie.nfo", f"\n\ufeff{KODI}", PLOT_LINE, f"{PLOT_LINE}\n    {DRAMA}"),
    film("Not locked/movie.nfo", locked("<lockdata>false</lockdata><lockedfields/>"), "</plot>", f"</plot>{DRAMA}"),
    film("Plot locked/movie.nfo", locked("<lockedfields>Name|Overview</lockedfields>"), "</plot>", f"</plot>{DRAMA}"),
    other("Locked/movie.nfo", locked("<lockdata>true</lockdata>"), Outcome.LOCKED),
    other("Locked loudly/movie.nfo", locked("<lockdata> True\n</lockdata>"), Outcome.LOCKED),
    other("Genres locked/movie.nfo", locked("<lockedfields>Genres</lockedfields>"), Outcome.LOCKED),
    other("Name and genres locked/movie.nfo", locked("<lockedfields>Name|Genres</lockedfields>"), Outcome.LOCKED),
    other("Locked with a genre/movie.nfo", locked(f"<lockdata>true</lockdata>{DRAMA}"), Outcome.HAS_GENRES),
    other("Locked without a plot/movie.nfo", "<movie><lockdata>true</lockdata></movie>", Outcome.NO_DESCRIPTION),
    other("No plot/movie.nfo", "<movie><title>Tears</title><plot/></movie>", Outcome.NO_DESCRIPTION),
    other("No overview/movie.nfo", MOVIE.replace(PLOT, "No overview found."), Outcome.NO_DESCRIPTION),
    other("Both missing/movie.nfo", "<movie><plot>N/A</plot><outline>\\N</outline></movie>", Outcome.NO_DESCRIPTION),
    other("Empty root/movie.nfo", "<movie/>", Outcome.NO_DESCRIPTION),
    other("Series/tvshow.nfo", MOVIE.replace("movie>", "tvshow>"), Outcome.NOT_A_FILM),
    other("Series/s01e01.nfo", MOVIE.replace("movie>", "episodedetails>") * 2, Outcome.NOT_A_FILM),
    other("Two films/movie.nfo", MOVIE + MOVIE, Outcome.NOT_A_FILM),
    other("Two films/movies.nfo", f"<movies>{MOVIE}{MOVIE}</movies>", Outcome.NOT_A_FILM),
    other("URL only/movie.nfo", "https://www.imdb.com/title/tt0076759/\n", Outcome.NOT_A_FILM),
    other("Picture of letters/scene.nfo", b"\r\n \xdc\xdb\xdb\xdc release notes \xfe\xfe\r\n", Outcome.NOT_A_FILM),
    other("Empty/movie.nfo", b"", Outcome.NOT_A_FILM),
    other("Mismatched tag/movie.nfo", MOVIE.replace("</plot>", "</plott>"), Outcome.FAILED),
    other("Bare ampersand/movie.nfo", MOVIE.replace("Tears", "Tears & Laughs"), Outcome.FAILED),
    other("Cut off/movie.nfo", KODI[:300], Outcome.FAILED),
    other("Not UTF-8/movie.nfo", MOVIE.encode().replace(b"Tears", b"R\xe9ne"), Outcome.FAILED),
    other("Wrong declaration/movie.nfo", DECLARED % "utf-16", Outcome.FAILED),
    other("Unknown encoding/movie.nfo", DECLARED % "klingon", Outcome.FAILED),
    other("Multi-byte encoding/movie.nfo", (DECLARED % "shift_jis").encode("ascii", "ignore"), Outcome.FAILED),
    other("Entity bomb/movie.nfo", BOMB, Outcome.FAILED),
    other("External entity/movie.nfo", EXTERNAL, Outcome.FAILED),
    other("External DTD/movie.nfo", f'<!DOCTYPE movie SYSTEM "http://127.0.0.1/x.dtd">{MOVIE}', Outcome.FAILED),
    other("Undefined entity/movie.nfo", MOVIE.replace("Tears", "&eacute;"), Outcome.FAILED),
    other("Too large/movie.nfo", MOVIE.replace("Tears", "x" * MAX_BYTES), Outcome.FAILED),
    other("Long plot/movie.nfo", MOVIE.replace(PLOT, "tears " * 4000), Outcome.FAILED),
]  # fmt: skip


def write_library(folder: Path) -> Path:
    """Write `FILES` to `folder`."""
    for file in FILES:
        path = folder / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
    return folder


def update(
    folder: Path, classifier: Classifier, *, series: bool = False, backup: bool = False, **rules: Any
) -> dict[str, FilmReport]:
    """The reports of a library by the names of its files."""
    films = find_nfo_films(folder, series=series, backup=backup)
    reports = update_films(films, classifier, Rules(**rules))
    return {str(Path(report.name).relative_to(folder)): report for report in reports}


def snapshot(folder: Path) -> dict[str, bytes]:
    """The content of each file in a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
