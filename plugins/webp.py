"""A picture as WebP, made once and kept in the store."""

from __future__ import annotations

import io

from PIL import Image

from plugins.store import Store, digest

KIND = "images"
SCHEMA = "1"  # raised when pictures are made in another way
QUALITY = 82  # of photographs; drawings are kept without loss


def made(data: bytes, width: int, store: Store) -> bytes:
    """Return the picture in `data` as WebP, `width` pixels wide."""
    key = digest(SCHEMA, str(width), data)
    stored = store.get(KIND, key)
    if stored is not None:
        return stored
    with Image.open(io.BytesIO(data)) as image:
        drawing = image.format == "PNG"
        mode = "RGBA" if "A" in image.getbands() or "transparency" in image.info else "RGB"
        small = image.convert(mode)
        if width != image.width:
            small = small.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    small.save(file, "webp", lossless=drawing, quality=QUALITY, method=4)
    store.put(KIND, key, file.getvalue())
    return file.getvalue()
