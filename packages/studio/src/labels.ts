// Labels given on the page: written by the server, with a way back at once.
import { type LabelAnswer, type LabelRequest, type PictureRequest, send, sendForm } from './api.ts';
import { plural } from './format.ts';
import type { Box } from './parts/drawBoxes.tsx';
import { attempt, toast } from './parts/toasts.tsx';

/** A box as the server has it; null for the whole picture. */
export const sentBox = (box: Box | undefined): LabelRequest['objects'][number]['box'] =>
  box === undefined ? null : { xmin: box.left, ymin: box.top, xmax: box.left + box.width, ymax: box.top + box.height };

async function undoLabels({ kind, picture, additions }: LabelAnswer, objects: LabelRequest['objects']): Promise<void> {
  const undone = await attempt(async () => {
    if (kind === 'voc') return send('POST', 'labels/withdraw', { picture, objects } satisfies LabelRequest);
    for (const number of additions) await send('DELETE', `additions/${number}`);
    return true;
  });
  if (undone !== undefined) toast(`Undone: ${picture} has ${plural(objects.length, 'label')} less.`);
}

function tell(made: LabelAnswer, objects: LabelRequest['objects']): void {
  const { kind, picture, annotation } = made;
  if (kind === 'folder') toast(`Stored ${picture}; \`toonvision extract\` takes it in.`);
  else
    toast(`Wrote ${annotation}; \`toonvision extract\` takes it in.`, { undo: () => void undoLabels(made, objects) });
}

/** Writes what is on a picture of the project and says so; undefined where the server refused it. */
export async function writeLabels(request: LabelRequest): Promise<LabelAnswer | undefined> {
  const made = await attempt(() => send<LabelAnswer>('POST', 'labels', request));
  if (made !== undefined) tell(made, request.objects);
  return made;
}

/** Stores a picture from outside with what is on it; undefined where the server refused it. */
export async function addPicture(picture: Blob, request: PictureRequest): Promise<LabelAnswer | undefined> {
  const form = new FormData();
  form.set('picture', picture, 'picture');
  form.set('request', JSON.stringify(request));
  const made = await attempt(() => sendForm<LabelAnswer>('pictures', form));
  if (made !== undefined) tell(made, request.objects);
  return made;
}
