// Everything behind the figures and props: sky, houses, ground and shadows, as one SVG.
import { type Camera, IMAGE_HEIGHT, IMAGE_WIDTH } from '../camera.ts';
import { randomOf } from '../random.ts';
import type { Street } from '../townCounts.ts';
import { drawGround } from './ground.ts';
import { drawHouses } from './houses.ts';
import { drawSky, skyDefs } from './sky.ts';
import { streetStyles } from './styles.ts';

interface Shadow {
  x: number;
  y: number;
  rx: number;
  ry: number;
}

export interface BackdropPlan {
  street: Street;
  camera: Camera;
  /** Half the distance between the house rows and the distance of the end row, meters. */
  half: number;
  far: number;
  fogAt: (z: number) => number;
  shadows: readonly Shadow[];
  /** Names the random stream: equal names draw equal streets. */
  seed: number;
  name: string;
}

export function backdropSvg({ street, camera, half, far, fogAt, shadows, seed, name }: BackdropPlan): string {
  const style = streetStyles[street];
  const shade = shadows.map(
    ({ x, y, rx, ry }) =>
      `<ellipse cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" rx="${rx.toFixed(1)}" ry="${ry.toFixed(1)}" fill="url(#shade)"/>`,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${IMAGE_WIDTH}" height="${IMAGE_HEIGHT}"><defs>${skyDefs(style)}` +
    '<radialGradient id="shade"><stop offset="0" stop-color="#100c18" stop-opacity=".55"/><stop offset=".6" stop-color="#100c18" stop-opacity=".3"/><stop offset="1" stop-color="#100c18" stop-opacity="0"/></radialGradient></defs>' +
    drawSky(style, camera, randomOf(seed, name, 'sky')) +
    drawGround(style, camera, half, far, randomOf(seed, name, 'ground')) +
    drawHouses(style, camera, half, far, fogAt, randomOf(seed, name, 'houses')) +
    `${shade.join('')}</svg>`
  );
}
