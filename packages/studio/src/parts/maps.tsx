// Where a model looks: a map for each class over the picture, coloured here from the numbers that the server gives.
import { useEffect, useRef, useState } from 'preact/hooks';
import { COLOUR_SCALES, type ColourScale, colourTable, resizeMap } from 'toonvision/explain';
import { type MapsView, query } from '../api.ts';
import { percent } from '../format.ts';
import { useLoad } from '../useLoad.ts';
import { className } from './classColour.ts';
import { Fault } from './words.tsx';

/** Longest side of a drawn map in pixels. */
const LONGEST = 320;

function floatsOf(base64: string): Float32Array {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}

function paint(
  canvas: HTMLCanvasElement,
  { map, view, top, colours }: { map: MapsView['maps'][number]; view: MapsView; top: number; colours: ColourScale },
): void {
  const { width, height } = view.picture;
  const shrink = Math.min(1, LONGEST / Math.max(width, height));
  const size = { width: Math.max(1, Math.round(width * shrink)), height: Math.max(1, Math.round(height * shrink)) };
  canvas.width = size.width;
  canvas.height = size.height;
  const values = resizeMap({ ...map, values: floatsOf(map.values) }, size, view.area);
  const table = colourTable(colours);
  const image = new ImageData(size.width, size.height);
  for (const [at, value] of values.entries()) {
    const step = top > 0 ? Math.max(0, Math.min(255, Math.round((value / top) * 255))) : 0;
    for (let c = 0; c < 3; c += 1) image.data[at * 4 + c] = table[step * 3 + c] ?? 0;
    // What speaks for nothing lets the picture through.
    image.data[at * 4 + 3] = 90 + Math.round(165 * (step / 255));
  }
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}

/** One map a class over the picture at `picture`. */
function MapFigures({
  view,
  picture,
  colours,
  scale,
  opacity,
}: {
  view: MapsView;
  picture: string;
  colours: ColourScale;
  scale: 'shared' | 'each';
  opacity: number;
}) {
  const highest = view.maps.reduce((most, { peak }) => Math.max(most, peak), 0);
  return (
    <div class="maps">
      {view.maps.map((map) => (
        <figure key={map.class} class={map.class === view.predicted ? 'predicted' : ''}>
          <MapFigure {...{ map, view, picture, colours, opacity }} top={scale === 'each' ? map.peak : highest} />
          <figcaption>
            <strong>{className(map.class)}</strong> {percent(map.probability)}
            <span class="soft small">
              {[
                map.class === view.predicted ? 'predicted' : '',
                map.class === view.truth ? 'true' : '',
                map.isZero ? 'map is zero' : '',
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
  picture,
  top,
  colours,
  opacity,
}: {
  map: MapsView['maps'][number];
  view: MapsView;
  picture: string;
  top: number;
  colours: ColourScale;
  opacity: number;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current !== null) paint(canvas.current, { map, view, top, colours });
  }, [map, view, top, colours]);
  return (
    <div class="over">
      <img src={picture} alt="" width={view.picture.width} height={view.picture.height} />
      <canvas
        ref={canvas}
        role="img"
        aria-label={`Map of ${className(map.class)}, peak ${map.peak.toPrecision(3)}`}
        style={{ opacity: map.isZero ? 0 : opacity }}
      />
    </div>
  );
}

/** What can be chosen of maps. */
export interface MapChoice {
  method: string;
  layer: string;
  of: 'logit' | 'probability';
}
export const FIRST_CHOICE: MapChoice = { method: 'gradCam', layer: '', of: 'logit' };

/** The query of a choice. */
export const choiceQuery = ({ method, layer, of }: MapChoice, more: Record<string, string> = {}): string =>
  query({ ...more, method, layer, of });

/** Maps with their controls. */
export function MapPanel({
  view,
  picture,
  choice,
  choose,
}: {
  view: MapsView;
  picture: string;
  choice: MapChoice;
  choose: (choice: MapChoice) => void;
}) {
  const [colours, setColours] = useState<ColourScale>('viridis');
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
            onChange={(event) => choose({ ...choice, method: event.currentTarget.value, layer: '' })}
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
            onChange={(event) => choose({ ...choice, layer: event.currentTarget.value })}
          >
            {!needsLayer && <option value={view.layer}>the picture itself</option>}
            {view.layers.map(({ name, width, height }) => (
              <option key={name} value={name} selected={name === (choice.layer === '' ? view.layer : choice.layer)}>
                {name} ({width} × {height})
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          Of
          <select
            value={choice.of}
            onChange={(event) => choose({ ...choice, of: event.currentTarget.value as MapChoice['of'] })}
          >
            <option value="logit">the logit</option>
            <option value="probability">the probability</option>
          </select>
        </label>
        <label class="field">
          Scale
          <select value={scale} onChange={(event) => setScale(event.currentTarget.value as 'shared' | 'each')}>
            <option value="shared">one for all classes</option>
            <option value="each">each by its peak</option>
          </select>
        </label>
        <label class="field">
          Colours
          <select value={colours} onChange={(event) => setColours(event.currentTarget.value as ColourScale)}>
            {COLOUR_SCALES.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          Strength
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
      <MapFigures {...{ view, picture, colours, scale, opacity }} />
    </>
  );
}

/** The maps of a sample for a run, loaded as chosen. */
export function SampleMaps({ run, sample, crop }: { run: string; sample: string; crop: string }) {
  const [choice, choose] = useState<MapChoice>(FIRST_CHOICE);
  const loaded = useLoad<MapsView>(`runs/${encodeURIComponent(run)}/maps${choiceQuery(choice, { sample })}`);
  const last = useRef<MapsView | undefined>(undefined);
  if (loaded.value !== undefined) last.current = loaded.value;
  const view = last.current;
  return (
    <>
      {loaded.fault !== undefined && <Fault fault={loaded.fault} />}
      {view === undefined && loaded.fault === undefined && <p class="soft">Looking …</p>}
      {view !== undefined && (
        <div aria-busy={loaded.loading} class={loaded.loading ? 'busy' : ''}>
          <MapPanel view={view} picture={crop} choice={choice} choose={choose} />
        </div>
      )}
    </>
  );
}
