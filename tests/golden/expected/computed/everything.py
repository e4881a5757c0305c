# %% [markdown]
# # Everything: One of Each

# %% [markdown]
# The first paragraph has *emphasis*, `code`, and $e^{i\pi} + 1 = 0$.
#
# $$
# \int_0^1 x^2 \, dx = \frac{1}{3}
# $$
#
# Where:
# - $x$ is a number
#   - a real one
# - $dx$ is small
#
# 1. One
# 2. Two[^1]
#
# ## Shown code
#
# \`\`\`python
# def f(x):
#     return x < 1
# \`\`\`
#
# ```python title="named.py" hl_lines="1"
# x = "shown only"
# ```
#
# ## Cells

# %%
import sys
print("<escaped>")
print("aside", file=sys.stderr)
6 * 7

# %%
import matplotlib.pyplot as plt
plt.figure(figsize=(2, 1))
plt.plot([0, 1]);

# %%
import pandas as pd
pd.DataFrame({"a": [1, 2], "b": [0.5, 1.5]})

# %%
1 / 0

# %%
print("**Printed** as Markdown.")

# %% [markdown]
# ## The rest of $L_2$
#
# | a | b |
# |---|---|
# | 1 | 2 |
#
# > A quotation, with [a link to a page](pages/about.md).
#
# [^1]: A footnote.
#
# ## References {#sec-references}
#
# See @fig-numbered, @tbl-numbered, @eq-numbered, \eqref{eq:second}, @sec-references and @second#sec-there; cite
# [see @knuth84, p. 98; @abelson96] and @knuth84. The value is `{python} 6 * 7`.
#
# $$
# E = mc^2 \label{eq:numbered}
# $$
#
# \begin{align}
# a &= b \\
# c &\in \R \label{eq:second}
# \end{align}

# %%
import matplotlib.pyplot as plt
plt.figure(figsize=(2, 1))
plt.step([1, 2], [1, 2]);

# %% [markdown]
# | a | b |
# |---|---|
# | 1 | 2 |
#
# : A table with $n$ {#tbl-numbered}
#
# > [!NOTE]
# > Worth knowing.
#
# > [!WARNING]- Folded
# > Only for those who look.
#
# - [ ] to do
# - [x] done
#
# /// tab | First
# One.
# ///
#
# /// tab | Second
# Two.
# ///
#
# Term
# :   Its "definition" -- https://example.org.
