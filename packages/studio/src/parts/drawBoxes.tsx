// A picture in which boxes are drawn with mouse, pen or finger.
import type { RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';

/** In pixels of the picture. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Smaller ones are a slip of the hand. */
const LEAST = 8;

/** The pixels of a box as a PNG file. */
export async function cutOut(image: HTMLImageElement, { left, top, width, height }: Box): Promise<Blob | undefined> {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.drawImage(image, left, top, width, height, 0, 0, width, height);
  return new Promise((done) => canvas.toBlob((blob) => done(blob ?? undefined), 'image/png'));
}

/** @param draw told of the box while it is drawn, and when it is done (`ended`) */
export function DrawBoxes({
  image,
  url,
  boxes,
  draw,
}: {
  image: RefObject<HTMLImageElement | null>;
  url: string;
  boxes: readonly (Box & { own: boolean; name?: string })[];
  draw: (box: Box, ended: boolean) => void;
}) {
  const [size, setSize] = useState<{ width: number; height: number } | undefined>(undefined);
  const from = useRef<{ x: number; y: number } | undefined>(undefined);
  const place = (event: PointerEvent): { x: number; y: number } => {
    const { left, top, width, height } = (event.currentTarget as Element).getBoundingClientRect();
    const inside = (share: number, length: number): number => Math.round(Math.max(0, Math.min(1, share)) * length);
    return {
      x: inside((event.clientX - left) / width, size?.width ?? 0),
      y: inside((event.clientY - top) / height, size?.height ?? 0),
    };
  };
  const tell = (event: PointerEvent, ended: boolean): void => {
    const start = from.current;
    if (start === undefined) return;
    const { x, y } = place(event);
    if (ended) from.current = undefined;
    const [width, height] = [Math.abs(x - start.x), Math.abs(y - start.y)];
    if (width < LEAST || height < LEAST) return;
    draw({ left: Math.min(start.x, x), top: Math.min(start.y, y), width, height }, ended);
  };
  return (
    <div
      class="picture draw"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = place(event);
      }}
      onPointerMove={(event) => tell(event, false)}
      onPointerUp={(event) => tell(event, true)}
    >
      <img
        ref={image}
        src={url}
        alt="What is looked at"
        draggable={false}
        onLoad={(event) =>
          setSize({ width: event.currentTarget.naturalWidth, height: event.currentTarget.naturalHeight })
        }
      />
      {size !== undefined && (
        <svg viewBox={`0 0 ${size.width} ${size.height}`} aria-hidden="true">
          {boxes.map(({ left, top, width, height, own }) => (
            <rect
              key={`${left},${top},${width},${height}`}
              class={own ? 'box own' : 'box'}
              x={left}
              y={top}
              width={width}
              height={height}
              vector-effect="non-scaling-stroke"
            />
          ))}
        </svg>
      )}
    </div>
  );
}
