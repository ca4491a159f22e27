// A virtualized gallery: only tiles near the viewport exist, so 100,000 crops scroll like 100.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { SampleRow } from '../api.ts';
import { useShortcuts } from '../keys.ts';
import { navigate } from '../router.ts';
import { SampleTile } from './sampleTile.tsx';

const TILE = { width: 132, height: 190 };
/** Rows beyond the viewport that are rendered in advance. */
const OVERSCAN = 2;

/**
 * @param total number of samples
 * @param rowAt the sample at an index, if it is loaded
 * @param addressAt where the sample at an index leads
 * @param onVisible receives the range of visible indices
 */
export function Gallery({
  total,
  rowAt,
  addressAt,
  onVisible,
  version = 0,
}: {
  total: number;
  /** Changes when rows have been loaded, which renders the tiles again. */
  version?: number;
  rowAt: (index: number) => SampleRow | undefined;
  addressAt: (index: number, row: SampleRow) => string;
  onVisible?: (from: number, to: number) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [shown, setShown] = useState({ first: 0, last: 8 });
  const columns = Math.max(2, Math.floor(width / TILE.width));
  const tileWidth = width / columns;
  const rows = Math.ceil(total / columns);

  const updateShown = useRef(() => {});
  updateShown.current = () => {
    const top = box.current?.getBoundingClientRect().top ?? 0;
    const first = Math.max(0, Math.floor(-top / TILE.height) - OVERSCAN);
    const last = Math.max(0, Math.min(rows, Math.ceil((innerHeight - top) / TILE.height) + OVERSCAN));
    setShown((before) => (before.first === first && before.last === last ? before : { first, last }));
  };
  useLayoutEffect(() => {
    const measure = () => {
      setWidth(box.current?.clientWidth ?? 0);
      updateShown.current();
    };
    measure();
    const observer = new ResizeObserver(measure);
    if (box.current !== null) observer.observe(box.current);
    const onScroll = () => updateShown.current();
    addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer.disconnect();
      removeEventListener('scroll', onScroll);
    };
  }, []);
  useLayoutEffect(() => updateShown.current(), [rows, columns]);
  const [from, to] = [shown.first * columns, Math.min(total, shown.last * columns)];
  useEffect(() => {
    if (width > 0 && to > from) onVisible?.(from, to);
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
      updateShown.current();
      requestAnimationFrame(() => requestAnimationFrame(() => tile()?.focus()));
      return;
    }
    tile()?.focus({ preventScroll: true });
    tile()?.scrollIntoView({ block: 'nearest' });
  };
  useShortcuts([
    { keys: ['j', 'ArrowRight'], description: 'next sample', run: () => move(1) },
    { keys: ['k', 'ArrowLeft'], description: 'previous sample', run: () => move(-1) },
    { keys: ['ArrowDown'], description: 'next row', run: () => move(columns) },
    { keys: ['ArrowUp'], description: 'previous row', run: () => move(-columns) },
    {
      keys: ['Enter'],
      description: 'open the sample',
      run: () => {
        const row = rowAt(focused.current);
        if (row !== undefined) navigate(addressAt(focused.current, row));
      },
    },
  ]);

  const tiles = [];
  for (let index = from; index < to; index += 1) {
    const row = rowAt(index);
    const position = {
      position: 'absolute',
      left: `${(index % columns) * tileWidth}px`,
      top: `${Math.floor(index / columns) * TILE.height}px`,
      width: `${tileWidth}px`,
      height: `${TILE.height}px`,
    };
    tiles.push(
      // Keyed by index within the viewport, so that elements are reused while scrolling.
      <div key={index} data-at={index} style={position} onFocusIn={() => (focused.current = index)} class="place">
        {row !== undefined && <SampleTile row={row} address={addressAt(index, row)} />}
      </div>,
    );
  }
  return (
    <div
      class="gallery"
      ref={box}
      style={{ height: `${rows * TILE.height}px` }}
      data-total={total}
      data-version={version}
    >
      {tiles}
    </div>
  );
}
