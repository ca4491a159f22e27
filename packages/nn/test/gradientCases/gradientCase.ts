// The type of a gradient check case.
import type { LayerSpec } from '../../src/layers/index.ts';

export interface GradientCase {
  name: string;
  /** A chain that draws nothing; its last output may have any shape. */
  layers: LayerSpec[];
  inputShape: [height: number, width: number, channels: number];
  /**
   * Levels per unit to which the image's values are rounded, so that there are ties. The reference is then not compared
   * with central differences, which do not exist at a tie.
   */
  levels?: number;
}
