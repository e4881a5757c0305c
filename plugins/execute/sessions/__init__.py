"""The builder's end of sessions: open them, send cells, collect outputs, keep them between edits."""
