// The form that starts training: model and target, then the training settings by group.
import { useState } from 'preact/hooks';
import { TRAIN_SETTINGS } from 'toonvision/settings';
import { type JobView, type ProjectView, send, type TrainRequest } from '../api.ts';
import { type FormValues, groupSettings, readForm, readSettings, SettingField } from '../parts/settingFields.tsx';
import { attempt, toast } from '../parts/toasts.tsx';
import { AugmentationFields, readAugmentation } from './augmentationFields.tsx';

/** Explanations below the titles of groups. */
const GROUP_NOTES: Readonly<Record<string, string>> = {
  'Class imbalance':
    'Class weights make rare classes count more in the loss; balanced sampling shows them more often. ' +
    'The validation loss is not weighted.',
};

/** The request of a submitted form; empty fields keep the configured values. */
function readRequest(form: FormData): TrainRequest {
  const { model = '', target, name, repeats } = readForm(form);
  return {
    ...readSettings(TRAIN_SETTINGS, form),
    ...{ model, target, name },
    repeats: repeats === undefined ? undefined : Number(repeats),
    augmentation: readAugmentation(form),
  };
}

export function TrainForm({ current, onStart }: { current: ProjectView; onStart: () => void }) {
  const [busy, setBusy] = useState(false);
  const [form, setForm] = useState<FormValues>({});
  // Empty fields keep the configured values.
  const values: FormValues = { ...current.configured, ...form };
  const { repeats, classWeight = 'none', sampling = 'none' } = values;
  const start = async (element: HTMLFormElement): Promise<void> => {
    setBusy(true);
    const job = await attempt(() => send<JobView>('POST', 'jobs', readRequest(new FormData(element))));
    if (job !== undefined) toast(`Started: ${job.command}`);
    setBusy(false);
    onStart();
  };
  return (
    <form
      class="panel form"
      onInput={(event) => setForm(readForm(new FormData(event.currentTarget)))}
      onSubmit={(event) => {
        event.preventDefault();
        void start(event.currentTarget);
      }}
    >
      <fieldset>
        <legend>Run</legend>
        <div class="fields">
          <label class="field">
            Model
            <select name="model">
              {current.models.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <label class="field">
            Target
            <select name="target" defaultValue={current.target}>
              {current.targets.map(({ name, classes }) => (
                <option key={name} value={name} selected={name === current.target}>
                  {name} ({classes.length})
                </option>
              ))}
            </select>
          </label>
          <label class="field">
            Name
            <input name="name" placeholder="automatic" pattern="[A-Za-z0-9][A-Za-z0-9._\-]{0,79}" />
          </label>
          <label class="field">
            Repeats
            <input name="repeats" type="number" min={2} max={100} step={1} placeholder="one run" />
          </label>
        </div>
        {repeats !== undefined && (
          <p class="muted small">
            Trains {repeats} runs with consecutive seeds and evaluates each on validation and test. Each evaluation
            opens the test split, which is logged.
          </p>
        )}
      </fieldset>
      {[...groupSettings(TRAIN_SETTINGS)].map(([group, settings]) => (
        <fieldset key={group}>
          <legend>{group}</legend>
          {GROUP_NOTES[group] !== undefined && <p class="muted small">{GROUP_NOTES[group]}</p>}
          <div class="fields">
            {settings.map(([name, setting]) => (
              <SettingField key={name} {...{ name, setting, values }} configured={current.configured[name]} />
            ))}
          </div>
          {group === TRAIN_SETTINGS.sampling.group && classWeight !== 'none' && sampling.startsWith('class') && (
            <p class="small bad">Classes are balanced twice, by class weights and by sampling. Use only one of them.</p>
          )}
        </fieldset>
      ))}
      <AugmentationFields />
      <div class="row">
        <button type="submit" class="main" disabled={busy}>
          Start training
        </button>
        <span class="muted small">Runs on {current.cores} cores and keeps running if you close the studio.</span>
      </div>
    </form>
  );
}
