"""Pictures have a size, and a missing one is drawn."""

from __future__ import annotations

import io
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from PIL import Image

from plugins.images.picture import size, svg_size
from plugins.images.placeholder import Placeholder
from plugins.images.variant import variants
from plugins.store import Store


@pytest.mark.parametrize(
    ("svg", "expected"),
    [
        ('<svg width="40" height="30px">', (40, 30)),
        ('<svg viewBox="0 0 160 90">', (160, 90)),
        ('<svg width="100%" height="100%" viewBox="0,0,16,9">', (16, 9)),
        ("<svg>", (0, 0)),
        ("<p>", (0, 0)),
    ],
)
def test_svg_has_the_size_it_says(svg: str, expected: tuple[int, int]) -> None:
    assert svg_size(svg) == expected


def test_size_of_a_raster_image(tmp_path: Path) -> None:
    Image.new("RGB", (7, 5)).save(tmp_path / "x.png")
    assert size(tmp_path / "x.png") == (7, 5)


def test_size_of_a_broken_file_is_unknown(tmp_path: Path) -> None:
    (tmp_path / "x.png").write_text("not a picture")
    assert size(tmp_path / "x.png") == (0, 0)


def test_placeholder_is_the_same_for_the_same_name() -> None:
    assert Placeholder("/images/a.jpg").svg() == Placeholder("/images/a.jpg").svg()
    assert Placeholder("/images/a.jpg").svg() != Placeholder("/images/b.jpg").svg()
    assert Placeholder("/images/a.jpg").url != Placeholder("/images/b.jpg").url


def test_placeholder_is_well_formed() -> None:
    assert fromstring(Placeholder("x").svg()).get("viewBox") == "0 0 960 540"


def noisy(path: Path, width: int, height: int = 300) -> Path:
    """Write a picture that does not compress well."""
    Image.effect_noise((width, height), 80).convert("RGB").save(path, quality=95)
    return path


def test_picture_has_variants_that_are_smaller(tmp_path: Path) -> None:
    found = variants(noisy(tmp_path / "a.jpg", 1000), Store(tmp_path / "store"))
    assert [variant.width for variant in found] == [480, 960, 1000]
    for variant in found:
        with Image.open(io.BytesIO(variant.data)) as image:
            assert (image.format, image.width) == ("WEBP", variant.width)


def test_variants_are_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, store = noisy(tmp_path / "a.jpg", 700), Store(tmp_path / "store")
    first = variants(path, store)
    monkeypatch.setattr(Image.Image, "save", pytest.fail)
    assert variants(path, store) == first


def test_drawing_keeps_every_pixel(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.effect_noise((300, 200), 80).convert("RGBA").save(path)
    [variant] = variants(path, Store(tmp_path / "store"))
    with Image.open(path) as before, Image.open(io.BytesIO(variant.data)) as after:
        assert before.convert("RGBA").tobytes() == after.convert("RGBA").tobytes()


@pytest.mark.parametrize("name", ["small.png", "a.svg", "broken.jpg"])
def test_what_has_no_variants(tmp_path: Path, name: str) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"x" * 30_000)
    (tmp_path / "a.svg").write_text("<svg/>" + " " * 30_000)
    Image.new("RGB", (10, 10)).save(tmp_path / "small.png")
    assert variants(tmp_path / name, Store(tmp_path / "store")) == []
