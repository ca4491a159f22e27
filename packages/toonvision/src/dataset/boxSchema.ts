// Schema of bounding boxes in whole pixels.
import { z } from 'zod';

const pixel = z.int('must be a whole number').min(0);

/** Pixels from the left and top; `xmax` and `ymax` are exclusive. */
export const boxSchema = z.strictObject({ xmin: pixel, ymin: pixel, xmax: pixel, ymax: pixel });
/** A bounding box in whole pixels from the left and top; `xmax` and `ymax` are exclusive. */
export type Box = z.output<typeof boxSchema>;
