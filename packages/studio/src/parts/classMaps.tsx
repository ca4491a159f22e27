// Class activation maps over an image, colored in the page from the values that the server sends.
import { useEffect, useRef, useState } from 'preact/hooks';
import { COLOR_SCALES, type ColorScale, colorTable, resizeMap } from 'toonvision/explain';
import { type MapsView, query } from '../api.ts';
import { formatPercent } from '../format.ts';
import { useLatest, useLoad } from '../useLoad.ts';
import { className } from './classColors.ts';
import { ErrorMessage, Pending } from './states.tsx';

/** Longest side of a drawn map in pixels. */
const MAX_SIDE = 320;

function decodeFloats(base64: string): Float32Array {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}

function paint(
  canvas: HTMLCanvasElement,
  { map, view, top, colors }: { map: MapsView['maps'][number]; view: MapsView; top: number; colors: ColorScale },
): void {
  const { width, height } = view.image;
  const shrink = Math.min(1, MAX_SIDE / Math.max(width, height));
  const size = { width: Math.max(1, Math.round(width * shrink)), height: Math.max(1, Math.round(height * shrink)) };
  canvas.width = size.width;
  canvas.height = size.height;
  const values = resizeMap({ ...map, values: decodeFloats(map.values) }, size, view.area);
  const table = colorTable(colors);
  const image = new ImageData(size.width, size.height);
  for (const [index, value] of values.entries()) {
    const step = top > 0 ? Math.max(0, Math.min(255, Math.round((value / top) * 255))) : 0;
    for (let c = 0; c < 3; c += 1) image.data[index * 4 + c] = table[step * 3 + c] ?? 0;
    // Low values let the image through.
    image.data[index * 4 + 3] = 90 + Math.round(165 * (step / 255));
  }
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}

/** One map per class over the image at the address `image`. */
function MapFigures({
  view,
  image,
  colors,
  scale,
  opacity,
}: {
  view: MapsView;
  image: string;
  colors: ColorScale;
  scale: 'shared' | 'each';
  opacity: number;
}) {
  const highest = view.maps.reduce((max, { peak }) => Math.max(max, peak), 0);
  return (
    <div class="maps">
      {view.maps.map((map) => (
        <figure key={map.class} class={map.class === view.predicted ? 'predicted' : ''}>
          <MapFigure {...{ map, view, image, colors, opacity }} top={scale === 'each' ? map.peak : highest} />
          <figcaption>
            <strong>{className(map.class)}</strong> {formatPercent(map.probability)}
            <span class="muted small">
              {[
                map.class === view.predicted ? 'predicted' : '',
                map.class === view.truth ? 'true' : '',
                map.isZero ? 'no evidence' : '',
              ]
                .filter(Boolean)
                .map((word) => ` · ${word}`)}
            </span>
          </figcaption>
        </figure>
      ))}
    </div>
  );
}

function MapFigure({
  map,
  view,
  image,
  top,
  colors,
  opacity,
}: {
  map: MapsView['maps'][number];
  view: MapsView;
  image: string;
  top: number;
  colors: ColorScale;
  opacity: number;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current !== null) paint(canvas.current, { map, view, top, colors });
  }, [map, view, top, colors]);
  return (
    <div class="over">
      <img src={image} alt="" width={view.image.width} height={view.image.height} />
      <canvas
        ref={canvas}
        role="img"
        aria-label={`Class activation map of ${className(map.class)}, peak ${map.peak.toPrecision(3)}`}
        style={{ opacity: map.isZero ? 0 : opacity }}
      />
    </div>
  );
}

/** Method, layer and score of a map. */
export interface MapChoice {
  method: string;
  layer: string;
  of: 'logit' | 'probability';
}
export const DEFAULT_CHOICE: MapChoice = { method: 'gradCam', layer: '', of: 'logit' };

/** A choice as query parameters. */
export const choiceQuery = ({ method, layer, of }: MapChoice, more: Record<string, string> = {}): string =>
  query({ ...more, method, layer, of });

/** Maps with their controls. */
export function MapPanel({
  view,
  image,
  choice,
  onChoose,
}: {
  view: MapsView;
  image: string;
  choice: MapChoice;
  onChoose: (choice: MapChoice) => void;
}) {
  const [colors, setColors] = useState<ColorScale>('viridis');
  const [scale, setScale] = useState<'shared' | 'each'>('shared');
  const [opacity, setOpacity] = useState(0.75);
  const needsLayer = view.methods.find(({ name }) => name === choice.method)?.needsLayer === true;
  return (
    <>
      <div class="filters">
        <label class="field">
          Method
          <select
            value={choice.method}
            onChange={(event) => onChoose({ ...choice, method: event.currentTarget.value, layer: '' })}
          >
            {view.methods.map(({ name, title }) => (
              <option key={name} value={name} selected={name === choice.method}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          Layer
          <select
            value={choice.layer === '' ? view.layer : choice.layer}
            disabled={!needsLayer || choice.method === 'cam'}
            onChange={(event) => onChoose({ ...choice, layer: event.currentTarget.value })}
          >
            {!needsLayer && <option value={view.layer}>Input image</option>}
            {view.layers.map(({ name, width, height }) => (
              <option key={name} value={name} selected={name === (choice.layer === '' ? view.layer : choice.layer)}>
                {name} ({width} × {height})
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          Score
          <select
            value={choice.of}
            onChange={(event) => onChoose({ ...choice, of: event.currentTarget.value as MapChoice['of'] })}
          >
            <option value="logit">Logit</option>
            <option value="probability">Probability</option>
          </select>
        </label>
        <label class="field">
          Scale
          <select value={scale} onChange={(event) => setScale(event.currentTarget.value as 'shared' | 'each')}>
            <option value="shared">Same for all classes</option>
            <option value="each">Per class</option>
          </select>
        </label>
        <label class="field">
          Colors
          <select value={colors} onChange={(event) => setColors(event.currentTarget.value as ColorScale)}>
            {COLOR_SCALES.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          Opacity
          <input
            type="range"
            class="strength"
            min="0"
            max="1"
            step="0.05"
            value={opacity}
            onInput={(event) => setOpacity(Number(event.currentTarget.value))}
          />
        </label>
      </div>
      <MapFigures {...{ view, image, colors, scale, opacity }} />
    </>
  );
}

/** The maps of a sample by a run's model. */
export function SampleMaps({ run, sample, crop }: { run: string; sample: string; crop: string }) {
  const [choice, choose] = useState<MapChoice>(DEFAULT_CHOICE);
  const loaded = useLoad<MapsView>(`runs/${encodeURIComponent(run)}/maps${choiceQuery(choice, { sample })}`);
  const view = useLatest(loaded).value;
  return (
    <>
      {loaded.error !== undefined && <ErrorMessage error={loaded.error} />}
      {view === undefined && loaded.error === undefined && <Pending>Computing maps…</Pending>}
      {view !== undefined && (
        <div aria-busy={loaded.loading} class={loaded.loading ? 'busy' : ''}>
          <MapPanel view={view} image={crop} choice={choice} onChoose={choose} />
        </div>
      )}
    </>
  );
}
