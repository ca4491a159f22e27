// An image on which boxes are drawn, selected, moved and resized with mouse, pen, touch or keys.
import type { RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { type Box, type BoxChange, clampBox, type Edge, moveBox, resizeBox } from './boxGeometry.ts';

/** Pixels; a drag that is shorter counts as a click. */
const MIN_DRAWN_SIDE = 8;
/** Pixels per press of an arrow key, and per repeat while it is active. */
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
export async function cropImage(image: Blob, { left, top, width, height }: Box): Promise<Blob | undefined> {
  const bitmap = await createImageBitmap(image, left, top, width, height).catch(() => undefined);
  if (bitmap === undefined) return undefined;
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.convertToBlob({ type: 'image/png' });
}

interface DrawnBox extends Box {
  /** Shown at the corner of the box. */
  name?: string;
  /** A proposal, or an existing sample. */
  faint?: boolean;
}

export interface BoxEditorProps {
  url: string;
  boxes: readonly DrawnBox[];
  /** Index of the selected box. */
  current: number | undefined;
  /** Called while a box changes and when the change is complete (`ended`); `index` is undefined for a new box. */
  onChange: (box: Box, ended: boolean, index: number | undefined) => void;
  /** Called when a box is clicked. */
  onSelect?: (index: number) => void;
  /** The handle of the selected box, to focus it. */
  grab?: RefObject<HTMLButtonElement | null>;
  onSize?: (size: { width: number; height: number }) => void;
}

interface Drag {
  from: { x: number; y: number };
  change: BoxChange;
  index: number | undefined;
  last: Box | undefined;
}

const KEY_HINT = 'arrow keys move it, Shift and arrow keys resize it';
const describeBox = ({ left, top, width, height }: Box): string =>
  `Box ${left}, ${top}, ${width} by ${height} pixels: ${KEY_HINT}`;
const percentOf = (value: number, total: number): string => `${(value / Math.max(1, total)) * 100}%`;
const contains = ({ left, top, width, height }: Box, { x, y }: { x: number; y: number }): boolean =>
  x >= left && x <= left + width && y >= top && y <= top + height;

export function BoxEditor({ url, boxes, current, onChange, onSelect, grab, onSize }: BoxEditorProps) {
  const [size, setSize] = useState<{ width: number; height: number } | undefined>(undefined);
  const drag = useRef<Drag | undefined>(undefined);
  const selected = current === undefined ? undefined : boxes[current];
  const bounds = size ?? { width: 1, height: 1 };
  const pointOf = (event: PointerEvent): { x: number; y: number } => {
    const { left, top, width, height } = (event.currentTarget as Element).getBoundingClientRect();
    const toPixel = (share: number, length: number): number => Math.round(Math.max(0, Math.min(1, share)) * length);
    return {
      x: toPixel((event.clientX - left) / width, bounds.width),
      y: toPixel((event.clientY - top) / height, bounds.height),
    };
  };
  const startDrag = (event: PointerEvent): void => {
    if (size === undefined || event.button !== 0) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    const from = pointOf(event);
    const target = event.target instanceof HTMLElement ? event.target : undefined;
    const edge = HANDLES.find((handle) => handle === target?.dataset.handle);
    const original = selected;
    if (original !== undefined && edge !== undefined)
      drag.current = { from, index: current, last: undefined, change: (by) => resizeBox(original, edge, by, bounds) };
    else if (original !== undefined && contains(original, from))
      drag.current = { from, index: current, last: undefined, change: (by) => moveBox(original, by, bounds) };
    else
      drag.current = {
        ...{ from, index: undefined, last: undefined },
        change: ({ x, y }) =>
          clampBox(
            { left: from.x + Math.min(0, x), top: from.y + Math.min(0, y), width: Math.abs(x), height: Math.abs(y) },
            bounds,
          ),
      };
  };
  const continueDrag = (event: PointerEvent, ended: boolean): void => {
    const active = drag.current;
    if (active === undefined) return;
    if (ended) drag.current = undefined;
    const to = pointOf(event);
    const by = { x: to.x - active.from.x, y: to.y - active.from.y };
    const box = active.change(by);
    if (active.index === undefined && (box.width < MIN_DRAWN_SIDE || box.height < MIN_DRAWN_SIDE)) {
      const clicked =
        ended && active.last === undefined ? boxes.findLastIndex((candidate) => contains(candidate, to)) : -1;
      if (clicked >= 0) onSelect?.(clicked);
      else if (ended && active.last !== undefined) onChange(active.last, true, undefined);
      return;
    }
    if (by.x === 0 && by.y === 0 && active.last === undefined) return;
    active.last = box;
    onChange(box, ended, active.index);
  };
  const press = (event: KeyboardEvent): void => {
    const arrow = ARROWS[event.key];
    if (arrow === undefined || selected === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const step = event.repeat ? REPEATED_STEP : STEP;
    const by = { x: arrow[0] * step, y: arrow[1] * step };
    onChange(event.shiftKey ? resizeBox(selected, 'se', by, bounds) : moveBox(selected, by, bounds), false, current);
  };
  const release = ({ key }: KeyboardEvent): void => {
    if (ARROWS[key] !== undefined && selected !== undefined) onChange(selected, true, current);
  };
  return (
    <div
      class="image draw"
      onPointerDown={startDrag}
      onPointerMove={(event) => continueDrag(event, false)}
      onPointerUp={(event) => continueDrag(event, true)}
      onPointerCancel={(event) => continueDrag(event, true)}
    >
      <img
        src={url}
        alt=""
        draggable={false}
        onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) => {
          setSize({ width, height });
          onSize?.({ width, height });
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
              style={{ left: percentOf(left, size.width), top: percentOf(top, size.height) }}
            >
              {name}
            </span>
          ),
        )}
      {size !== undefined && selected !== undefined && (
        <div
          class="grabbed"
          style={{
            left: percentOf(selected.left, size.width),
            top: percentOf(selected.top, size.height),
            width: percentOf(selected.width, size.width),
            height: percentOf(selected.height, size.height),
          }}
        >
          <button
            ref={grab ?? null}
            type="button"
            class="grab"
            aria-label={describeBox(selected)}
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
