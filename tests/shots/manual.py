"""The manual's pictures: `./run shots DIR --manual` takes them from the shots, small enough to be kept."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PIL import Image

FOLDER: Final = Path(__file__).resolve().parents[2] / "docs" / "pictures"
LARGEST: Final = 250_000
PICTURES: Final = {
    "wizard": "wizard-2",
    "today": "today",
    "contact": "contact",
    "invoice": "invoice-typing",
    "issue": "dialog-issue",
    "payment": "dialog-payment",
    "ticket": "ticket",
    "settings": "settings",
}
"""Name in docs/pictures: the shot it comes from."""

CROPS: Final = {"wizard": (244, 114, 1196, 786)}


def keep(shots: Path) -> list[Path]:
    """Write docs/pictures from the light English shots in `shots`; returns what was written."""
    FOLDER.mkdir(exist_ok=True)
    written = []
    for name, shot in PICTURES.items():
        picture = Image.open(shots / f"{shot}-light.png").convert("RGB")
        if name in CROPS:
            picture = picture.crop(CROPS[name])
        path = FOLDER / f"{name}.png"
        few = picture.quantize(colors=192, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(path, optimize=True)
        assert path.stat().st_size <= LARGEST, f"{path.name} is too large for the manual"
        written.append(path)
    return written
