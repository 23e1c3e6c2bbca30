"""Pictures of other people: measured before they are decoded, then written anew with nothing hidden."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop_crm.files.guards import MB, check_size
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

if TYPE_CHECKING:
    from PIL.Image import Image

PICTURE_LIMIT: Final = 5 * MB
MOST_PIXELS: Final = 25_000_000
PRINTED_LIMIT: Final = 10 * MB
PRINTED_PIXELS: Final = 50_000_000
LONGEST_PRINTED: Final = 2400
"""Pixels of the longer side of a picture that fills a page: 200 an inch on A4."""
_STARTS: Final = {"PNG": b"\x89PNG\r\n\x1a\n", "JPEG": b"\xff\xd8\xff"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A harmless PNG: RGB, or RGBA where the original has transparent parts."""

    png: bytes
    width: int
    height: int


def clean_picture(data: bytes, name: str, *, longest: int = 2000) -> Picture:
    """A PNG or JPEG, re-encoded, upright, in sRGB colours and with no side above `longest` pixels.

    Raises UserError for another format, for more than 5 MB or 25 megapixels (told from the header, before a
    pixel is decoded: 16 kB can unpack to 390 MB) and for a damaged picture.
    """
    picture = _decoded(data, name, PICTURE_LIMIT, MOST_PIXELS, longest)
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    return Picture(written.getvalue(), picture.width, picture.height)


def printed_picture(data: bytes, name: str) -> Image:
    """A PNG or JPEG that fills a page: upright, in sRGB colours on white.

    Raises UserError as `clean_picture`, for more than 10 MB or 50 megapixels.
    """
    from PIL import Image

    picture = _decoded(data, name, PRINTED_LIMIT, PRINTED_PIXELS, LONGEST_PRINTED)
    ground = Image.new("RGB", picture.size, (255, 255, 255))
    ground.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    return ground


def _decoded(data: bytes, name: str, limit: int, pixels: int, longest: int) -> Image:
    check_size(data, name, limit)
    if not data.startswith(tuple(_STARTS.values())):
        raise UserError(_("{name} is no PNG or JPEG picture", name=name))
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=list(_STARTS)) as opened:
                if opened.width * opened.height > pixels:
                    raise _too_many_pixels(name, pixels)
                opened.load()
                picture = _plain(ImageOps.exif_transpose(opened))
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(name, pixels) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise UserError(_("{name} is damaged: it cannot be shown", name=name)) from error
    picture.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return picture


def _too_many_pixels(name: str, pixels: int) -> UserError:
    most = pixels // 1_000_000
    return UserError(_("{name} is too large: at most {most} megapixels are taken", name=name, most=most))


def _plain(picture: Image) -> Image:
    """RGB or RGBA with nothing else: palettes, grey, 16 bits and CMYK are converted."""
    from PIL import Image

    if picture.mode in ("I", "I;16", "I;16B", "F"):
        picture = picture.point(lambda value: value / 256).convert("L")
    transparent = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    converted = picture.convert("RGBA" if transparent else "RGB")
    bare = Image.new(converted.mode, converted.size)
    bare.paste(converted)
    return bare
