// What was added to the dataset by hand, the newest first; each can be undone.
import { type AdditionView, send } from '../api.ts';
import { plural, when } from '../format.ts';
import { attempt, toast } from '../parts/toasts.tsx';
import { useLoad } from '../useLoad.ts';

/** How many are listed. */
const SHOWN = 30;

async function undo({ number, label, picture }: AdditionView): Promise<void> {
  const undone = await attempt(() => send<AdditionView>('DELETE', `additions/${number}`));
  if (undone !== undefined) toast(`Undone: ${label} on ${picture}; \`toonvision extract\` leaves it out.`);
}

export function Additions() {
  const loaded = useLoad<AdditionView[]>('additions', ['labels']);
  const additions = [...(loaded.value ?? [])].reverse();
  if (additions.length === 0) return null;
  return (
    <section class="panel">
      <h2>Added by hand</h2>
      <ul class="plain-list edits">
        {additions.slice(0, SHOWN).map((one) => {
          const words = `${one.label} on ${one.picture}`;
          return (
            <li key={one.number} class={one.undone ? 'soft' : ''}>
              <span class="what">
                {one.undone ? <s>{words}</s> : words}
                <span class="soft small">
                  {' '}
                  {when(one.when)}, {one.who}
                  {one.undone ? ', undone' : ''}
                </span>
              </span>
              {!one.undone && (
                <button type="button" aria-label={`Undo: ${words}`} onClick={() => void undo(one)}>
                  Undo
                </button>
              )}
            </li>
          );
        })}
      </ul>
      {additions.length > SHOWN && <p class="soft small">and {plural(additions.length - SHOWN, 'older one')}</p>}
    </section>
  );
}
