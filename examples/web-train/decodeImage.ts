// Decodes an image file to pixels in the browser.
import { imageSize } from 'image-size';
import type { Pixels } from 'toonvision/page';

/** Same limit as `toonvision extract`: 192 MB decoded, larger than any screen. */
const MAX_PIXELS = 64_000_000;
/** Enough bytes for the size and color profile of nearly every image. */
const HEAD_BYTES = 1 << 16;

function pixelsIn(head: Uint8Array): number {
  try {
    const { width, height } = imageSize(head);
    return width * height;
  } catch {
    // Unknown format; the browser may still decode it.
    return 0;
  }
}

/**
 * The pixels as stored in the file: sRGB bytes, transparent parts on black. They are converted only if a color profile is
 * embedded: browsers disagree on a bare gamma value of a PNG.
 *
 * @throws Error for a user if the file is not an image or is too large
 */
export async function decodeImage(file: Blob): Promise<Pixels> {
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  if (pixelsIn(head) > MAX_PIXELS) throw new Error('more than 64 million pixels; make it smaller');
  const isProfiled = /iCCP|ICC_PROFILE|ICCP/.test(new TextDecoder('latin1').decode(head));
  const bitmap = await createImageBitmap(file, {
    colorSpaceConversion: isProfiled ? 'default' : 'none',
    premultiplyAlpha: 'none',
  }).catch((error: unknown) => {
    throw new Error('not an image this browser can read; save it as PNG or JPEG', { cause: error });
  });
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (context === null) throw new Error('this browser cannot draw in a worker; try another one');
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, width, height);
}
