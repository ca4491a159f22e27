// The form of a training: what is learned, how, against imbalance, with which augmentation, over how many seeds.
import { useState } from 'preact/hooks';
import { type JobView, type ProjectView, send, type TrainRequest } from '../api.ts';
import { attempt, toast } from '../parts/toasts.tsx';
import { AugmentationFields, augmentationOf } from './augmentationFields.tsx';

type NumberName = 'seed' | 'epochs' | 'batchSize' | 'learningRate' | 'patience' | 'repeats';
type ChoiceName = 'optimizer' | 'schedule' | 'loss' | 'classWeight' | 'sampling';

/** Fields of numbers: what holds when neither form nor configuration says anything, the least and the step. */
const NUMBERS: Readonly<
  Record<NumberName, readonly [says: string, holds: string, least: number, step: number | 'any']>
> = {
  seed: ['Seed', '0', 0, 1],
  epochs: ['Max. epochs', '100', 1, 1],
  batchSize: ['Batch', '64', 1, 1],
  learningRate: ['Learning rate', '0.001', 0.000001, 'any'],
  patience: ['Patience', '5', 1, 1],
  repeats: ['Repeats', 'one run', 2, 1],
};
const CHOICES: Readonly<Record<ChoiceName, readonly [says: string, holds: string]>> = {
  optimizer: ['Optimizer', 'adam'],
  schedule: ['Schedule', 'constant'],
  loss: ['Loss', 'sparseCategoricalCrossentropy'],
  classWeight: ['Class weights', 'none'],
  sampling: ['Balanced sampling', 'none'],
};
/** What options say in words. */
const WORDS: Readonly<Record<string, string>> = {
  sparseCategoricalCrossentropy: 'cross-entropy',
  categoricalFocalCrossentropy: 'focal',
  effectiveNumber: 'by effective number',
  balanced: 'by frequency',
  class: 'by class',
  street: 'by street',
  classAndStreet: 'by class and street',
  cosineDecay: 'cosine decay',
  exponentialDecay: 'exponential decay',
};
const inWords = (name: string): string => WORDS[name] ?? name;

/** The request of a filled form; what is empty is as the configuration says. */
function requestOf(form: FormData): TrainRequest {
  const text = (name: string): string => String(form.get(name) ?? '').trim();
  const filled = Object.keys(NUMBERS).flatMap((name) =>
    text(name) === '' ? [] : [[name, Number(text(name))] as const],
  );
  const words = ['target', 'name', ...Object.keys(CHOICES)].flatMap((name) =>
    text(name) === '' ? [] : [[name, text(name)] as const],
  );
  const augmentation = augmentationOf(form);
  return {
    model: text('model'),
    ...Object.fromEntries(words),
    ...Object.fromEntries(filled),
    augmentation,
  };
}

export function TrainForm({ known, onStart }: { known: ProjectView; onStart: () => void }) {
  const [busy, setBusy] = useState(false);
  const [balance, setBalance] = useState({ classWeight: '', sampling: '' });
  const [repeats, setRepeats] = useState('');
  const start = async (form: HTMLFormElement): Promise<void> => {
    setBusy(true);
    const job = await attempt(() => send<JobView>('POST', 'jobs', requestOf(new FormData(form))));
    if (job !== undefined) toast(`Started: ${job.command}`);
    setBusy(false);
    onStart();
  };
  const number = (name: NumberName, onInput?: (value: string) => void) => {
    const [says, holds, least, step] = NUMBERS[name];
    const placeholder = known.configured[name] ?? holds;
    return (
      <label key={name} class="field">
        {says}
        <input
          name={name}
          type="number"
          min={least}
          step={step}
          placeholder={placeholder}
          onInput={onInput === undefined ? undefined : (event) => onInput(event.currentTarget.value)}
        />
      </label>
    );
  };
  const choice = (name: ChoiceName, onChange?: (value: string) => void) => {
    const [says, holds] = CHOICES[name];
    // What holds when nothing is chosen stands first.
    const usual = known.configured[name] ?? holds;
    return (
      <label key={name} class="field">
        {says}
        <select
          name={name}
          onChange={onChange === undefined ? undefined : (event) => onChange(event.currentTarget.value)}
        >
          <option value="">{inWords(usual)}</option>
          {known.choices[name]
            .filter((one) => one !== usual)
            .map((one) => (
              <option key={one} value={one}>
                {inWords(one)}
              </option>
            ))}
        </select>
      </label>
    );
  };
  const weights = balance.classWeight || (known.configured.classWeight ?? 'none');
  const sampling = balance.sampling || (known.configured.sampling ?? 'none');
  return (
    <form
      class="panel form"
      onSubmit={(event) => {
        event.preventDefault();
        void start(event.currentTarget);
      }}
    >
      <fieldset>
        <legend>What</legend>
        <div class="fields">
          <label class="field">
            Model
            <select name="model">
              {known.models.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <label class="field">
            Target
            <select name="target" defaultValue={known.target}>
              {known.targets.map(({ name, classes }) => (
                <option key={name} value={name} selected={name === known.target}>
                  {name} ({classes.length})
                </option>
              ))}
            </select>
          </label>
          <label class="field">
            Name
            <input name="name" placeholder="by model and target" pattern="[A-Za-z0-9][A-Za-z0-9._\-]{0,79}" />
          </label>
          {number('seed')}
          {number('repeats', setRepeats)}
        </div>
        {repeats !== '' && (
          <p class="muted small">
            The same is trained with {repeats} seeds, one after the other from the seed on. Each run is evaluated on
            validation and opens the test split, which is logged.
          </p>
        )}
      </fieldset>
      <fieldset>
        <legend>How</legend>
        <div class="fields">
          {number('epochs')}
          {number('patience')}
          {number('batchSize')}
          {number('learningRate')}
          {choice('optimizer')}
          {choice('schedule')}
          {choice('loss')}
        </div>
      </fieldset>
      <fieldset>
        <legend>Imbalance</legend>
        <p class="muted small">
          Weights make a rare class count more in the loss; balanced sampling shows it more often. The validation loss
          is never weighted.
        </p>
        <div class="fields">
          {choice('classWeight', (classWeight) => setBalance({ ...balance, classWeight }))}
          {choice('sampling', (next) => setBalance({ ...balance, sampling: next }))}
        </div>
        {weights !== 'none' && sampling.startsWith('class') && (
          <p class="small bad">Classes are balanced twice, by weights and by sampling; one of them is usual.</p>
        )}
      </fieldset>
      <AugmentationFields />
      <div class="row">
        <button type="submit" class="main" disabled={busy}>
          Start training
        </button>
        <span class="muted small">Runs on {known.cores} cores and keeps running if you close the studio.</span>
      </div>
    </form>
  );
}
