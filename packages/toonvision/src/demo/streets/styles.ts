// Styles of the six streets: sky, houses, ground, light, fog and props.
import type { PropName } from '../props/index.ts';
import type { Street } from '../townCounts.ts';

type GroundKind = 'stones' | 'planks' | 'lawn' | 'snow' | 'keys' | 'tiles';

export interface StreetStyle {
  sky: readonly [top: string, middle: string, bottom: string];
  cloud: string;
  clouds: number;
  /** Whether there are stars and a moon. */
  night: boolean;
  /** Hills, sea or nothing above the roofs' foot. */
  distance: string;
  walls: readonly string[];
  trims: readonly string[];
  roofs: readonly string[];
  doors: readonly string[];
  glass: string;
  ground: { kind: GroundKind; base: string; other: string; joint: string };
  pavement: string;
  fog: string;
  /** Range of the fog's opacity at 30 meters. */
  haze: readonly [number, number];
  /** Multipliers of red, green and blue. */
  light: readonly [number, number, number];
  /** Range of the brightness multiplier of the whole image. */
  exposure: readonly [number, number];
  props: readonly PropName[];
  /** Snow flakes or petals in the air. */
  flakes: string | undefined;
}

export const streetStyles: Readonly<Record<Street, StreetStyle>> = {
  ttc: {
    sky: ['#2f62c4', '#6fa8ea', '#d4ecfa'],
    cloud: '#ffffff',
    clouds: 6,
    night: false,
    distance: '#6fae5e',
    walls: ['#f2b24a', '#f3d65a', '#e8744e', '#e99a86', '#d9a15e', '#f0e2b4', '#8fb56a', '#b5744a'],
    trims: ['#7d6a58', '#4f7d55', '#a05a3c', '#8c4a52', '#c9a877'],
    roofs: ['#a8463c', '#8a6a4e', '#4f7d60', '#6a7d9c'],
    doors: ['#2f9a4a', '#b04a4a', '#8a5a34', '#3a6ab0'],
    glass: '#9fd2d8',
    ground: { kind: 'stones', base: '#d9b981', other: '#cfa96c', joint: '#a98654' },
    pavement: '#e2cf9f',
    fog: '#d8ecf8',
    haze: [0.05, 0.25],
    light: [1, 0.98, 0.93],
    exposure: [0.86, 1.08],
    props: ['tree', 'tree', 'lamp', 'hydrant', 'mailbox', 'fountain', 'bench', 'flowerpot', 'bin'],
    flakes: undefined,
  },
  dd: {
    sky: ['#7fa3ae', '#a9c4c6', '#dfe6d8'],
    cloud: '#eef2ee',
    clouds: 7,
    night: false,
    distance: '#4f8f9c',
    walls: ['#8a6a48', '#a5805a', '#7f98a4', '#b9c4bc', '#6a4a34', '#c2ab86', '#54707e', '#7a5240'],
    trims: ['#5a4230', '#d8d0b8', '#3f5a6a', '#8a3a34'],
    roofs: ['#5a4636', '#3f5660', '#7a3a34', '#6f6a5c'],
    doors: ['#3a5a78', '#8a3a34', '#4a3424', '#d8b64a'],
    glass: '#bcd8d4',
    ground: { kind: 'planks', base: '#9a7a56', other: '#8a6a48', joint: '#5c432c' },
    pavement: '#a88a64',
    fog: '#cfd9d2',
    haze: [0.15, 0.5],
    light: [0.93, 0.98, 0.94],
    exposure: [0.82, 1.04],
    props: ['barrel', 'barrel', 'crate', 'post', 'post', 'anchor', 'lamp', 'boatBow', 'bench'],
    flakes: undefined,
  },
  ddl: {
    sky: ['#1c1a46', '#43366f', '#8a6a9c'],
    cloud: '#6a5a94',
    clouds: 4,
    night: true,
    distance: '#2f2a54',
    walls: ['#4a4a86', '#6a5a9c', '#39406e', '#7a6aa4', '#54406f', '#8a7ab0', '#2f3a62', '#6a4a74'],
    trims: ['#2f2a54', '#b09ac8', '#5a4a86', '#d8c48a'],
    roofs: ['#2a2450', '#4a2f5c', '#2f3f6a', '#5a3a5c'],
    doors: ['#8a4a7a', '#3a5a8a', '#c89a4a', '#5a3a2f'],
    glass: '#ffe08a',
    ground: { kind: 'tiles', base: '#7a6f9c', other: '#665b8a', joint: '#453c66' },
    pavement: '#8f84ac',
    fog: '#7d72a2',
    haze: [0.3, 0.72],
    light: [0.86, 0.82, 1.06],
    exposure: [0.78, 1.02],
    props: ['moonLamp', 'moonLamp', 'starPost', 'pillow', 'tree', 'bench', 'flowerpot', 'clock'],
    flakes: undefined,
  },
  dg: {
    sky: ['#4a9ae0', '#94cdf0', '#eaf6dc'],
    cloud: '#ffffff',
    clouds: 5,
    night: false,
    distance: '#4f9a4a',
    walls: ['#5a8f5e', '#e8c8d8', '#3f6a48', '#f0e09a', '#a8cf8a', '#d8a0b8', '#c9e0b0', '#2f5a40'],
    trims: ['#2f6a3c', '#f4ecd8', '#b05a7a', '#8a6a3a'],
    roofs: ['#3f7a48', '#c05a6a', '#d8a83f', '#5a4a8a'],
    doors: ['#b03a5a', '#f0c84a', '#2f7a4a', '#7a4a9a'],
    glass: '#c8ecd8',
    ground: { kind: 'lawn', base: '#7fb84f', other: '#6aa843', joint: '#558f38' },
    pavement: '#c9b98a',
    fog: '#e4f2d8',
    haze: [0.05, 0.3],
    light: [0.97, 1.02, 0.9],
    exposure: [0.86, 1.08],
    props: ['tulips', 'tulips', 'hedge', 'flowerpot', 'sunflower', 'tree', 'fountain', 'lamp', 'bench'],
    flakes: undefined,
  },
  mml: {
    sky: ['#b04a8c', '#e88a8a', '#fbd9a0'],
    cloud: '#fbe0d0',
    clouds: 6,
    night: false,
    distance: '#a05a86',
    walls: ['#c2527a', '#8a3a52', '#e8a05a', '#a05ab0', '#6a2a44', '#f0c48a', '#d87a9a', '#74407a'],
    trims: ['#5a2a4a', '#f4dca8', '#2f2a3a', '#d8a83f'],
    roofs: ['#7a2f4a', '#4a2f6a', '#c27a3a', '#9a3a5a'],
    doors: ['#3a2f6a', '#e0a83a', '#2f6a7a', '#6a2a2f'],
    glass: '#ffd9c2',
    ground: { kind: 'keys', base: '#e4cfb8', other: '#8f5a70', joint: '#6f4458' },
    pavement: '#d8a89a',
    fog: '#f2c4a8',
    haze: [0.08, 0.4],
    light: [1.05, 0.93, 0.9],
    exposure: [0.82, 1.05],
    props: ['note', 'note', 'drum', 'lamp', 'trumpet', 'flowerpot', 'bin', 'tree', 'drum'],
    flakes: undefined,
  },
  br: {
    sky: ['#8fb4dc', '#bcd6ee', '#f2f8fc'],
    cloud: '#f4f8fc',
    clouds: 8,
    night: false,
    distance: '#a9c4dc',
    walls: ['#4f6a9c', '#8fb4d0', '#c2d8e8', '#39507f', '#a08fc0', '#6f9ab0', '#dfe8ee', '#5a5f8a'],
    trims: ['#eef4fa', '#3f567f', '#9ac0dc', '#6a5a50'],
    roofs: ['#f4f8fc', '#e4eef8', '#d4e4f2'],
    doors: ['#7a4a34', '#3a5a9a', '#a84a4a', '#4a7a8a'],
    glass: '#ffeab8',
    ground: { kind: 'snow', base: '#e6eff8', other: '#d2e0f0', joint: '#b4c8e0' },
    pavement: '#d4e2f0',
    fog: '#e4eef8',
    haze: [0.2, 0.6],
    light: [0.92, 0.98, 1.08],
    exposure: [0.84, 1.04],
    props: ['snowman', 'pine', 'pine', 'snowpile', 'lamp', 'crate', 'iceblock', 'bench'],
    flakes: '#ffffff',
  },
};
