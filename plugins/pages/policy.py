"""The page's Content-Security-Policy: nothing from elsewhere, and no script but the site's own."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

POLICY = {  # https://www.w3.org/TR/CSP3/
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'",  # the search is WebAssembly
    "style-src": "'self' 'unsafe-inline'",  # formulas and tables have styles of their own
    "img-src": "'self' data:",
    "media-src": "'self'",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "base-uri": "'self'",
    "form-action": "'none'",
}
GISCUS = "https://giscus.app"  # where its script and its frame come from, once a reader asks for them
INLINE = re.compile(r"<script\b(?![^>]*\bsrc=)[^>]*>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)


def policy(html: str, scripts: Sequence[str], more: Mapping[str, Sequence[str]]) -> str:
    """Return the policy of a page: `scripts` are its own, those in `html` come from cells; `more` are sources by directive."""
    hashes = [hashed(script) for script in [*scripts, *INLINE.findall(html)]]
    allowed = {**POLICY, "script-src": " ".join([POLICY["script-src"], *dict.fromkeys(hashes)])}
    for name, sources in more.items():
        allowed[name] = " ".join([allowed.get(name, ""), *sources]).strip()
    return "; ".join(f"{name} {sources}" for name, sources in allowed.items())


def widened(more: Mapping[str, Sequence[str]], *, comments: bool, analytics: str) -> dict[str, list[str]]:
    """Return `more` with what comments by giscus need, and the script at the address `analytics`, if there is one."""
    wider = {name: [*sources] for name, sources in more.items()}
    needed = [(name, GISCUS) for name in ("script-src", "frame-src", "style-src") if comments]
    host = urlsplit(analytics)
    needed += [(name, f"{host.scheme}://{host.netloc}") for name in ("script-src", "connect-src") if host.netloc]
    for name, source in needed:
        wider.setdefault(name, []).append(source)
    return wider


def hashed(script: str) -> str:
    """Return the source expression that allows `script`, as it stands between its tags."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
