"""IPython's shell for one document: its lines are the file's, its displays become messages."""

from __future__ import annotations

import ast
import builtins
import getpass
import linecache
import sys
from pathlib import Path
from typing import Any, NoReturn

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Any as AnyTrait
from traitlets import Type
from traitlets.config import Config

from plugins.execute.processes import drawing
from plugins.execute.processes.formatter import Formatter
from plugins.execute.processes.sender import Sender
from plugins.execute.wire import Message


class DocumentCompiler(CachingCompiler):
    """Compiles a cell at the line where it stands in its file.

    Its name is the document's with the number of the run: a cell compiled earlier may have stood on the same
    lines. The builder turns `name#number:line` into where that cell stands now.
    """

    document = "document"
    name = "document#0"
    line = 1

    def ast_parse(self, source: str, filename: str = "<unknown>", symbol: str = "exec") -> ast.AST:
        """Parse `source` after as many empty lines as stand before it in the file."""
        if filename == self.name:
            source = "\n" * (self.line - 1) + source
        tree: ast.AST = super().ast_parse(source, filename, symbol)
        return tree

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        """Return the cell's name."""
        return self.name

    def cache(self, transformed_code: str, number: int = 0, raw_code: str | None = None) -> str:
        """Return the cell's name: its lines are in `linecache` already."""
        return self.name


class MessagePublisher(DisplayPublisher):
    """Sends what `display` shows."""

    sender = AnyTrait()

    def publish(self, data: Any, metadata: Any = None, source: Any = None, *, transient: Any = None,
                update: bool = False, **kwargs: Any) -> None:  # fmt: skip
        """Send a MIME bundle."""
        output = {"output_type": "display_data", "data": data, "metadata": metadata or {}}
        self._send({"type": "update" if update else "output", "output": output,
                    "display_id": (transient or {}).get("display_id")})  # fmt: skip

    def clear_output(self, wait: bool = False) -> None:
        """Send that the outputs so far go, at once or when the next one comes."""
        self._send({"type": "clear", "wait": wait})

    def _send(self, message: Message) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        self.sender.send(message)


class MessageHook(DisplayHook):
    """Sends the value of a cell's last expression."""

    sender = AnyTrait()
    code = ""

    def quiet(self) -> bool:
        """Whether the cell ends in a semicolon."""
        return bool(self.semicolon_at_end_of_expression(self.code))

    def write_output_prompt(self) -> None:
        """Write no `Out[1]:`."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Send the value's MIME bundle."""
        sys.stdout.flush()
        output = {"output_type": "execute_result", "data": format_dict, "metadata": md_dict or {}}
        self.sender.send({"type": "output", "output": output})


class DocumentShell(InteractiveShell):
    """One shell a process."""

    kernel = None  # pandas and others look for this name to tell a page from a terminal
    compiler_class = Type(DocumentCompiler)
    display_pub_class = Type(MessagePublisher)
    displayhook_class = Type(MessageHook)

    @classmethod
    def make(cls, folder: str) -> DocumentShell:
        """Return the shell of this process, which those forked from it have too; IPython writes into `folder`."""
        if cls.initialized():
            made: DocumentShell = cls.instance()
            return made
        config = Config()
        config.HistoryManager.enabled = False
        config.InlineBackend.figure_formats = {"svg"}  # by which `drawing` knows that nobody chose others
        config.InteractiveShell.colors = "nocolor"
        config.InteractiveShell.ipython_dir = str(Path(folder, "ipython"))
        shell: DocumentShell = cls.instance(config=config)
        drawing.add_fonts()
        shell.failure = None
        if "matplotlib.pyplot" in sys.modules:  # else its back end does this when a cell imports it
            show_figures_inline(shell)
        shell.run_cell("None", silent=True)  # what the first cell takes time for, is done before the fork
        return shell

    def init_display_formatter(self) -> None:
        """Have values shown our way."""
        self.display_formatter = Formatter(parent=self)
        self.configurables.append(self.display_formatter)

    def begin(self, sender: Sender, name: str) -> None:
        """Run cells of the document called `name` from now on."""
        self.display_pub.sender = self.displayhook.sender = sender
        self.compile.document = name
        builtins.input = getpass.getpass = refuse

    def run(self, code: str, line: int, number: int) -> BaseException | None:
        """Run the cell that starts at `line`, as the run of that `number`; return what it raised."""
        name = f"{self.compile.document}#{number}"
        self.compile.name, self.compile.line, self.displayhook.code = name, line, code
        text = [*["\n"] * (line - 1), *(each + "\n" for each in code.split("\n"))]
        linecache.cache[name] = (len(code), None, text, name)  # no time of change: it is never checked
        self.failure: BaseException | None = None
        result = self.run_cell(code, store_history=True)
        return result.error_before_exec or result.error_in_exec or self.failure

    def showtraceback(self, *args: Any, **kwargs: Any) -> None:
        """Keep the exception, for magics that show it and go on; it is shown by the builder."""
        self.failure = sys.exc_info()[1]

    showsyntaxerror = showindentationerror = showtraceback

    def ask_exit(self) -> None:
        """Treat `exit` and `quit` as what they are in a script."""
        raise SystemExit


def refuse(*_: object, **__: object) -> NoReturn:
    """Refuse to ask: nobody answers."""
    raise StdinNotImplementedError("nobody answers in a build")


def show_figures_inline(shell: DocumentShell) -> None:
    """Show Matplotlib's open figures at the end of a cell."""
    from matplotlib_inline.backend_inline import configure_inline_support

    configure_inline_support(shell, "module://matplotlib_inline.backend_inline")
