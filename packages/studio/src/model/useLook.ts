// What a run's model says of a picture and of boxes in it, computed in this page as they move.
import { useEffect, useRef, useState } from 'preact/hooks';
import { type MapsView, send, type TryView } from '../api.ts';
import { type Box, cutOut } from '../parts/drawBoxes.tsx';
import { choiceQuery, FIRST_CHOICE, type MapChoice } from '../parts/maps.tsx';
import { attempt } from '../parts/toasts.tsx';
import { latestOnly } from './latestOnly.ts';
import { openPageModel, type PageModel, pixelsOf } from './pageModel.ts';
import { blobOf, type PictureSource } from './pictureSource.ts';

export interface Look {
  /** Asks about a part of the picture, or all of it; of many questions at a time the last is answered. */
  ask(part: Box | undefined, maps?: MapChoice): void;
  /** What was said last, and of which part. */
  said: { part: Box | undefined; view: TryView } | undefined;
  /** The last maps, with the part that they are of as a picture. */
  maps: { view: MapsView; url: string } | undefined;
}

/** @param run undefined says nothing */
export function useLook(run: string | undefined, picture: PictureSource): Look {
  const [said, setSaid] = useState<Look['said']>(undefined);
  const [maps, setMaps] = useState<Look['maps']>(undefined);
  const ask = useRef(latestOnly());
  const opened = useRef<{ bytes: Promise<Blob>; pixels: Promise<ImageData | undefined> } | undefined>(undefined);
  const model = useRef<{ run: string; opened: Promise<PageModel> } | undefined>(undefined);
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  useEffect(
    () => () => {
      if (maps !== undefined) URL.revokeObjectURL(maps.url);
    },
    [maps],
  );
  const look = async (part: Box | undefined, choice: MapChoice | undefined): Promise<void> => {
    if (run === undefined || !here.current) return;
    let bytes: Blob | undefined;
    const view = await attempt(async () => {
      opened.current ??= open(picture);
      const pixels = await opened.current.pixels;
      bytes = await opened.current.bytes;
      if (pixels !== undefined) {
        if (model.current?.run !== run) model.current = { run, opened: openPageModel(run) };
        return (await model.current.opened).look(pixels, part, choice);
      }
      // What this browser cannot decode the server may; boxes need pixels, so it is asked about the whole.
      const query = choiceQuery(choice ?? FIRST_CHOICE, { maps: choice === undefined ? 'no' : 'yes' });
      return send<TryView>('POST', `runs/${encodeURIComponent(run)}/try${query}`, bytes);
    });
    if (!here.current) return;
    if (view === undefined) {
      // Tried anew at the next question.
      model.current = undefined;
      opened.current = undefined;
      return;
    }
    setSaid({ part, view });
    if (view.maps === undefined || bytes === undefined) return;
    const own = part === undefined ? bytes : await cutOut(bytes, part);
    if (own !== undefined) setMaps({ view: view as MapsView, url: URL.createObjectURL(own) });
  };
  return { ask: (part, choice) => ask.current(() => look(part, choice)), said, maps };
}

function open(picture: PictureSource): { bytes: Promise<Blob>; pixels: Promise<ImageData | undefined> } {
  const bytes = blobOf(picture);
  return { bytes, pixels: bytes.then(pixelsOf) };
}
