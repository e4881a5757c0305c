"""Pictures have a size, and a missing one is drawn."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from PIL import Image

from plugins.images.picture import size, svg_size
from plugins.images.placeholder import Placeholder


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
