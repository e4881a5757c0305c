"""What differs when the site is published: absolute addresses, and where they point."""

from __future__ import annotations

import os

from pelicanconf import *  # noqa: F403

SITEURL = os.environ.get("SITEURL", "").rstrip("/")
FEED_DOMAIN = SITEURL
