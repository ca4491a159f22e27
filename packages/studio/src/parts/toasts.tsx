// Short words in the corner: what was done, with a way back where there is one.
import { signal } from '@preact/signals';
import { ApiFault } from '../api.ts';

interface Toast {
  id: number;
  text: string;
  bad: boolean;
  undo?: () => void;
}

const toasts = signal<readonly Toast[]>([]);
let count = 0;

export function toast(text: string, { bad = false, undo }: { bad?: boolean; undo?: () => void } = {}): void {
  count += 1;
  const id = count;
  toasts.value = [...toasts.value.slice(-2), { id, text, bad, undo }];
  setTimeout(() => close(id), bad ? 9000 : 6000);
}
const close = (id: number): void => {
  toasts.value = toasts.value.filter((one) => one.id !== id);
};

/** Does something that may fail; then the server's words are shown. */
export async function attempt<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await work();
  } catch (error) {
    const remedy = error instanceof ApiFault && error.remedy !== undefined ? ` – ${error.remedy}` : '';
    toast(`${error instanceof Error ? error.message : String(error)}${remedy}`, { bad: true });
    return undefined;
  }
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
