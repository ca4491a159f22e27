// All studies, and a form that begins one.
import { useState } from 'preact/hooks';
import { type JobView, type StudyRow, send, type TuneRequest } from '../api.ts';
import { decimal, when, whole } from '../format.ts';
import { project } from '../parts/classColour.ts';
import { attempt, toast } from '../parts/toasts.tsx';
import { Empty, Show } from '../parts/words.tsx';
import { navigate } from '../router.ts';
import { useLoad } from '../useLoad.ts';
import { AugmentationFields, augmentationOf } from './augmentationFields.tsx';

const NUMBERS = [
  ['trials', 'Trials', '30', 1],
  ['epochs', 'Epochs a trial, at most', '75', 1],
  ['maxParameters', 'Parameters, at most', 'no limit', 1],
  ['maxMultiplyAdds', 'Multiply-adds, at most', 'no limit', 1],
  ['executions', 'Seeds a trial', '1', 1],
  ['seed', 'Seed of the search', '0', 0],
] as const;

/** The request of a filled form; what is empty is by default. */
export function tuneRequestOf(form: FormData): TuneRequest {
  const text = (name: string): string => String(form.get(name) ?? '').trim();
  const numbers = NUMBERS.flatMap(([name]) => (text(name) === '' ? [] : [[name, Number(text(name))] as const]));
  const words = ['space', 'sampler', 'target', 'narrow'].flatMap((name) =>
    text(name) === '' ? [] : [[name, text(name)] as const],
  );
  const objectives = form.getAll('objective').map(String).filter(Boolean);
  const augmentation = augmentationOf(form);
  return {
    name: text('name'),
    ...Object.fromEntries(words),
    ...Object.fromEntries(numbers),
    ...(objectives.length === 0 ? {} : { objectives }),
    augmentation,
  };
}

export function StudiesView() {
  const loaded = useLoad<StudyRow[]>('studies', ['study', 'job']);
  const known = project.value;
  const ready = known?.steps.find(({ name }) => name === 'split')?.done === true;
  return (
    <>
      <div class="head">
        <h1>Studies</h1>
      </div>
      <Show of={loaded}>
        {(rows) => (
          <>
            {rows.length === 0 && (
              <Empty title="No study yet" steps={!ready}>
                <p>A study searches for a smaller and better model: begin one below, or by</p>
                <p>
                  <code>toonvision tune --name small --max-parameters 6000</code>
                </p>
              </Empty>
            )}
            {rows.length > 0 && <Studies rows={rows} />}
          </>
        )}
      </Show>
      {ready && <Begin taken={loaded.value?.map(({ name }) => name) ?? []} />}
    </>
  );
}

function Studies({ rows }: { rows: readonly StudyRow[] }) {
  return (
    <section class="panel">
      <div class="scroll">
        <table class="runs">
          <thead>
            <tr>
              <th scope="col">Study</th>
              <th scope="col">Space</th>
              <th scope="col">Sampler</th>
              <th scope="col">Objectives</th>
              <th scope="col" class="right">
                Finished
              </th>
              <th scope="col" class="right">
                Failed
              </th>
              <th scope="col" class="right">
                Best trial
              </th>
              <th scope="col" class="right">
                Its value
              </th>
              <th scope="col" class="right">
                Parameters
              </th>
              <th scope="col" class="right">
                Begun
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, space, sampler, objectives, finished, running, failed, best, createdAt }) => (
              <tr key={name}>
                <th scope="row">
                  <a href={`/studies/${encodeURIComponent(name)}`}>{name}</a>
                  {running > 0 && <span class="tag running">{running} under way</span>}
                </th>
                <td>{space}</td>
                <td>{sampler}</td>
                <td>{objectives.join(', ')}</td>
                <td class="right">{whole(finished)}</td>
                <td class="right">{whole(failed)}</td>
                <td class="right">{best === null ? '–' : best.trial}</td>
                <td class="right">{best === null ? '–' : decimal(best.value)}</td>
                <td class="right">{whole(best?.parameters)}</td>
                <td class="right">{when(createdAt)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Begin({ taken }: { taken: readonly string[] }) {
  const [busy, setBusy] = useState(false);
  const known = project.value;
  if (known === undefined) return null;
  const start = async (form: HTMLFormElement): Promise<void> => {
    const request = tuneRequestOf(new FormData(form));
    if (taken.includes(request.name)) {
      toast(`There is a study ${request.name} already – go on with it on its own page.`, { bad: true });
      return;
    }
    setBusy(true);
    const job = await attempt(() => send<JobView>('POST', 'studies', request));
    setBusy(false);
    if (job === undefined) return;
    toast(`Started: ${job.command}`);
    navigate(`/studies/${encodeURIComponent(request.name)}`);
  };
  return (
    <section class="panel">
      <h2>Begin a study</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void start(event.currentTarget);
        }}
      >
        <div class="fields">
          <label class="field">
            Name
            <input name="name" required placeholder="small" pattern="[A-Za-z0-9][A-Za-z0-9._\-]{0,79}" />
          </label>
          <label class="field">
            Space
            <select name="space">
              {known.search.spaces.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <label class="field">
            Sampler
            <select name="sampler">
              {known.search.samplers.map((name) => (
                <option key={name} value={name} selected={name === 'bayesian'}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <label class="field">
            What to tell apart
            <select name="target">
              {known.targets.map(({ name, classes }) => (
                <option key={name} value={name} selected={name === known.target}>
                  {name} ({classes.length})
                </option>
              ))}
            </select>
          </label>
          <label class="field">
            Objective
            <select name="objective">
              {known.search.objectives.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <label class="field">
            A second one
            <select name="objective">
              <option value="">none</option>
              {known.search.objectives.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          {NUMBERS.map(([name, says, holds, least]) => (
            <label key={name} class="field">
              {says}
              <input name={name} type="number" min={least} step={1} placeholder={holds} />
            </label>
          ))}
        </div>
        <AugmentationFields />
        <div class="row">
          <button type="submit" class="main" disabled={busy}>
            Begin the search
          </button>
          <span class="soft small">
            It runs in a process of its own on {known.cores} cores; a space of your own is begun by the command line.
          </span>
        </div>
      </form>
    </section>
  );
}
