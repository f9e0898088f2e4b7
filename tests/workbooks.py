"""Small workbooks for tests, written by hand: the same cells as XLSX and as ODS."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

Cells: TypeAlias = Sequence[str | float]
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
OPEN = "application/vnd.openxmlformats"
PART = f"{OPEN}-officedocument.spreadsheetml"
TYPES = f"""<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="{OPEN}-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{PART}.sheet.main+xml"/>
<Override PartName="/xl/sheet.xml" ContentType="{PART}.worksheet+xml"/></Types>"""


def xlsx(path: Path, rows: Iterable[Cells]) -> Path:
    """A workbook with one sheet called People."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", TYPES)
        book.writestr("_rels/.rels", _related("officeDocument", "xl/workbook.xml"))
        book.writestr("xl/_rels/workbook.xml.rels", _related("worksheet", "sheet.xml"))
        sheet = '<sheet name="People" sheetId="1" r:id="rId1"/>'
        book.writestr("xl/workbook.xml", f'<workbook xmlns="{SHEETS}" xmlns:r="{RELATED}"><sheets>{sheet}</sheets></workbook>')
        with book.open("xl/sheet.xml", "w") as made:
            made.write(f'<worksheet xmlns="{SHEETS}"><sheetData>'.encode())
            for number, cells in enumerate(rows, start=1):
                made.write(_row(number, cells).encode())
            made.write(b"</sheetData></worksheet>")
    return path


def ods(path: Path, rows: Iterable[Cells]) -> Path:
    """A workbook with one sheet called People."""
    spaces = f'xmlns:office="{OASIS}:office:1.0" xmlns:table="{OASIS}:table:1.0" xmlns:text="{OASIS}:text:1.0"'
    table = "".join(f"<table:table-row>{''.join(map(_ods_cell, cells)) or '<table:table-cell/>'}</table:table-row>" for cells in rows)
    body = f'<office:body><office:spreadsheet><table:table table:name="People">{table}</table:table></office:spreadsheet></office:body>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{OASIS}:manifest:1.0"/>')
        book.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
    return path


def _related(kind: str, target: str) -> str:
    relation = f'<Relationship Id="rId1" Type="{RELATED}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{PACKAGE}/relationships">{relation}</Relationships>'


def _row(number: int, cells: Cells) -> str:
    made = (_xlsx_cell(f"{chr(65 + place)}{number}", cell) for place, cell in enumerate(cells) if cell != "")
    return f'<row r="{number}">{"".join(made)}</row>'


def _xlsx_cell(place: str, cell: str | float) -> str:
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{cell}</t></is></c>'
    return f'<c r="{place}"><v>{cell}</v></c>'


def _ods_cell(cell: str | float) -> str:
    if isinstance(cell, str):
        return f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p></table:table-cell>'
