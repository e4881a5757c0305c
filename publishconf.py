"""What differs when the site is published: its address, and that nothing old stays in the output, and nothing of the future is shown."""

from __future__ import annotations

import os

from pelicanconf import *  # noqa: F403

SITEURL = os.environ.get("SITEURL", "").rstrip("/")
FEED_DOMAIN = SITEURL
DELETE_OUTPUT_DIRECTORY = True
SEARCH = True
WITH_FUTURE_DATES = False  # an article of tomorrow is a draft until then
