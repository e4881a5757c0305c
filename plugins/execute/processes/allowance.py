"""How much one cell may put out; the rest is cut, with a note."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from plugins.execute import wire
from plugins.execute.wire import Message

TEXT = 1_000_000  # characters of text
DISPLAYS = 200
DISPLAYED = 50_000_000  # bytes of all displays together


@dataclass
class Allowance:
    """What is left for a cell to put out."""

    text: int = TEXT
    displays: int = DISPLAYS
    displayed: int = DISPLAYED
    noted: set[str] = field(default_factory=set)

    def take(self, message: Message) -> Iterator[Message]:
        """Yield what of `message` passes, or a note in its stead the first time that something does not."""
        output = message.get("output")
        if message["type"] == "clear":
            self.displays, self.displayed = DISPLAYS, DISPLAYED
        if output is None:
            yield message
        elif output["output_type"] == "stream":
            yield from self._stream(message, output)
        else:
            yield from self._display(message)

    def _stream(self, message: Message, output: Message) -> Iterator[Message]:
        text = output["text"]
        if len(text) <= self.text:
            self.text -= len(text)
            yield message
            return
        if self.text:
            yield {**message, "output": {**output, "text": text[: self.text]}}
        self.text = 0
        yield from self._note(f"the output was cut here, after {TEXT / 1e6:g} MB")

    def _display(self, message: Message) -> Iterator[Message]:
        size = len(wire.encode(message))
        if message["type"] == "output":
            self.displays -= 1
            self.displayed -= size
        if self.displays < 0:
            yield from self._note(f"only the first {DISPLAYS} displays are shown")
        elif self.displayed < 0 or size > DISPLAYED:
            yield from self._note(f"displays are shown up to {DISPLAYED / 1e6:g} MB only")
        else:
            yield message

    def _note(self, what: str) -> Iterator[Message]:
        if what not in self.noted:
            self.noted.add(what)
            text = f"\n… {what}\n"
            yield {"type": "output", "output": {"output_type": "stream", "name": "stderr", "text": text}}
