// A picture in which boxes are drawn, grabbed, moved and resized: with mouse, pen, finger or keys.
import type { RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { type BoxChange, clampBox, type Edge, moveBox, resizeBox } from './boxChanges.ts';

/** In pixels of the picture. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Smaller ones are a slip of the hand. */
const LEAST = 8;
/** Pixels of one press of an arrow, and of each repeat while it is held. */
const STEP = 1;
const REPEATED_STEP = 6;

const HANDLES: readonly Edge[] = ['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w'];
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The pixels of a box as a PNG file. */
export async function cutOut(picture: Blob, { left, top, width, height }: Box): Promise<Blob | undefined> {
  const bitmap = await createImageBitmap(picture, left, top, width, height).catch(() => undefined);
  if (bitmap === undefined) return undefined;
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.convertToBlob({ type: 'image/png' });
}

interface DrawnBox extends Box {
  /** What stands beside it. */
  name?: string;
  /** Only proposed, or known from elsewhere. */
  faint?: boolean;
}

export interface DrawBoxesProps {
  url: string;
  boxes: readonly DrawnBox[];
  /** The one of them that is grabbed; undefined for none. */
  current: number | undefined;
  /** Told of a box while it changes and when that is done (`ended`); `index` is undefined for one that is drawn anew. */
  change: (box: Box, ended: boolean, index: number | undefined) => void;
  /** Told that a box was clicked. */
  choose?: (index: number) => void;
  /** The grabbed box, to be focused. */
  grab?: RefObject<HTMLButtonElement | null>;
  sized?: (size: { width: number; height: number }) => void;
}

interface Pull {
  from: { x: number; y: number };
  change: BoxChange;
  index: number | undefined;
  last: Box | undefined;
}

const share = (value: number, of: number): string => `${(value / Math.max(1, of)) * 100}%`;
const holds = ({ left, top, width, height }: Box, { x, y }: { x: number; y: number }): boolean =>
  x >= left && x <= left + width && y >= top && y <= top + height;

export function DrawBoxes({ url, boxes, current, change, choose, grab, sized }: DrawBoxesProps) {
  const [size, setSize] = useState<{ width: number; height: number } | undefined>(undefined);
  const pull = useRef<Pull | undefined>(undefined);
  const grabbed = current === undefined ? undefined : boxes[current];
  const known = size ?? { width: 1, height: 1 };
  const place = (event: PointerEvent): { x: number; y: number } => {
    const { left, top, width, height } = (event.currentTarget as Element).getBoundingClientRect();
    const inside = (part: number, length: number): number => Math.round(Math.max(0, Math.min(1, part)) * length);
    return {
      x: inside((event.clientX - left) / width, known.width),
      y: inside((event.clientY - top) / height, known.height),
    };
  };
  const begin = (event: PointerEvent): void => {
    if (size === undefined || event.button !== 0) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    const from = place(event);
    const target = event.target instanceof HTMLElement ? event.target : undefined;
    const edge = HANDLES.find((one) => one === target?.dataset.handle);
    const started = grabbed;
    if (started !== undefined && edge !== undefined)
      pull.current = { from, index: current, last: undefined, change: (by) => resizeBox(started, edge, by, known) };
    else if (started !== undefined && holds(started, from))
      pull.current = { from, index: current, last: undefined, change: (by) => moveBox(started, by, known) };
    else
      pull.current = {
        ...{ from, index: undefined, last: undefined },
        change: ({ x, y }) =>
          clampBox(
            { left: from.x + Math.min(0, x), top: from.y + Math.min(0, y), width: Math.abs(x), height: Math.abs(y) },
            known,
          ),
      };
  };
  const go = (event: PointerEvent, ended: boolean): void => {
    const held = pull.current;
    if (held === undefined) return;
    if (ended) pull.current = undefined;
    const to = place(event);
    const by = { x: to.x - held.from.x, y: to.y - held.from.y };
    const made = held.change(by);
    if (held.index === undefined && (made.width < LEAST || made.height < LEAST)) {
      const clicked = ended && held.last === undefined ? boxes.findLastIndex((box) => holds(box, to)) : -1;
      if (clicked >= 0) choose?.(clicked);
      else if (ended && held.last !== undefined) change(held.last, true, undefined);
      return;
    }
    if (by.x === 0 && by.y === 0 && held.last === undefined) return;
    held.last = made;
    change(made, ended, held.index);
  };
  const press = (event: KeyboardEvent): void => {
    const arrow = ARROWS[event.key];
    if (arrow === undefined || grabbed === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const step = event.repeat ? REPEATED_STEP : STEP;
    const by = { x: arrow[0] * step, y: arrow[1] * step };
    change(event.shiftKey ? resizeBox(grabbed, 'se', by, known) : moveBox(grabbed, by, known), false, current);
  };
  const release = ({ key }: KeyboardEvent): void => {
    if (ARROWS[key] !== undefined && grabbed !== undefined) change(grabbed, true, current);
  };
  return (
    <div
      class="picture draw"
      onPointerDown={begin}
      onPointerMove={(event) => go(event, false)}
      onPointerUp={(event) => go(event, true)}
      onPointerCancel={(event) => go(event, true)}
    >
      <img
        src={url}
        alt="What is looked at"
        draggable={false}
        onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) => {
          setSize({ width, height });
          sized?.({ width, height });
        }}
      />
      {size !== undefined && (
        <svg viewBox={`0 0 ${size.width} ${size.height}`} aria-hidden="true">
          {boxes.map(({ left, top, width, height, faint }, index) => (
            <rect
              key={index}
              class={index === current ? 'box own' : faint === true ? 'box faint' : 'box'}
              {...{ x: left, y: top, width, height }}
              vector-effect="non-scaling-stroke"
            />
          ))}
        </svg>
      )}
      {size !== undefined &&
        boxes.map(({ left, top, name, faint }, index) =>
          name === undefined ? null : (
            <span
              key={index}
              class={faint === true ? 'box-name faint' : 'box-name'}
              style={{ left: share(left, size.width), top: share(top, size.height) }}
            >
              {name}
            </span>
          ),
        )}
      {size !== undefined && grabbed !== undefined && (
        <div
          class="grabbed"
          style={{
            left: share(grabbed.left, size.width),
            top: share(grabbed.top, size.height),
            width: share(grabbed.width, size.width),
            height: share(grabbed.height, size.height),
          }}
        >
          <button
            ref={grab ?? null}
            type="button"
            class="grab"
            aria-label={`Box ${grabbed.left}, ${grabbed.top}, ${grabbed.width} by ${grabbed.height} pixels: arrows move it, Shift and arrows resize it`}
            onKeyDown={press}
            onKeyUp={release}
          />
          {HANDLES.map((edge) => (
            <span key={edge} class={`handle ${edge}`} data-handle={edge} />
          ))}
        </div>
      )}
    </div>
  );
}
