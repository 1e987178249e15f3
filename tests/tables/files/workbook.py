"""Writes small Excel workbooks, for want of a package that does."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/sheet.xml" ContentType="{TYPE}.worksheet+xml"/></Types>'
)
WORKBOOK = (
    f'<workbook xmlns="{SHEETS}" xmlns:r="{DOCUMENT}"><sheets><sheet name="Films" sheetId="1" r:id="a"/></sheets>'
    "</workbook>"
)
STYLES = (
    f'<styleSheet xmlns="{SHEETS}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/>'
    "</cellXfs></styleSheet>"
)
DATE_STYLE = 1


def write_workbook(path: Path, rows: Sequence[Sequence[object]], first_row: int = 1) -> Path:
    """Write rows of texts, numbers, truth values, `None` for an empty cell and `("date", days)`."""
    body = "".join(
        f'<row r="{number}">{"".join(_cell(value, f"{chr(65 + at)}{number}") for at, value in enumerate(row))}</row>'
        for number, row in enumerate(rows, start=first_row)
    )
    files = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": _links({"a": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": _links({"a": ("worksheet", "sheet.xml"), "b": ("styles", "styles.xml")}),
        "xl/styles.xml": STYLES,
        "xl/sheet.xml": f'<worksheet xmlns="{SHEETS}"><sheetData>{body}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)
    return path


def _links(targets: dict[str, tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="{name}" Type="{DOCUMENT}/{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'


def _cell(value: object, place: str) -> str:
    match value:
        case None:
            return ""
        case bool():
            return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
        case int() | float():
            return f'<c r="{place}"><v>{value}</v></c>'
        case ("date", days):
            return f'<c r="{place}" s="{DATE_STYLE}"><v>{days}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'
