"""The other end, in processes of their own: run cells in IPython, and let nothing get away."""
