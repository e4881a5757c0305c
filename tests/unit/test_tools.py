"""The tools behind the tasks."""

from __future__ import annotations

import os
import subprocess
from datetime import date
from pathlib import Path

import pytest
import yaml

from plugins.frontmatter.check import check
from plugins.header import read
from tools import browser, locks, node, publish
from tools.article import new_article, slug_of
from tools.environment import named
from tools.errors import TaskError
from tools.site import Site

ROOT = Path(__file__).parents[2]
TODAY = date(2025, 6, 1)


def test_changed_lock_is_noticed(tmp_path: Path) -> None:
    lock, stamp = tmp_path / "lock", tmp_path / "stamp"
    lock.write_text("a==1")
    assert not locks.is_current(stamp, [lock])
    locks.write(stamp, [lock])
    assert locks.is_current(stamp, [lock])
    lock.write_text("a==2")
    assert not locks.is_current(stamp, [lock])


def test_npm_comes_from_the_path_else_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    assert node.find_npm(tmp_path) is None
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\n")
    npm.chmod(0o755)
    assert node.find_npm(tmp_path) == str(npm)


def test_missing_node_is_installed_as_a_package_and_else_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme" / "package-lock.json").write_text("{}")
    asked: list[str] = []
    with pytest.raises(TaskError):
        node.ensure_assets(tmp_path, tmp_path, lambda files: asked.extend(file.name for file in files))
    assert asked == ["requirements-node.txt"]


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Why the Sky is Blue", "why-the-sky-is-blue"), ("Schrödinger's cat: 1+1", "schrodinger-s-cat-1-1")],
)
def test_slug_of_a_title(title: str, slug: str) -> None:
    assert slug_of(title) == slug


def test_new_article_has_good_front_matter(tmp_path: Path) -> None:
    path = new_article('A "quoted": title', tmp_path, TODAY)
    assert path.name == "2025-06-01-a-quoted-title.md"
    checked = check(read(path.read_text()), str(path), needs_date=True, today=TODAY)
    assert checked.problems == []
    assert checked.metadata["title"] == 'A "quoted": title'


def test_new_article_replaces_nothing(tmp_path: Path) -> None:
    path = new_article("T", tmp_path, TODAY)
    path.write_text("mine")
    with pytest.raises(TaskError):
        new_article("T", tmp_path, TODAY)
    assert path.read_text() == "mine"


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("https://github.com/Ada/blog.git", "https://ada.github.io/blog"),
        ("git@github.com:ada/ada.github.io.git", "https://ada.github.io"),
        ("https://github.com/ada/blog", "https://ada.github.io/blog"),
    ],
)
def test_address_of_a_repository(remote: str, address: str) -> None:
    assert publish.pages_address(remote) == address


def test_address_is_asked_for_when_nothing_tells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SITEURL", raising=False)
    with pytest.raises(TaskError) as caught:
        publish.address(tmp_path, tmp_path)
    assert "SITEURL=" in caught.value.hint
    (tmp_path / "extra").mkdir()
    (tmp_path / "extra" / "CNAME").write_text("example.org\n")
    assert publish.address(tmp_path, tmp_path) == "https://example.org"
    monkeypatch.setenv("SITEURL", "https://example.com/blog/")
    assert publish.address(tmp_path, tmp_path) == "https://example.com/blog"


def test_output_is_pushed_to_its_branch(tmp_path: Path) -> None:
    def git(*arguments: str, folder: Path = tmp_path / "work") -> str:
        return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True).stdout

    work, output = tmp_path / "work", tmp_path / "output"
    work.mkdir()
    output.mkdir()
    (output / "index.html").write_text("home")
    (output / "CNAME").write_text("example.org")
    git("init", "--quiet")
    git("init", "--quiet", "--bare", str(tmp_path / "remote"))
    git("-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "--allow-empty", "--quiet", "-m", "start")
    with pytest.raises(TaskError, match="no remote"):
        publish.push(output, work, "https://example.org", "origin")
    git("remote", "add", "origin", str(tmp_path / "remote"))
    publish.push(output, work, "https://example.org", "origin")
    listed = git("ls-tree", "--name-only", "gh-pages", folder=tmp_path / "remote").split()
    assert listed == [".nojekyll", "CNAME", "index.html"]


@pytest.mark.parametrize(
    ("content", "output", "what"),
    [("none", "out", "no such folder"), ("in", "in/out", "would mix"), ("in/side", "in", "would mix"), ("in", "file", "not a folder")],
)
def test_folders_that_cannot_be_are_refused(tmp_path: Path, content: str, output: str, what: str) -> None:
    (tmp_path / "in" / "side").mkdir(parents=True)
    (tmp_path / "file").write_text("")
    with pytest.raises(TaskError, match=what):
        Site.of(str(tmp_path / content), str(tmp_path / output))


def test_browser_named_by_the_environment_must_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")
    with pytest.raises(TaskError):
        browser.find()


def test_locks_name_no_index_and_have_hashes() -> None:
    for lock in ROOT.glob("requirements*.txt"):
        text = lock.read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert "--find-links" not in text
    assert '"resolved"' not in (ROOT / "theme" / "package-lock.json").read_text()


def test_inv_works_from_another_folder(tmp_path: Path) -> None:
    done = subprocess.run([str(ROOT / "inv"), "--list"], cwd=tmp_path, capture_output=True, text=True, check=True,
                          env={**os.environ})  # fmt: skip
    assert "build" in done.stdout


WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "pages.yml").read_text())


def test_building_job_may_only_read() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}
    job = WORKFLOW["jobs"]["build"]
    assert set(job["permissions"].values()) == {"read"}
    assert "secrets" not in str(job)


def test_deploying_job_only_deploys_and_not_for_pull_requests() -> None:
    job = WORKFLOW["jobs"]["deploy"]
    assert [step["uses"].split("@")[0] for step in job["steps"]] == ["actions/deploy-pages"]
    assert job["if"] == "github.event_name != 'pull_request'"
    assert job["permissions"] == {"pages": "write", "id-token": "write"}


def test_store_is_kept_between_runs() -> None:
    steps = WORKFLOW["jobs"]["build"]["steps"]
    assert [step["with"]["path"] for step in steps if step.get("uses", "").startswith("actions/cache")] == [".cache"]


def test_only_official_actions_are_used() -> None:
    steps = [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]
    assert all(step["uses"].startswith("actions/") for step in steps if "uses" in step)


@pytest.mark.parametrize(
    ("given", "understood"),
    [
        (["why", "sky"], ["why", "--article", "sky"]),
        (["why", "--content", "c"], ["why", "--content", "c"]),
        (["verify", "sky", "--content", "c"], ["verify", "--article", "sky", "--content", "c"]),
        (["why"], ["why"]),
        (["freeze", "sky"], ["freeze", "sky"]),
        ([], []),
    ],
)
def test_article_of_a_task_needs_no_name(given: list[str], understood: list[str]) -> None:
    assert named(given) == understood
