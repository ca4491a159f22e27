// The prediction of a run's model for an image and for boxes in it, computed in the page as they move.
import { useEffect, useRef, useState } from 'preact/hooks';
import { type MapsView, send, type TryView } from '../api.ts';
import { cropImage } from '../parts/boxEditor.tsx';
import type { Box } from '../parts/boxGeometry.ts';
import { choiceQuery, DEFAULT_CHOICE, type MapChoice } from '../parts/classMaps.tsx';
import { attempt } from '../parts/toasts.tsx';
import { type ImageSource, readImage } from './imageSource.ts';
import { latestOnly } from './latestOnly.ts';
import { decodeImage, type LocalModel, openLocalModel } from './localModel.ts';

export interface LivePrediction {
  /** Classifies a box of the image, or the whole image; of concurrent calls only the latest is answered. */
  predict(box: Box | undefined, maps?: MapChoice): void;
  /** The latest prediction and its box. */
  latest: { box: Box | undefined; view: TryView } | undefined;
  /** The latest maps, with the URL of the crop they belong to. */
  maps: { view: MapsView; url: string } | undefined;
}

interface OpenedImage {
  bytes: Promise<Blob>;
  pixels: Promise<ImageData | undefined>;
}

/** @param run name of the run; undefined makes no predictions */
export function usePrediction(run: string | undefined, image: ImageSource): LivePrediction {
  const [latest, setLatest] = useState<LivePrediction['latest']>(undefined);
  const [maps, setMaps] = useState<LivePrediction['maps']>(undefined);
  const enqueue = useRef(latestOnly());
  const opened = useRef<OpenedImage | undefined>(undefined);
  const model = useRef<{ run: string; opened: Promise<LocalModel> } | undefined>(undefined);
  const isMounted = useRef(true);
  useEffect(() => {
    isMounted.current = true;
    return () => {
      isMounted.current = false;
    };
  }, []);
  useEffect(
    () => () => {
      if (maps !== undefined) URL.revokeObjectURL(maps.url);
    },
    [maps],
  );
  const predict = async (box: Box | undefined, choice: MapChoice | undefined): Promise<void> => {
    if (run === undefined || !isMounted.current) return;
    let bytes: Blob | undefined;
    const view = await attempt(async () => {
      opened.current ??= openImage(image);
      const pixels = await opened.current.pixels;
      bytes = await opened.current.bytes;
      if (pixels !== undefined) {
        if (model.current?.run !== run) model.current = { run, opened: openLocalModel(run) };
        return (await model.current.opened).predict(pixels, box, choice);
      }
      // The browser cannot decode the image, but the server may; boxes need pixels, so it classifies the whole image.
      const query = choiceQuery(choice ?? DEFAULT_CHOICE, { maps: choice === undefined ? 'no' : 'yes' });
      return send<TryView>('POST', `runs/${encodeURIComponent(run)}/try${query}`, bytes);
    });
    if (!isMounted.current) return;
    if (view === undefined) {
      // The next call tries again from scratch.
      model.current = undefined;
      opened.current = undefined;
      return;
    }
    setLatest({ box, view });
    if (view.maps === undefined || bytes === undefined) return;
    const crop = box === undefined ? bytes : await cropImage(bytes, box);
    if (crop !== undefined) setMaps({ view: view as MapsView, url: URL.createObjectURL(crop) });
  };
  return { predict: (box, choice) => enqueue.current(() => predict(box, choice)), latest, maps };
}

function openImage(image: ImageSource): OpenedImage {
  const bytes = readImage(image);
  return { bytes, pixels: bytes.then(decodeImage) };
}
