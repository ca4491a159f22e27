// Labels given on the page: written by the server, with an Undo in the toast.
import { type ImageRequest, type LabelAnswer, type LabelRequest, send, sendForm } from './api.ts';
import { plural } from './format.ts';
import type { Box } from './parts/boxGeometry.ts';
import { attempt, toast } from './parts/toasts.tsx';

/** A box as the server expects it; null for the whole image. */
export const toApiBox = (box: Box | undefined): LabelRequest['objects'][number]['box'] =>
  box === undefined ? null : { xmin: box.left, ymin: box.top, xmax: box.left + box.width, ymax: box.top + box.height };

export const fromApiBox = ({ xmin, ymin, xmax, ymax }: NonNullable<ReturnType<typeof toApiBox>>): Box => ({
  left: xmin,
  top: ymin,
  width: xmax - xmin,
  height: ymax - ymin,
});

async function undoLabels({ kind, image, additions }: LabelAnswer, objects: LabelRequest['objects']): Promise<void> {
  const undone = await attempt(async () => {
    if (kind === 'voc') return send('POST', 'labels/withdraw', { image, objects } satisfies LabelRequest);
    for (const number of additions) await send('DELETE', `additions/${number}`);
    return true;
  });
  if (undone !== undefined) toast(`Undone: removed ${plural(objects.length, 'label')} of ${image}.`);
}

function confirmLabels(answer: LabelAnswer, objects: LabelRequest['objects']): void {
  const { kind, image, annotation } = answer;
  if (kind === 'folder') toast(`Saved ${image}. Run \`toonvision extract\` to add it to the dataset.`);
  else
    toast(`Saved ${annotation}. Run \`toonvision extract\` to add it to the dataset.`, {
      undo: () => void undoLabels(answer, objects),
    });
}

/** Annotates an image of the project and shows a toast; undefined when the server rejects it. */
export async function writeLabels(request: LabelRequest): Promise<LabelAnswer | undefined> {
  const answer = await attempt(() => send<LabelAnswer>('POST', 'labels', request));
  if (answer !== undefined) confirmLabels(answer, request.objects);
  return answer;
}

/** Stores a new image with its labels; undefined when the server rejects it. */
export async function addImage(image: Blob, request: ImageRequest): Promise<LabelAnswer | undefined> {
  const form = new FormData();
  form.set('image', image, 'image');
  form.set('request', JSON.stringify(request));
  const answer = await attempt(() => sendForm<LabelAnswer>('images', form));
  if (answer !== undefined) confirmLabels(answer, request.objects);
  return answer;
}
