"""Where headers meet Pelican: the reader of Markdown files."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from markdown import Markdown
from pelican import Pelican, signals
from pelican.readers import MarkdownReader, Readers

from plugins import header, problems, source
from plugins.frontmatter.check import Checked, check
from plugins.frontmatter.kept import Kept, Shelf, heard, surroundings
from plugins.frontmatter.summary import first_paragraph
from plugins.reading import Reading
from plugins.store import Store, write_atomically


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(forget)
    signals.readers_init.connect(add_reader)


def forget(pelican: Pelican) -> None:
    """Have each run look anew at what there is."""
    FrontMatterReader.shelf = None


def add_reader(readers: Readers) -> None:
    """Read Markdown files with our reader."""
    for extension in FrontMatterReader.file_extensions:
        readers.reader_classes[extension] = FrontMatterReader


class FrontMatterReader(MarkdownReader):
    """Reads one file: its header by our schema, its body by Python-Markdown, unless the store has what came of that."""

    shelf: ClassVar[Shelf | None] = None  # of this run: Pelican makes several readers

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Return the HTML and the metadata; a file with an error is skipped, and the build fails for it."""
        try:
            text = source.read(source_path)
        except source.NotTextError as error:
            problems.log(error.problem)
            return "", {"status": "skip"}
        head = header.read(text)
        checked = check(head, source_path, needs_date=self._needs_date(source_path), today=date.today())
        for problem in checked.problems:
            problems.log(problem)
        if checked.failed:
            return "", {"status": "skip"}
        found = self._recall_or_convert(text, head.body_line, source_path)
        known = {"toc": found.toc, "notes": found.notes, "source_file": source_path}
        return found.html, {**self._metadata(checked, found.html), **known}

    def _recall_or_convert(self, text: str, body_line: int, source_path: str) -> Kept:
        """Return what reading the body gives, now or when it was last read; what was told then is told again."""
        key = self._key(text, source_path)
        found = self._shelf().get(key) if key else None
        if found:
            for problem in found.problems:
                problems.log(problem)
            for name, data in found.files.items():
                write_atomically(Path(self.settings["OUTPUT_PATH"], name), data)
            return found
        with heard() as told:
            found = self._convert(text, body_line, source_path)
        own = [problem for problem in told if problem is not None and problem.path == source_path]
        found = replace(found, problems=own)
        if key and len(own) == len(told):  # what is wrong elsewhere may be mended without this file's knowledge
            self._shelf().put(key, found)
        return found

    def _key(self, text: str, source_path: str) -> str | None:
        """Return the key of a reading, None if it is not to be kept."""
        extensions = self.settings["MARKDOWN"]["extensions"]
        parts = [each.fingerprint(source_path, text) for each in extensions if hasattr(each, "fingerprint")]
        return None if None in parts else self._shelf().key(source_path, text, parts)

    def _shelf(self) -> Shelf:
        """Return where readings are kept."""
        if FrontMatterReader.shelf is None:
            store = Store(Path(self.settings["STORE_PATH"]))
            FrontMatterReader.shelf = Shelf(store, surroundings(self.settings))
        return FrontMatterReader.shelf

    def _convert(self, text: str, body_line: int, source_path: str) -> Kept:
        """Return what comes of the body. The header's lines are blanked: numbers stay the file's."""
        extensions = [name for name in self.settings["MARKDOWN"]["extensions"] if name != "markdown.extensions.meta"]
        markdown = Markdown(**{**self.settings["MARKDOWN"], "extensions": extensions})
        markdown.source_path, markdown.source_text = source_path, text  # type: ignore[attr-defined]
        markdown.reading = reading = Reading(Path(self.settings["OUTPUT_PATH"]))  # type: ignore[attr-defined]
        body = header.split(text)[body_line - 1 :]
        content = markdown.convert("\n" * (body_line - 1) + "\n".join(body))
        return Kept(content, getattr(markdown, "toc_tokens", []), reading.notes, [], reading.files)

    def _metadata(self, checked: Checked, content: str) -> dict[str, Any]:
        """Return the metadata as Pelican's own objects."""
        metadata = dict(checked.metadata)
        metadata.setdefault("summary", metadata["description"] or first_paragraph(content))
        if "authors" in metadata:
            metadata["author_details"] = metadata["authors"]
            metadata["authors"] = [person["name"] for person in metadata["authors"]]
        for name in ("tags", "category", "authors"):
            if name in metadata:
                metadata[name] = self.process_metadata(name, metadata[name])
        if not isinstance(metadata["tags"], list):
            metadata["tags"] = []  # Pelican's mark for "no tags" would leave the attribute out
        return metadata

    def _needs_date(self, source_path: str) -> bool:
        """Whether the file is an article, and its name gives no date either."""
        path = Path(source_path).resolve()
        named = re.match(self.settings["FILENAME_METADATA"], path.name)
        if named and named.groupdict().get("date"):
            return False
        roots = [Path(self.settings["PATH"], folder).resolve() for folder in self.settings["PAGE_PATHS"]]
        return not any(path.is_relative_to(root) for root in roots)
