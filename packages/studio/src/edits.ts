// Edits of samples made on the page. Each can be undone from its toast, by a key, and from the list of edits.
import { type EditRequest, type EditView, send } from './api.ts';
import { plural } from './format.ts';
import { attempt, toast } from './parts/toasts.tsx';

/** Makes an edit and shows a toast; undefined when the server rejects it. */
export async function makeEdit(request: EditRequest): Promise<EditView | undefined> {
  const edit = await attempt(() => send<EditView>('POST', 'edits', request));
  if (edit === undefined) return undefined;
  latest = edit;
  toast(`${describeEdit(edit)}.`, { undo: () => void undoEdit(edit.number) });
  return edit;
}

export async function undoEdit(number: number): Promise<void> {
  const undone = await attempt(() => send<EditView>('DELETE', `edits/${number}`));
  if (undone === undefined) return;
  if (latest?.number === number) latest = undefined;
  toast(`Undone: ${describeEdit(undone)}.`);
}

/** `Excluded ttc/ttc_0012_a#2` */
export function describeEdit(edit: EditRequest): string {
  if (edit.kind === 'exclude') return `Excluded ${edit.sample}`;
  if (edit.kind === 'relabel') return `Relabeled ${edit.sample} as ${edit.label}`;
  return `Kept ${edit.keep}, excluded ${plural(edit.drop.length, 'duplicate')}`;
}

/** The latest edit of this page until it is undone: the list of edits may be loaded a moment later. */
let latest: EditView | undefined;

/** The latest edit that is not undone. */
export function lastEdit(edits: readonly EditView[] | undefined): EditView | undefined {
  const isListed = edits?.some(({ number }) => number === latest?.number) === true;
  return latest !== undefined && !isListed ? latest : edits?.filter(({ undone }) => !undone).at(-1);
}
