// A picture file as pixels, decoded by the browser, one at a time.
import { imageSize } from 'image-size';
import type { Pixels } from 'toonvision/page';

/** As for `toonvision extract`: 192 MB once decoded, and no screen is larger. */
const MOST_PIXELS = 64_000_000;
/** Bytes that hold size and colour profile of nearly every picture. */
const HEAD = 1 << 16;

function pixelsIn(head: Uint8Array): number {
  try {
    const { width, height } = imageSize(head);
    return width * height;
  } catch {
    // Of a kind that is not known here; the browser will say whether it knows it.
    return 0;
  }
}

/**
 * The pixels as they stand in the file: sRGB bytes, transparent parts on black. Bytes are converted where a colour profile is
 * embedded and nowhere else: a bare gamma value of a PNG would change them in one browser and not in another.
 *
 * @throws Error in words where it is no picture or too large
 */
export async function decodePicture(file: Blob): Promise<Pixels> {
  const head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
  if (pixelsIn(head) > MOST_PIXELS) throw new Error('it has more than 64 million pixels; make it smaller');
  const isProfiled = /iCCP|ICC_PROFILE|ICCP/.test(new TextDecoder('latin1').decode(head));
  const bitmap = await createImageBitmap(file, {
    colorSpaceConversion: isProfiled ? 'default' : 'none',
    premultiplyAlpha: 'none',
  }).catch((error: unknown) => {
    throw new Error('the browser reads no picture in it; save it again as PNG or JPEG', { cause: error });
  });
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (context === null) throw new Error('this browser draws nothing in a worker; try another one');
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, width, height);
}
