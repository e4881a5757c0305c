"""Every formula of `formulas.tex`: how many are typeset, and that what cannot be is told."""

from __future__ import annotations

from pathlib import Path

import pytest

import pelicanconf
from plugins.typeset.katex import Katex, TexError
from plugins.typeset.number import Numbers, numbered, referred
from plugins.typeset.rewrite import rewritten

LINES = (Path(__file__).parent / "formulas.tex").read_text().splitlines()
BEYOND = LINES.index("% beyond")
FORMULAS = [line for line in LINES[:BEYOND] if not line.startswith("%")]
OTHERS = LINES[BEYOND + 1 :]


def test_formulas_are_typeset_and_what_cannot_be_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    katex = Katex(Path(pelicanconf.NODE_MODULES, "katex"))
    read = [referred(numbered(rewritten(tex), Numbers()), lambda label: "1") for tex in [*FORMULAS, *OTHERS]]
    made = katex.render_all([(tex, True) for tex in read], {})
    katex.close()
    failed = [tex for tex, found in zip([*FORMULAS, *OTHERS], made, strict=True) if isinstance(found, TexError)]
    with capsys.disabled():
        print(f"\nTeX: {len(made) - len(failed)} of {len(made)} formulas typeset")
    assert failed == OTHERS
