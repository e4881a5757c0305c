"""What counts as drift, and how it is worded."""

from __future__ import annotations

import base64
import io

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from plugins.execute.output import Output
from plugins.execute.verify import differences


def picture(colour: str, comment: str = "", size: tuple[int, int] = (10, 10)) -> Output:
    notes, file = PngInfo(), io.BytesIO()
    notes.add_text("Comment", comment)
    Image.new("RGB", size, colour).save(file, "png", pnginfo=notes)
    data = {"image/png": base64.b64encode(file.getvalue()).decode(), "text/plain": "<Figure>"}
    return {"output_type": "display_data", "data": data, "metadata": {}}


def stream(text: str) -> Output:
    return {"output_type": "stream", "name": "stdout", "text": text}


def test_same_pixels_are_no_drift() -> None:
    assert picture("red") != picture("red", "another date")
    assert list(differences([picture("red")], [picture("red", "another date")])) == []


def test_other_pixels_are_counted() -> None:
    assert list(differences([picture("#000")], [picture("#010000")])) == [
        "[image/png] differs in 100.00% of its pixels, by up to 1 of 255"]  # fmt: skip


def test_other_size_is_named() -> None:
    assert list(differences([picture("red")], [picture("red", size=(10, 20))])) == [
        "[image/png] is 10 × 20 pixels, was 10 × 10"]  # fmt: skip


def test_text_is_shown_as_a_difference() -> None:
    assert list(differences([stream("a\nb")], [stream("a\nc")])) == ["--- kept", "+++ now", "@@ -1,2 +1,2 @@", " a", "-b", "+c"]


def test_output_that_is_new_or_gone_is_shown() -> None:
    assert "+a" in list(differences([], [stream("a")]))
    assert "-a" in list(differences([stream("a")], []))
