"""Where headers meet Pelican: the reader of Markdown files."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

from markdown import Markdown
from pelican import signals
from pelican.readers import MarkdownReader, Readers

from plugins import header, problems, source
from plugins.frontmatter.check import Checked, check
from plugins.frontmatter.summary import first_paragraph


def register() -> None:
    """Connect to Pelican."""
    signals.readers_init.connect(add_reader)


def add_reader(readers: Readers) -> None:
    """Read Markdown files with our reader."""
    for extension in FrontMatterReader.file_extensions:
        readers.reader_classes[extension] = FrontMatterReader


class FrontMatterReader(MarkdownReader):
    """Reads one file: its header by our schema, its body by Python-Markdown."""

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
        content, toc = self._convert(text, head.body_line, source_path)
        return content, {**self._metadata(checked, content), "toc": toc, "source_file": source_path}

    def _convert(self, text: str, body_line: int, source_path: str) -> tuple[str, list[dict[str, Any]]]:
        """Return the body as HTML, and its headings. The header's lines are blanked: numbers stay the file's."""
        extensions = [name for name in self.settings["MARKDOWN"]["extensions"] if name != "markdown.extensions.meta"]
        markdown = Markdown(**{**self.settings["MARKDOWN"], "extensions": extensions})
        markdown.source_path, markdown.source_text = source_path, text  # type: ignore[attr-defined]
        body = header.split(text)[body_line - 1 :]
        content = markdown.convert("\n" * (body_line - 1) + "\n".join(body))
        return content, getattr(markdown, "toc_tokens", [])

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
