"""Measurements: the product beside its peers, in one run."""
