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
