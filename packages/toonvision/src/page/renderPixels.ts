// Resizes canvas pixels to the input size of a model, bit-identical to training.
import { ModelError } from '@toonvision/nn';
// Not from dataset/index.ts, which needs Node.
import { type PixelArea, plainResize, resample } from '../dataset/resample.ts';

/** RGBA pixels, 4 bytes each, such as `ImageData` of a canvas. */
export interface Pixels {
  data: Uint8ClampedArray | Uint8Array;
  width: number;
  height: number;
}

/** A box in integer pixel coordinates; `xmax` and `ymax` are exclusive. */
export interface PixelBox {
  xmin: number;
  ymin: number;
  xmax: number;
  ymax: number;
}

/** Input size of a model and how images are resized to it. */
export interface InputSize {
  height: number;
  width: number;
  /** `stretch` ignores the aspect ratio; `letterbox` keeps it and pads with black. */
  fit: 'stretch' | 'letterbox';
  interpolation: 'bilinear' | 'nearest' | 'bicubic';
}

/**
 * Converts RGBA to RGB, blending transparent pixels with black like the crops of a dataset.
 *
 * @returns `height` x `width` x 3 bytes
 * @throws ModelError if the number of bytes does not match the size
 */
export function opaquePixels({ data, width, height }: Pixels): Uint8Array {
  const pixels = width * height;
  if (data.length !== pixels * 4)
    throw new ModelError(`expected ${pixels * 4} bytes for ${width}x${height} RGBA pixels, got ${data.length}`);
  const rgb = new Uint8Array(pixels * 3);
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    const alpha = data[pixel * 4 + 3] ?? 255;
    for (let channel = 0; channel < 3; channel += 1) {
      const value = data[pixel * 4 + channel] ?? 0;
      rgb[pixel * 3 + channel] = alpha === 255 ? value : Math.round((value * alpha) / 255);
    }
  }
  return rgb;
}

/**
 * Resizes an image, or a box in it, to the input size of a model. Yields the same bytes as the pixel cache of a
 * project.
 *
 * @returns `input.height` x `input.width` x 3 bytes
 * @throws ModelError if the number of bytes does not match the size, or the box is empty or outside the image
 *
 * @example
 * const input = { height: 600, width: 200, fit: 'stretch', interpolation: 'bilinear' } as const;
 * const bytes = renderPixels(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height), input);
 */
export function renderPixels(pixels: Pixels, input: InputSize, box?: PixelBox): Uint8Array {
  const { width, height } = pixels;
  const { xmin, ymin, xmax, ymax } = box ?? { xmin: 0, ymin: 0, xmax: width, ymax: height };
  const isValid = [xmin, ymin, xmax, ymax].every(Number.isInteger) && xmin >= 0 && ymin >= 0;
  if (!isValid || xmax > width || ymax > height || xmin >= xmax || ymin >= ymax)
    throw new ModelError(`invalid box ${xmin},${ymin} to ${xmax},${ymax} for an image of ${width}x${height} pixels`);
  const area: PixelArea = {
    data: opaquePixels(pixels),
    offset: (ymin * width + xmin) * 3,
    stride: width * 3,
    width: xmax - xmin,
    height: ymax - ymin,
  };
  return resample(area, input, plainResize);
}
