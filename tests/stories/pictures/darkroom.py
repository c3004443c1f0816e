"""Where pictures of a page become one sheet: beside each other, in few colours, in their own size.

Made smaller, lines of one pixel would come and go, and the file be little smaller: what is drawn
again has more colours. The browser does it, for it can read pictures.
"""

import asyncio
import base64
from collections.abc import Sequence

from playwright.async_api import Page

from tests.stories.pictures.png import indexed

GAP = 20
"""Between pictures, and around them, in pixels."""

DRAW = """async ([shots, gap]) => {
    const bitmaps = await Promise.all(shots.map(async (shot) =>
        createImageBitmap(await (await fetch(`data:image/png;base64,${shot}`)).blob())));
    const width = bitmaps.reduce((sum, one) => sum + one.width + gap, gap);
    const height = Math.max(...bitmaps.map((one) => one.height)) + 2 * gap;
    const to = new OffscreenCanvas(width, height).getContext('2d', { alpha: false });
    to.fillStyle = '#c9ccd3';
    to.fillRect(0, 0, width, height);
    let left = gap;
    for (const one of bitmaps) {
        to.drawImage(one, left, gap);
        left += one.width + gap;
    }

    // What has a surface keeps its colour; of the rest, each is some way from those before it.
    const pixels = new Uint32Array(to.getImageData(0, 0, width, height).data.buffer);
    const counts = new Uint32Array(1 << 24);
    for (let at = 0; at < pixels.length; at++) counts[pixels[at] & 0xffffff]++;
    const colours = [];
    for (let one = 0; one < counts.length; one++) if (counts[one]) colours.push(one);
    colours.sort((a, b) => counts[b] - counts[a]);
    const far = (a, b) => {
        const [r, g, bl] = [0, 8, 16].map((by) => ((a >> by) & 255) - ((b >> by) & 255));
        return 2 * r * r + 4 * g * g + 3 * bl * bl;
    };
    let palette = [];
    for (let least = 8; ; least *= 1.5) {
        palette = [];
        for (const one of colours) {
            const shows = counts[one] * 2_000 > pixels.length;
            if (shows || palette.every((other) => far(one, other) > least)) palette.push(one);
            if (palette.length > 256) break;
        }
        if (palette.length <= 256) break;
    }
    const places = new Uint8Array(1 << 24);
    for (const one of colours) {
        let distance = Infinity;
        for (let at = 0; at < palette.length && distance; at++) {
            const now = far(one, palette[at]);
            if (now < distance) [places[one], distance] = [at, now];
        }
    }
    const drawn = new Uint8Array(pixels.length);
    for (let at = 0; at < pixels.length; at++) drawn[at] = places[pixels[at] & 0xffffff];
    const text = await new Promise((done) => {
        const reader = new FileReader();
        reader.onload = () => done(reader.result.slice(reader.result.indexOf(',') + 1));
        reader.readAsDataURL(new Blob([drawn]));
    });
    const rgb = palette.flatMap((one) => [one & 255, (one >> 8) & 255, (one >> 16) & 255]);
    return { width, height, palette: rgb, pixels: text };
}"""


async def sheet(page: Page, shots: Sequence[bytes]) -> bytes:
    """One picture of these PNG files, side by side, as a PNG file; `page` is an empty one."""
    plain = [base64.b64encode(shot).decode() for shot in shots]
    drawn = await page.evaluate(DRAW, [plain, GAP])
    pixels = base64.b64decode(drawn["pixels"])
    size = drawn["width"], drawn["height"]
    return await asyncio.to_thread(indexed, *size, bytes(drawn["palette"]), pixels)
