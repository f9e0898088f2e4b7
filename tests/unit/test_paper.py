"""Letters on paper: what stands on them, what a reading programme finds, and how they lie in the spool."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from notifications import letters
from notifications.letters import Rendered
from notifications.outcomes import Bounced, ProviderAway, Sent
from notifications.paper import Letterhead, Page, Press, lines_of
from notifications.spool import Spool

CODE = '#read("/etc/passwd") *bold* $x$ \\ "'
LETTER = Rendered("Uw afspraak is verplaatst", f"Dag {CODE},\n\nWe zien elkaar dinsdag.\nTot dan.\n", "")
HEAD = Letterhead("Example OCMW", "Voorbeeldplein 2, 1000 Brussel", "BE")
PAGE = Page(CODE, "Voorbeeldstraat 1\n1000 Brussel", "dinsdag 5 mei 2026", "K-0001", "nl-BE", HEAD)


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "letters", Press())


def pdf_of(spool: Spool, sent: object) -> PdfReader:
    assert isinstance(sent, Sent)
    return PdfReader(spool.folder / f"{sent.message_id}.pdf")


def text_of(pdf: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in pdf.pages)


def tags(node: Any) -> list[str]:
    """What a reading programme is told of the parts of a page, in order."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [tag for kid in node for tag in tags(kid)]
    return [node["/S"], *tags(node.get("/K", []))] if isinstance(node, dict) and "/S" in node else []


async def test_a_letter_says_who_writes_to_whom_when_and_what(spool: Spool):
    text = text_of(pdf_of(spool, await spool.send("c1.2.0", LETTER, PAGE)))

    for said in (
        "Example OCMW",
        "Voorbeeldplein 2",
        "Voorbeeldstraat 1",
        "dinsdag 5 mei 2026",
        "K-0001",
        "Uw afspraak is verplaatst",
        "Tot dan.",
    ):
        assert said in text


async def test_what_looks_like_code_stays_text(spool: Spool):
    text = text_of(pdf_of(spool, await spool.send("c1.2.0", LETTER, PAGE)))

    assert text.count('#read("/etc/passwd") *bold* $x$ \\ "') == 2
    assert "root:" not in text


async def test_a_reading_programme_finds_the_language_a_title_and_paragraphs(spool: Spool):
    pdf = pdf_of(spool, await spool.send("c1.2.0", LETTER, PAGE))
    root: Any = pdf.trailer["/Root"]
    found = tags(root["/StructTreeRoot"]["/K"])

    assert root["/Lang"] == "nl-BE"
    assert bool(root["/MarkInfo"]["/Marked"])
    assert pdf.metadata
    assert pdf.metadata.title == "Uw afspraak is verplaatst"
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    assert (found.count("/P") >= 2, "/Title" in found or "/H1" in found) == (True, True)


async def test_the_same_letter_twice_is_one_file_with_its_envelope(spool: Spool):
    first, again = await spool.send("c1.2.0", LETTER, PAGE), await spool.send("c1.2.0", LETTER, PAGE)
    assert first == again
    assert isinstance(first, Sent)
    files = sorted(file.name for file in spool.folder.iterdir())
    envelope = json.loads((spool.folder / f"{first.message_id}.json").read_text())

    assert files == [f"{first.message_id}.json", f"{first.message_id}.pdf"]
    assert "c1" not in first.message_id
    assert envelope == {
        "letter": "c1.2.0", "pdf": f"{first.message_id}.pdf", "pages": 1, "name": CODE, "address": ["Voorbeeldstraat 1", "1000 Brussel"],
        "country": "BE", "language": "nl-BE",
    }  # fmt: skip


async def test_a_long_letter_counts_its_pages(spool: Spool):
    sent = await spool.send("c1.2.0", LETTER._replace(text="Een regel.\n\n" * 80), PAGE)
    pdf = pdf_of(spool, sent)
    assert isinstance(sent, Sent)

    assert json.loads((spool.folder / f"{sent.message_id}.json").read_text())["pages"] == len(pdf.pages) == 3
    assert "2 / 3" in pdf.pages[1].extract_text()


async def test_the_address_stands_on_the_side_of_the_window(tmp_path: Path):
    def left_edge(pdf: PdfReader) -> float:
        """Millimetres from the left of the page."""
        found: list[float] = []

        def look(text: str, page: list[float], line: list[float], *_: object) -> None:
            found.extend([page[4] + line[4]] if "Voorbeeldstraat" in text else [])

        pdf.pages[0].extract_text(visitor_text=look)
        return found[0] / 72 * 25.4

    edges = {}
    for side in ("left", "right"):
        spool = Spool(tmp_path / side, Press(side))  # type: ignore[arg-type]
        edges[side] = left_edge(pdf_of(spool, await spool.send("m", LETTER, PAGE)))

    assert 20 < edges["left"] < 30
    assert 105 < edges["right"] < 120


@pytest.mark.parametrize("language", ["en", "nl", "fr", "sv", "da", "es"])
async def test_any_letter_can_be_printed_in_the_language_of_its_reader(spool: Spool, language: str):
    values = dict.fromkeys(("promise", "due", "when", "counsellor"), "x") | {"name": "Test", "case_number": "K-0001", "role": "client"}
    sent = await spool.send("m", letters.render("client_reminder", language, values), PAGE._replace(language=language))

    assert pdf_of(spool, sent).trailer["/Root"]["/Lang"] == f"{language}-BE"  # type: ignore[index]


async def test_t_07_a_letter_without_an_address_is_not_posted(spool: Spool):
    assert await spool.send("m", LETTER, PAGE._replace(address=" ,\n ")) == Bounced(553, unknown=True)
    assert not spool.folder.exists()


async def test_t_01_letters_wait_while_the_spool_takes_none(tmp_path: Path):
    (tmp_path / "taken").write_text("a file where the folder should be")

    with pytest.raises(ProviderAway, match="the folder for letters takes none"):
        await Spool(tmp_path / "taken", Press()).send("m", LETTER, PAGE)


async def test_a_letter_that_no_font_can_show_asks_for_another_channel(spool: Spool):
    assert await spool.send("m", LETTER, PAGE._replace(name="Test \U000130a3")) == Bounced(415)
    assert not spool.folder.exists()


async def test_what_no_eye_sees_stands_in_no_letter(spool: Spool):
    text = text_of(pdf_of(spool, await spool.send("m", LETTER, PAGE._replace(name="Test\x07 One\u200b", head=Letterhead("Example OCMW")))))

    assert "Test One" in text


def test_an_address_is_noted_in_lines_or_with_commas():
    assert lines_of("Voorbeeldstraat 1, bus 2,\n1000  Brussel") == ["Voorbeeldstraat 1, bus 2", "1000 Brussel"]
    assert lines_of("Voorbeeldstraat 1, 1000 Brussel") == ["Voorbeeldstraat 1", "1000 Brussel"]
