// A box in whole pixels.
import { z } from 'zod';

const pixel = z.int('must be a whole number').min(0);

/** Pixels from the left and top; `xmax` and `ymax` are the first column and row outside. */
export const boxSchema = z.strictObject({ xmin: pixel, ymin: pixel, xmax: pixel, ymax: pixel });
/** A box in its picture, as `boxSchema` reads it. */
export type Box = z.output<typeof boxSchema>;
