"""Outputs on the page: blocks of HTML and Markdown, figures, tables."""
