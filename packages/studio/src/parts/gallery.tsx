// A gallery that draws only what is on the screen: a hundred thousand crops scroll like a hundred.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { SampleRow } from '../api.ts';
import { useKeys } from '../keys.ts';
import { navigate } from '../router.ts';
import { classColour, className, project } from './classColour.ts';

const TILE = { width: 132, height: 190 };
/** Rows beyond the screen that are there already when they come. */
const BEYOND = 2;

/** One crop with its name; `address` is the page of it. */
export function Tile({ row, address, note }: { row: SampleRow; address: string; note?: string }) {
  const own = row.parts[project.value?.target ?? ''];
  return (
    <a
      class={row.excluded ? 'tile excluded' : 'tile'}
      href={address}
      title={`${row.id}\n${row.label}${row.excluded ? ' – excluded' : ''}${row.relabelled ? ' – relabelled' : ''}`}
    >
      <span class="shot">
        <img src={row.thumbnail} alt="" loading="lazy" decoding="async" />
      </span>
      <span class="name">
        {own !== undefined && <span class="dot" style={{ background: classColour(own) }} />}
        {row.parts.entity ?? className(own ?? row.label)}
        {row.relabelled && ' ✎'}
        {row.excluded && <span class="hidden"> (excluded)</span>}
      </span>
      <span class="below">{note ?? [row.street, row.part].filter(Boolean).join(' · ')}</span>
    </a>
  );
}

/**
 * @param total how many there are
 * @param rowAt the sample of a place, if it is loaded
 * @param addressAt where the sample of a place leads
 * @param need told which places are on the screen
 */
export function Gallery({
  total,
  rowAt,
  addressAt,
  noteAt,
  need,
  turn = 0,
}: {
  total: number;
  /** Another number draws the tiles again: rows have come. */
  turn?: number;
  rowAt: (index: number) => SampleRow | undefined;
  addressAt: (index: number, row: SampleRow) => string;
  noteAt?: (index: number) => string;
  need?: (from: number, to: number) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [shown, setShown] = useState({ first: 0, last: 8 });
  const columns = Math.max(2, Math.floor(width / TILE.width));
  const wide = width / columns;
  const rows = Math.ceil(total / columns);

  const look = useRef(() => {});
  look.current = () => {
    const top = box.current?.getBoundingClientRect().top ?? 0;
    const first = Math.max(0, Math.floor(-top / TILE.height) - BEYOND);
    const last = Math.max(0, Math.min(rows, Math.ceil((innerHeight - top) / TILE.height) + BEYOND));
    setShown((before) => (before.first === first && before.last === last ? before : { first, last }));
  };
  useLayoutEffect(() => {
    const measure = () => {
      setWidth(box.current?.clientWidth ?? 0);
      look.current();
    };
    measure();
    const watch = new ResizeObserver(measure);
    if (box.current !== null) watch.observe(box.current);
    const scrolled = () => look.current();
    addEventListener('scroll', scrolled, { passive: true });
    return () => {
      watch.disconnect();
      removeEventListener('scroll', scrolled);
    };
  }, []);
  useLayoutEffect(() => look.current(), [rows, columns]);
  const [from, to] = [shown.first * columns, Math.min(total, shown.last * columns)];
  useEffect(() => {
    if (width > 0 && to > from) need?.(from, to);
  }, [from, to, width]);

  const focused = useRef(0);
  const move = (by: number): void => {
    const inside = box.current?.contains(document.activeElement) === true;
    const next = Math.max(0, Math.min(total - 1, inside ? focused.current + by : from));
    focused.current = next;
    const tile = (): HTMLElement | null => box.current?.querySelector(`[data-at="${next}"] a`) ?? null;
    if (tile() === null && box.current !== null) {
      const top = box.current.getBoundingClientRect().top + scrollY;
      scrollTo(0, top + Math.floor(next / columns) * TILE.height - innerHeight / 2);
      look.current();
      requestAnimationFrame(() => requestAnimationFrame(() => tile()?.focus()));
      return;
    }
    tile()?.focus({ preventScroll: true });
    tile()?.scrollIntoView({ block: 'nearest' });
  };
  useKeys([
    { keys: ['j', 'ArrowRight'], says: 'next sample', does: () => move(1) },
    { keys: ['k', 'ArrowLeft'], says: 'sample before', does: () => move(-1) },
    { keys: ['ArrowDown'], says: 'row below', does: () => move(columns) },
    { keys: ['ArrowUp'], says: 'row above', does: () => move(-columns) },
    {
      keys: ['Enter'],
      says: 'open the sample',
      does: () => {
        const row = rowAt(focused.current);
        if (row !== undefined) navigate(addressAt(focused.current, row));
      },
    },
  ]);

  const tiles = [];
  for (let index = from; index < to; index += 1) {
    const row = rowAt(index);
    const place = {
      position: 'absolute',
      left: `${(index % columns) * wide}px`,
      top: `${Math.floor(index / columns) * TILE.height}px`,
      width: `${wide}px`,
      height: `${TILE.height}px`,
    };
    tiles.push(
      // Keys by place on the screen: elements are used again as rows come and go.
      <div key={index} data-at={index} style={place} onFocusIn={() => (focused.current = index)} class="place">
        {row !== undefined && <Tile row={row} address={addressAt(index, row)} note={noteAt?.(index)} />}
      </div>,
    );
  }
  return (
    <div class="gallery" ref={box} style={{ height: `${rows * TILE.height}px` }} data-total={total} data-turn={turn}>
      {tiles}
    </div>
  );
}
