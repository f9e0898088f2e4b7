"""Reads dossiers from YAML in which every scalar is plain text, and says of a wrong file where it is wrong and what was expected."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from runtime.sentences import Sentence
from starters.dossier import Dossier


class BadDossier(Sentence):
    """A dossier that cannot be used; each line says file, place and what was expected."""


def load(path: Path) -> Dossier:
    """Read one dossier; raises BadDossier with every line that is wrong."""
    try:
        page = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        return Dossier.model_validate(_plain(page, set()) if page else {})
    except ValidationError as error:
        raise BadDossier("\n".join(_sentence(path, page, wrong) for wrong in error.errors())) from None
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise BadDossier(f"{path.name}{line}: not a YAML file as expected: {error.problem or error.context}") from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise BadDossier(f"{path.name}: not a YAML file: expected text in UTF-8") from None
    except RecursionError:
        raise BadDossier(f"{path.name}: expected no more than a few levels") from None
    except OSError as error:
        raise BadDossier(f"{path.name}: cannot be read ({error.strerror})") from None


def load_all(folder: Path) -> dict[str, Dossier]:
    """Every dossier of a folder and the folders in it, by its place there; raises BadDossier."""
    return {path.relative_to(folder).with_suffix("").as_posix(): load(path) for path in sorted(folder.rglob("*.yaml"))}


def schema() -> dict[str, Any]:
    """The JSON schema of a dossier, for an editor to check against."""
    return Dossier.model_json_schema(by_alias=True)


def _plain(node: yaml.Node, seen: set[int]) -> Any:
    """Mappings, lists and text: `on`, `no`, `2025.1` and `2026-05-04` all mean what they look like."""
    if id(node) in seen:
        raise _wrong(node, "expected no anchors: write it out")
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        return {key: _plain(value, seen) for key, value in _pairs(node)}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, seen) for item in node.value]
    return node.value


def _pairs(node: yaml.MappingNode) -> Iterator[tuple[str, yaml.Node]]:
    found: set[str] = set()
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _wrong(key, "expected a plain word before the colon")
        if key.value in found:
            raise _wrong(key, f"expected {key.value} only once")
        found.add(key.value)
        yield key.value, value


def _wrong(node: yaml.Node, expected: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=expected, problem_mark=node.start_mark)


EXPECTED = {
    "missing": "this is expected",
    "extra_forbidden": "nothing of this name is known here",
    "model_type": "a table of keys is expected here, see `itinerary dossier schema`",
}


def _sentence(path: Path, page: yaml.Node | None, wrong: Any) -> str:
    where = ".".join(str(part) for part in wrong["loc"])
    said = str(wrong["msg"]).removeprefix("Value error, ")
    expected = EXPECTED.get(wrong["type"], said)
    found = f", found {textwrap.shorten(wrong['input'], 60)!r}" if isinstance(wrong["input"], str) and wrong["type"] != "missing" else ""
    line = f", line {_line(page, wrong['loc'])}" if page else ""
    return f"{path.name}{line}: {where + ': ' if where else ''}{expected}{found}"


def _line(node: yaml.Node, where: tuple[int | str, ...]) -> int:
    """The line of a place, or of what it should stand in."""
    for part in where:
        if isinstance(node, yaml.MappingNode):
            inner = next((value for key, value in node.value if key.value == part), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            inner = node.value[part]
        else:
            inner = None
        if inner is None:
            break
        node = inner
    return int(node.start_mark.line) + 1
