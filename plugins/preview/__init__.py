"""Rebuild when a file is saved, serve the site, reload the page."""
