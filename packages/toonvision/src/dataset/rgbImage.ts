// Decoded images.

/** A decoded image: `height` x `width` x 3 bytes, sRGB. */
export interface RgbImage {
  data: Uint8Array;
  width: number;
  height: number;
}
