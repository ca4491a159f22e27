// Corrections made on the page: each can be undone at once, and later where edits are listed.
import { type EditRequest, type EditView, send } from './api.ts';
import { plural } from './format.ts';
import { attempt, toast } from './parts/toasts.tsx';

/** Makes an edit and says so; undefined where the server refused it. */
export async function makeEdit(request: EditRequest): Promise<EditView | undefined> {
  const made = await attempt(() => send<EditView>('POST', 'edits', request));
  if (made !== undefined) latest = made;
  if (made !== undefined) toast(`${editInWords(made)}.`, { undo: () => void undoEdit(made.number) });
  return made;
}

export async function undoEdit(number: number): Promise<void> {
  const undone = await attempt(() => send<EditView>('DELETE', `edits/${number}`));
  if (undone !== undefined && latest?.number === number) latest = undefined;
  if (undone !== undefined) toast(`Undone: ${editInWords(undone)}.`);
}

/** `Left out ttc/ttc_0012_a#2` */
export function editInWords(edit: EditRequest): string {
  if (edit.kind === 'exclude') return `Left out ${edit.sample}`;
  if (edit.kind === 'relabel') return `${edit.sample} is now ${edit.label}`;
  return `Kept ${edit.keep}, left out ${plural(edit.drop.length, 'duplicate')}`;
}

/** The last edit made here, until it is undone: the list may come a moment after the key. */
let latest: EditView | undefined;

/** The last edit that holds, which a key undoes. */
export function lastEdit(edits: readonly EditView[] | undefined): EditView | undefined {
  const known = edits?.filter(({ undone }) => !undone).at(-1);
  const isListed = edits?.some(({ number }) => number === latest?.number) === true;
  return latest !== undefined && !isListed ? latest : known;
}
