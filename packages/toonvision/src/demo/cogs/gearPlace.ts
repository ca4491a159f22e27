// Placement of hair and hats on a head, and their drawings.

/** Half width and height of the head, and its turn to the right (0, 0.5 or 1); `back` when seen from behind. */
export interface GearPlace {
  w: number;
  h: number;
  turn: number;
  back: boolean;
  skin: string;
}

/** SVG drawn behind the head and in front of it. */
export interface GearDrawing {
  behind?: string;
  front?: string;
}
