// Pixels of a canvas at the size that a model takes, by the same whole numbers as in training.
import { ModelError } from '@toonvision/nn';
// Past the room's door, which leads to files and decoders that a page has not.
import { type PixelArea, plainResize, resample } from '../dataset/resample.ts';

/** Pixels as a canvas gives them (`ImageData`): RGBA, 4 bytes a pixel. */
export interface Pixels {
  data: Uint8ClampedArray | Uint8Array;
  width: number;
  height: number;
}

/** A box in whole pixels of the picture; `xmax` and `ymax` are outside. */
export interface PixelBox {
  xmin: number;
  ymin: number;
  xmax: number;
  ymax: number;
}

/** How pictures are brought to size. */
export interface InputSize {
  height: number;
  width: number;
  /** `stretch` fills the input; `letterbox` keeps the shape, in the middle of black. */
  fit: 'stretch' | 'letterbox';
  interpolation: 'bilinear' | 'nearest' | 'bicubic';
}

/**
 * RGB of RGBA, transparent parts on black, as samples are cut.
 *
 * @returns `height` x `width` x 3 bytes
 * @throws ModelError where the bytes do not fit the size
 */
export function opaquePixels({ data, width, height }: Pixels): Uint8Array {
  const pixels = width * height;
  if (data.length !== pixels * 4)
    throw new ModelError(`the picture has ${data.length} bytes; ${width}x${height} RGBA pixels have ${pixels * 4}`);
  const rgb = new Uint8Array(pixels * 3);
  for (let at = 0; at < pixels; at += 1) {
    const alpha = data[at * 4 + 3] ?? 255;
    for (let channel = 0; channel < 3; channel += 1) {
      const value = data[at * 4 + channel] ?? 0;
      rgb[at * 3 + channel] = alpha === 255 ? value : Math.round((value * alpha) / 255);
    }
  }
  return rgb;
}

/**
 * A picture, or a box in it, as a model sees it: the very bytes that the pixel cache of a project holds for the same pixels.
 *
 * @returns `input.height` x `input.width` x 3 bytes
 * @throws ModelError where the pixels do not fit the size, or the box has none
 *
 * @example
 * const input = { height: 600, width: 200, fit: 'stretch', interpolation: 'bilinear' } as const;
 * const bytes = renderPixels(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height), input);
 */
export function renderPixels(pixels: Pixels, input: InputSize, box?: PixelBox): Uint8Array {
  const { width, height } = pixels;
  const { xmin, ymin, xmax, ymax } = box ?? { xmin: 0, ymin: 0, xmax: width, ymax: height };
  const isIn = [xmin, ymin, xmax, ymax].every(Number.isInteger) && xmin >= 0 && ymin >= 0;
  if (!isIn || xmax > width || ymax > height || xmin >= xmax || ymin >= ymax)
    throw new ModelError(`the box ${xmin},${ymin} to ${xmax},${ymax} has no whole pixels in ${width}x${height}`);
  const area: PixelArea = {
    data: opaquePixels(pixels),
    offset: (ymin * width + xmin) * 3,
    stride: width * 3,
    width: xmax - xmin,
    height: ymax - ymin,
  };
  return resample(area, input, plainResize);
}
