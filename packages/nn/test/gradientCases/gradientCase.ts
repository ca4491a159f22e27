// The type of a gradient check case.
import type { LayerSpec } from '../../src/layers/index.ts';

export interface GradientCase {
  name: string;
  /** A chain that draws nothing; its last output may have any shape. */
  layers: LayerSpec[];
  inputShape: [height: number, width: number, channels: number];
  /** The image's values are rounded to this many levels a unit, so that there are ties; then the reference is not
   * differentiated, for at a tie there is no derivative. */
  levels?: number;
}
