// Height, width and depth of the three Cog builds, in 1/80 meter.

export type Build = 'tall' | 'slim' | 'stout';

export interface Figure {
  leg: number;
  torso: number;
  /** Half widths. */
  shoulder: number;
  waist: number;
  hem: number;
  /** Half depth at the belly, seen from the side. */
  depth: number;
  arm: number;
  /** Half widths of arms and legs. */
  armWidth: number;
  legWidth: number;
  neck: number;
}

export const figures: Readonly<Record<Build, Figure>> = {
  tall: {
    leg: 80,
    torso: 72,
    shoulder: 33,
    waist: 24,
    hem: 26,
    depth: 22,
    arm: 70,
    armWidth: 9,
    legWidth: 10,
    neck: 7,
  },
  slim: {
    leg: 78,
    torso: 58,
    shoulder: 21,
    waist: 16,
    hem: 18,
    depth: 14,
    arm: 62,
    armWidth: 6.5,
    legWidth: 7.5,
    neck: 6,
  },
  stout: {
    leg: 38,
    torso: 62,
    shoulder: 31,
    waist: 43,
    hem: 37,
    depth: 41,
    arm: 52,
    armWidth: 10,
    legWidth: 12,
    neck: 2,
  },
};
