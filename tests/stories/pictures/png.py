"""A picture of at most 256 colours as a PNG file. Pure."""

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def indexed(width: int, height: int, palette: bytes, pixels: bytes) -> bytes:
    """The file (PNG, third edition, §11): `palette` is r, g, b of each colour, in turn.

    `pixels` are places in the palette, row by row from the top. No filter is used: among places in
    a palette no neighbour foretells the next one (§12.7).
    """
    assert len(pixels) == width * height
    assert len(palette) <= 3 * 256
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    rows = b"".join(b"\0" + pixels[at : at + width] for at in range(0, len(pixels), width))
    parts = ((b"IHDR", head), (b"PLTE", palette), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
