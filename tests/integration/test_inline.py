"""Values stand in the text wherever an author writes one, and are computed in their place."""

from __future__ import annotations

import pytest

from plugins.execute import inline
from tests.conftest import SiteBuilder

ARTICLE = """---
title: "Right in `{python} f'{share:.1%}'` of cases"
description: "We reach `{python} share`"
date: 2025-01-01
---
First `{python} 1 + 1`, and ``shown: `{python} nope` `` stays.

```python {run}
share, name = 0.954, "*not* <b>bold</b> | $x$"
```

## After `{python} share`

- item `{python} name`

| a | `{python} share` |
|---|---|
| x | `{python} name` |

```python {run label=fig-a}
#| caption: Share `{python} share`, then `{python} 1 - 1`.
#| alt: It is `{python} share`
import matplotlib.pyplot as plt
plt.plot([1, share]);
```

```python {run}
share = 0.5
```

Now `{python} share`.

```text
`{python} shown`
```
"""


def test_values_stand_in_their_place(site: SiteBuilder) -> None:
    built = site({"a.md": ARTICLE})
    assert built.code == 0, built.said
    page = built.read("articles/right-in-of-cases/index.html")  # the address does not change with the value
    for part in (
        "<title>Right in 50.0% of cases ·", 'content="We reach 0.5"', "<p>First 2, and <code>shown: `{python} nope`</code> stays.",
        ">After 0.954<", "<th>0.954</th>", 'aria-label="It is 0.954"', "Share 0.954, then 0.", "<p>Now 0.5.</p>", "`{python} shown`",
    ):  # fmt: skip
        assert part in page, part
    assert "<b>bold</b>" not in page
    assert "<em>not</em>" not in page
    assert site({}).ran == []
    assert site({"a.md": ARTICLE.replace("1 + 1", "1 + 2")}).ran == ["content/a.md"]


def test_error_names_the_line(site: SiteBuilder) -> None:
    built = site({"a.md": ARTICLE.replace("Now `{python} share`", "Now `{python} shore`")})
    assert built.code == 1
    assert "content/a.md:31: NameError: name 'shore' is not defined\n  hint: a value in the text sees" in built.said
    assert "{python} shore" in built.read("articles/right-in-of-cases/index.html")
    broken = site({"a.md": ARTICLE.replace("1 + 1", "1 +")})
    assert "content/a.md:6: SyntaxError" in broken.said


def test_nothing_runs_where_nothing_may(site: SiteBuilder) -> None:
    built = site({"a.md": "---\ntitle: T\ndate: 2025-01-01\nexecute: none\n---\n`{python} 1`\n"})
    assert (built.code, built.ran) == (0, [])
    assert "<code>{python} 1</code>" in built.read("articles/t/index.html")


@pytest.mark.parametrize("text", ["`python 1`", r"\`{python} 1`", "``{python} 1``", "`{r} 1`", "`{python}`"])
def test_what_is_no_inline_value(text: str) -> None:
    assert list(inline.on(text)) == []


def test_value_is_no_markup() -> None:
    assert inline.escaped("a*b_<c>|$1.5%") == "a&#42;b&#95;&#60;c&#62;&#124;&#36;1.5%"


def test_cells_are_counted_as_their_author_counts_them(site: SiteBuilder) -> None:
    built = site({"a.md": ARTICLE})
    path = built.content / "a.md"
    path.write_text(ARTICLE.replace("share = 0.5", "share = 0.6"))
    assert built.ask("why")[1] == "content/a.md: cell 3 (content/a.md:28) edited\n"
    path.write_text(ARTICLE.replace("1 + 1", "1 + 2"))
    assert built.ask("why")[1] == "content/a.md: `{python} 1 + 2` (content/a.md:6) edited\n"
