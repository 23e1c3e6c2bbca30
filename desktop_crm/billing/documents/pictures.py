"""Logo and signature: decoded and compressed once, then written into each document as they are.

The bytes come guarded and re-encoded by `files`; here they only become PDF image objects in sRGB or grey,
without CMYK, which PDF/A with an sRGB output intent forbids.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from reportlab.pdfbase import pdfdoc


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture as PDF wants it: compressed RGB rows (or a JPEG as it came) and, for transparency, grey
    rows.
    """

    key: str
    width: int
    height: int
    data: bytes
    is_jpeg: bool
    space: str
    mask: bytes | None


@lru_cache(maxsize=16)
def keep(picture: bytes) -> Kept:
    """Decode PNG or JPEG bytes; a transparent picture keeps its transparency."""
    from PIL import Image

    key = hashlib.sha256(picture).hexdigest()[:32]
    with Image.open(io.BytesIO(picture)) as image:
        image.load()
        if image.format == "JPEG" and image.mode in ("RGB", "L"):
            space = "DeviceRGB" if image.mode == "RGB" else "DeviceGray"
            return Kept(key, image.width, image.height, picture, True, space, None)
        transparent = "A" in image.getbands() or "transparency" in image.info
        rows = image.convert("RGBA" if transparent else "RGB")
    mask = zlib.compress(rows.getchannel("A").tobytes(), 9) if transparent else None
    data = zlib.compress(rows.convert("RGB").tobytes(), 9)
    return Kept(key, rows.width, rows.height, data, False, "DeviceRGB", mask)


def place(canvas: Any, kept: Kept) -> str:
    """Make the picture an XObject of the document and the page; return its name."""
    doc = canvas._doc
    name = str(doc.getXObjectName(kept.key))
    if name not in doc.idToObject:
        mask = _image(kept, kept.mask, "DeviceGray") if kept.mask is not None else None
        image = _image(kept, kept.data, kept.space, is_jpeg=kept.is_jpeg)
        if mask is not None:
            image.dictionary["SMask"] = doc.Reference(mask, name + "Mask")
        doc.Reference(image, name)
    canvas._formsinuse.append(kept.key)
    canvas._currentPageHasImages = 1
    return name


def _image(kept: Kept, data: bytes, space: str, *, is_jpeg: bool = False) -> Any:
    return pdfdoc.PDFStream(
        pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("XObject"),
                "Subtype": pdfdoc.PDFName("Image"),
                "Width": kept.width,
                "Height": kept.height,
                "BitsPerComponent": 8,
                "ColorSpace": pdfdoc.PDFName(space),
                "Filter": pdfdoc.PDFName("DCTDecode" if is_jpeg else "FlateDecode"),
            }
        ),
        data,
    )
