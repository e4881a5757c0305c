"""The verbs: `./inv --list` shows them, `./inv --help build` explains one."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from invoke import Exit, task

from plugins.execute.sessions import service
from plugins.execute.settings import SERVICE
from plugins.preview.run import Preview
from tools import article, browser, environment, lock, node
from tools import check as checking
from tools import publish as publishing
from tools.errors import TaskError
from tools.site import Site, pelican_environment, shown
from tools.site import build as build_site

ROOT = Path(__file__).parent
FOLDERS = {
    "content": "the folder with the articles (default: content/)",
    "output": "the folder to write the site to (default: output/)",
}
ARTICLE = {"article": "a part of the path of the articles asked for", "content": FOLDERS["content"]}


@contextmanager
def said() -> Iterator[None]:
    """Turn what a task cannot do into a message and an exit code."""
    try:
        yield
    except TaskError as error:
        raise Exit(f"inv: {error}", code=1) from None
    except KeyboardInterrupt:
        raise Exit(code=130) from None


@task(help={**FOLDERS, "published": "build for the address in SITEURL, as publishconf.py says",
            "frozen": "run no cell: fail for every article whose results are not kept"})  # fmt: skip
def build(_: Any, content: str = "", output: str = "", published: bool = False, frozen: bool = False) -> None:
    """Build the site; exit with 0 only if nothing is wrong with it."""
    with said():
        node.ensure_assets(ROOT, environment.bin_folder(), environment.install)
        site = Site.of(content, output, "publishconf.py" if published else "pelicanconf.py")
        build_site(site, {"EXECUTE": "frozen"} if frozen else {})


@task(help={**FOLDERS, "port": "the port on this machine (default: 8000; 0 picks a free one)"})
def serve(_: Any, content: str = "", output: str = "", port: int = 8000) -> None:
    """Build, serve the site on this machine, and build again whenever a file is saved."""
    with said():
        node.ensure_assets(ROOT, environment.bin_folder(), environment.install)
        site = Site.of(content, output)
        watched = [site.content, *(ROOT / name for name in ("theme/templates", "theme/static", "plugins")),
                   ROOT / "pelicanconf.py"]  # fmt: skip
        signal.signal(signal.SIGTERM, interrupt)
        try:
            with service.running() as sessions:
                environ = {**pelican_environment(), SERVICE: sessions}
                Preview(site.command(), environ, site.output, watched, port).run()
        except OSError as error:
            raise TaskError(f"port {port}: {error.strerror}", "choose another: --port 8001") from error


def interrupt(*_: object) -> None:
    """End as Ctrl-C does."""
    raise KeyboardInterrupt


@task(help=ARTICLE)
def why(_: Any, article: str = "", content: str = "") -> None:
    """Say of each article whether its cells would run now, and why."""
    about_executions("why", article, content)


@task(positional=["article"], help=ARTICLE)
def freeze(_: Any, article: str, content: str = "") -> None:
    """Put an article's results into files beside it, to be kept in git: it need not run elsewhere."""
    about_executions("freeze", article, content)


@task(help=ARTICLE)
def verify(_: Any, article: str = "", content: str = "") -> None:
    """Run articles from nothing and show what comes out otherwise than before; exit with 1 if anything does."""
    about_executions("verify", article, content)


def about_executions(verb: str, article: str, content: str) -> None:
    """Have `plugins.execute` do what `verb` says."""
    with said():
        site = Site.of(content, "")
        command = [sys.executable, "-m", "plugins.execute", verb, str(ROOT / site.settings), str(site.content), article]
        code = subprocess.call(command, env=pelican_environment())
        if code:
            raise Exit(code=code)


@task(help={"content": FOLDERS["content"], "format": "text (the default), github or json",
            "strict": "count warnings as errors", "fix": "repair first what is safe to repair"})  # fmt: skip
def check(_: Any, content: str = "", format: str = "text", strict: bool = False, fix: bool = False) -> None:
    """Read everything without running code, and say in one list what is wrong; exit with 1 if anything is."""
    with said():
        if format not in checking.FORMATS:
            raise TaskError(f"--format takes {', '.join(checking.FORMATS)}, not {format!r}")
        node.ensure_assets(ROOT, environment.bin_folder(), environment.install)
        site = Site.of(content, "")
        for path in checking.fix(site.content) if fix else ():
            print(f"{shown(path)}: fences are plain now", file=sys.stderr)
        found = checking.problems(site)
        print(checking.FORMATS[format](found))
        if any(strict or problem.severity == "error" for problem in found):
            raise Exit(code=1)


@task(help={"title": "the article's title", "content": FOLDERS["content"]})
def new(_: Any, title: str, content: str = "") -> None:
    """Make an article of today with front matter to fill in."""
    with said():
        path = article.new_article(title, Path(content) if content else ROOT / "content", date.today())
        print(f"{shown(path)}\n  next: ./inv serve, then write")


@task(help={"content": FOLDERS["content"], "remote": "the git remote to push to (default: origin)"})
def publish(_: Any, content: str = "", remote: str = "origin") -> None:
    """Build the site for its address and push it to the branch gh-pages; nothing is pushed if the build fails."""
    with said():
        node.ensure_assets(ROOT, environment.bin_folder(), environment.install)
        site = Site.of(content, "", "publishconf.py")
        address = publishing.address(site.content, ROOT)
        print(f"publishing {address}", flush=True)
        build_site(site, {"SITEURL": address})
        publishing.push(site.output, ROOT, address, remote)
        print(f"published {address} from the branch gh-pages")


@task(help={"args": "arguments for pytest, for instance --args='-k fence'"})
def test(_: Any, args: str = "") -> None:
    """Run the linter, the type checker and every test, those in a browser included."""
    with said():
        node.ensure_assets(ROOT, environment.bin_folder(), environment.install)
        browser.ensure()
        all_of(linter, types_of, lambda: run("pytest", *args.split()))


@task(positional=["name"], help={"name": "what to measure: execution, typesetting, sessions or soak",
                                  "rounds": "how often each command is timed (default: 3)"})  # fmt: skip
def bench(_: Any, name: str, rounds: int = 3) -> None:
    """Measure the product beside its peers, which are installed in environments of their own."""
    with said():
        if not (ROOT / "bench" / f"{name}.py").is_file():
            raise TaskError(f"nothing to measure is called {name!r}", "execution, typesetting, sessions or soak")
        node.ensure_assets(ROOT, environment.bin_folder(), environment.install)
        if run(f"bench.{name}", str(rounds)):
            raise Exit(code=1)


@task(help={"content": FOLDERS["content"], "rivals": "measure the first article in two rival themes too"})
def audit(_: Any, content: str = "", rivals: bool = False) -> None:
    """Build the site as it is published and hold its pages to their budgets: size, speed, access, HTML, links."""
    from tools.audit import run as auditing  # slow to import

    with said():
        node.ensure_assets(ROOT, environment.bin_folder(), environment.install)
        found = auditing.audit(Site.of(content, "").content, environment.bin_folder(), rivals)
        print(found)
        if found.problems:
            raise Exit(code=1)


@task
def lint(_: Any) -> None:
    """Run the linter."""
    all_of(linter)


@task
def types(_: Any) -> None:
    """Run the type checker."""
    all_of(types_of)


@task
def clean(_: Any) -> None:
    """Remove what builds made: the site and the store. Every cell runs again in the next build."""
    for name in ("output", ".cache"):
        shutil.rmtree(ROOT / name, ignore_errors=True)


@task(name="lock")
def relock(_: Any) -> None:
    """Compile requirements*.in to the locked requirements*.txt."""
    with said():
        lock.compile_all(ROOT)


def linter() -> int:
    return run("ruff", "check", ".")


def types_of() -> int:
    return run("mypy")


def run(module: str, *arguments: str) -> int:
    """Run a module of the environment in the project's folder; return its exit code."""
    return subprocess.call([sys.executable, "-m", module, *arguments], cwd=ROOT)


def all_of(*checks: Callable[[], int]) -> None:
    """Run all checks, even after one has failed."""
    codes = [check() for check in checks]
    if any(codes):
        raise Exit(code=1)
