// Toasts: short messages in the corner, with an Undo where there is one.
import { signal } from '@preact/signals';
import { type JobView, RequestError } from '../api.ts';

interface Toast {
  id: number;
  text: string;
  bad: boolean;
  undo?: () => void;
}

const SHOWN_MS = 6000;
const ERROR_SHOWN_MS = 9000;
const MAX_TOASTS = 3;

const toasts = signal<readonly Toast[]>([]);
let count = 0;

export function toast(text: string, { bad = false, undo }: { bad?: boolean; undo?: () => void } = {}): void {
  count += 1;
  const id = count;
  toasts.value = [...toasts.value.slice(1 - MAX_TOASTS), { id, text, bad, undo }];
  setTimeout(() => close(id), bad ? ERROR_SHOWN_MS : SHOWN_MS);
}
const close = (id: number): void => {
  toasts.value = toasts.value.filter((shown) => shown.id !== id);
};

/** Runs something that may fail; an error is shown as a toast. */
export async function attempt<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await work();
  } catch (error) {
    const remedy = error instanceof RequestError && error.remedy !== undefined ? ` – ${error.remedy}` : '';
    toast(`${error instanceof Error ? error.message : String(error)}${remedy}`, { bad: true });
    return undefined;
  }
}

/** Starts a job and shows its command; undefined when the server rejects it. */
export async function startJob(work: () => Promise<JobView>): Promise<JobView | undefined> {
  const job = await attempt(work);
  if (job !== undefined) toast(`Started: ${job.command}`);
  return job;
}

export function Toasts() {
  return (
    <div class="toasts" role="status">
      {toasts.value.map(({ id, text, bad, undo }) => (
        <div key={id} class={bad ? 'toast bad' : 'toast'}>
          <span>{text}</span>
          {undo !== undefined && (
            <button
              type="button"
              onClick={() => {
                close(id);
                undo();
              }}
            >
              Undo
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
