// The edits of samples and the samples added by hand, newest first; each can be undone.
import type { ComponentChildren } from 'preact';
import { type AdditionView, type EditView, send } from '../api.ts';
import { describeEdit, undoEdit } from '../edits.ts';
import { formatCount, formatDate } from '../format.ts';
import { attempt, toast } from '../parts/toasts.tsx';
import { useLoad } from '../useLoad.ts';

const MAX_SHOWN = 30;

interface Entry {
  number: number;
  text: string;
  who: string;
  when: string;
  undone: boolean;
}

function UndoList({
  title,
  entries,
  onUndo,
}: {
  title: ComponentChildren;
  entries: readonly Entry[];
  onUndo: (number: number) => void;
}) {
  if (entries.length === 0) return null;
  return (
    <section class="panel">
      <h2>{title}</h2>
      <ul class="plain-list edits">
        {entries
          .toReversed()
          .slice(0, MAX_SHOWN)
          .map(({ number, text, who, when, undone }) => (
            <li key={number} class={undone ? 'muted' : ''}>
              <span class="what">
                {undone ? <s>{text}</s> : text}
                <span class="muted small">
                  {' '}
                  {formatDate(when)}, {who}
                  {undone ? ', undone' : ''}
                </span>
              </span>
              {!undone && (
                <button type="button" aria-label={`Undo: ${text}`} onClick={() => onUndo(number)}>
                  Undo
                </button>
              )}
            </li>
          ))}
      </ul>
      {entries.length > MAX_SHOWN && <p class="muted small">and {formatCount(entries.length - MAX_SHOWN)} earlier</p>}
    </section>
  );
}

/** Exclusions, relabelings and merged duplicates. */
export function Edits() {
  const { value = [] } = useLoad<EditView[]>('edits', ['edit']);
  const entries = value.map((edit) => ({ ...edit, text: describeEdit(edit) }));
  return <UndoList title="Edits" entries={entries} onUndo={(number) => void undoEdit(number)} />;
}

/** Samples added by hand. */
export function Additions() {
  const { value = [] } = useLoad<AdditionView[]>('additions', ['labels']);
  const undo = async (number: number): Promise<void> => {
    const undone = await attempt(() => send<AdditionView>('DELETE', `additions/${number}`));
    if (undone !== undefined)
      toast(`Undone: ${undone.label} on ${undone.image}. Run \`toonvision extract\` to remove the sample.`);
  };
  const entries = value.map((addition) => ({ ...addition, text: `${addition.label} on ${addition.image}` }));
  return <UndoList title="Added by hand" entries={entries} onUndo={(number) => void undo(number)} />;
}
