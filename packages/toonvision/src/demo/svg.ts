// Basic SVG shapes, with rounded numbers so that the text is the same on every machine.
import { darker } from './color.ts';

/** A number with at most two decimals: rounding hides the last bits in which machines may differ. */
export const num = (value: number): string => String(Math.round(value * 100) / 100);

export type Point = readonly [x: number, y: number];

export interface Paint {
  stroke?: string;
  strokeWidth?: number;
  opacity?: number;
  /** More attributes, as text. */
  more?: string;
}

function paintText(fill: string, { stroke, strokeWidth = 1, opacity, more }: Paint): string {
  const line =
    stroke === undefined ? '' : ` stroke="${stroke}" stroke-width="${num(strokeWidth)}" stroke-linejoin="round"`;
  const see = opacity === undefined ? '' : ` opacity="${num(opacity)}"`;
  return `fill="${fill}"${line}${see}${more === undefined ? '' : ` ${more}`}`;
}

/** A path; `d` may hold any numbers, they are rounded here. */
export function path(d: string, fill: string, paint: Paint = {}): string {
  return `<path d="${roundNumbers(d)}" ${paintText(fill, paint)}/>`;
}

function roundNumbers(d: string): string {
  return d.replace(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (text) => num(Number(text)));
}

export function polygon(points: readonly Point[], fill: string, paint: Paint = {}): string {
  return `<polygon points="${points.map(([x, y]) => `${num(x)},${num(y)}`).join(' ')}" ${paintText(fill, paint)}/>`;
}

export function ellipse(x: number, y: number, rx: number, ry: number, fill: string, paint: Paint = {}): string {
  return `<ellipse cx="${num(x)}" cy="${num(y)}" rx="${num(rx)}" ry="${num(ry)}" ${paintText(fill, paint)}/>`;
}

export const circle = (x: number, y: number, r: number, fill: string, paint: Paint = {}): string =>
  ellipse(x, y, r, r, fill, paint);

export function rect(x: number, y: number, w: number, h: number, fill: string, r = 0, paint: Paint = {}): string {
  const round = r === 0 ? '' : ` rx="${num(r)}"`;
  return `<rect x="${num(x)}" y="${num(y)}" width="${num(w)}" height="${num(h)}"${round} ${paintText(fill, paint)}/>`;
}

/** An open line with round ends. */
export function line(d: string, stroke: string, width: number, opacity = 1): string {
  const see = opacity === 1 ? '' : ` opacity="${num(opacity)}"`;
  return `<path d="${roundNumbers(d)}" fill="none" stroke="${stroke}" stroke-width="${num(width)}" stroke-linecap="round" stroke-linejoin="round"${see}/>`;
}

export interface Place {
  x?: number;
  y?: number;
  turn?: number;
  scaleX?: number;
  scaleY?: number;
}

/** Moves, then turns (degrees, clockwise), then stretches `content`. */
export function group(content: string, { x = 0, y = 0, turn = 0, scaleX = 1, scaleY = 1 }: Place): string {
  const steps = [
    ...(x !== 0 || y !== 0 ? [`translate(${num(x)} ${num(y)})`] : []),
    ...(turn !== 0 ? [`rotate(${num(turn)})`] : []),
    ...(scaleX !== 1 || scaleY !== 1 ? [`scale(${num(scaleX)} ${num(scaleY)})`] : []),
  ];
  return steps.length === 0 ? content : `<g transform="${steps.join(' ')}">${content}</g>`;
}

/** The gradients that `solid` and `ball` lay over a flat color to give it volume; part of every sprite's defs. */
export const volumeDefs = `<linearGradient id="lit" x1="0" y1="0" x2="1" y2="0.25"><stop offset="0" stop-color="#fff" stop-opacity=".2"/><stop offset=".38" stop-color="#fff" stop-opacity=".03"/><stop offset=".62" stop-color="#000" stop-opacity=".06"/><stop offset="1" stop-color="#000" stop-opacity=".42"/></linearGradient><radialGradient id="ball" cx=".36" cy=".3" r=".8"><stop offset="0" stop-color="#fff" stop-opacity=".38"/><stop offset=".45" stop-color="#fff" stop-opacity=".04"/><stop offset="1" stop-color="#000" stop-opacity=".36"/></radialGradient>`;

/** A path of one color, outlined and shaded from left to right like a cylinder. */
export function solid(d: string, fill: string, outline = 1, shade = 'lit'): string {
  return path(d, fill, { stroke: darker(fill, 0.5), strokeWidth: outline }) + path(d, `url(#${shade})`);
}

/** An ellipse of one color, outlined and shaded like a ball. */
export function ball(x: number, y: number, rx: number, ry: number, fill: string, outline = 1): string {
  return (
    ellipse(x, y, rx, ry, fill, { stroke: darker(fill, 0.5), strokeWidth: outline }) +
    ellipse(x, y, rx, ry, 'url(#ball)')
  );
}

/** A drawing in its own units (1 unit = 1/80 of a street meter), standing at (0, 0), y pointing down. */
export interface Sprite {
  svg: string;
  /** Definitions besides `volumeDefs`. */
  defs?: string;
  /** A box, in its units, that holds the whole drawing. */
  left: number;
  top: number;
  right: number;
  bottom: number;
}
