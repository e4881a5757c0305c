"""What the preview adds to a page it serves, and never to one it writes."""

from __future__ import annotations

EVENTS = "/__preview__"  # where the page listens
SCRIPT = """\
<script>
(() => {
  let seen = null;
  new EventSource("EVENTS").onmessage = (event) => {
    const { version, failure } = JSON.parse(event.data);
    if (seen !== null && version !== seen) return location.reload();
    seen = version;
    document.getElementById("preview-failure")?.remove();
    if (!failure) return;
    const box = document.createElement("div");
    box.id = "preview-failure";
    box.setAttribute("role", "alert");
    box.style.cssText = "position:fixed;inset:auto 0 0 0;max-height:45vh;overflow:auto;z-index:99;padding:1rem;" +
      "background:#341b1f;color:#ffd9dc;font:14px/1.5 ui-monospace,monospace;white-space:pre-wrap";
    box.textContent = failure;
    document.body.append(box);
  };
})();
</script>
""".replace("EVENTS", EVENTS)
EMPTY = b"<!DOCTYPE html><html lang='en'><title>Preview</title><body><p>There is no such page yet.</p></body></html>"


def injected(page: bytes) -> bytes:
    """Return `page` with the script that reloads it and shows failures, before the policy that allows none but the site's."""
    before, mark, after = page.partition(b"<head>")
    return before + mark + SCRIPT.encode() + after if mark else page + SCRIPT.encode()
