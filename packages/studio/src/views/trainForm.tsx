// The form of a training: model and target, then the settings of training by group.
import { useState } from 'preact/hooks';
import { TRAIN_SETTINGS } from 'toonvision/settings';
import { type JobView, type ProjectView, send, type TrainRequest } from '../api.ts';
import { type FilledForm, filledForm, SettingField, settingGroups, settingsOfForm } from '../parts/settingFields.tsx';
import { attempt, toast } from '../parts/toasts.tsx';
import { AugmentationFields, augmentationOf } from './augmentationFields.tsx';

/** What a group of fields needs to be explained. */
const NOTES: Readonly<Record<string, string>> = {
  'Class imbalance':
    'Weights make a rare class count more in the loss; balanced sampling shows it more often. The validation loss is never weighted.',
};

/** The request of a filled form; what is empty is as the configuration says. */
function requestOf(form: FormData): TrainRequest {
  const { model = '', target, name, repeats } = filledForm(form);
  return {
    ...settingsOfForm(TRAIN_SETTINGS, form),
    ...{ model, target, name },
    repeats: repeats === undefined ? undefined : Number(repeats),
    augmentation: augmentationOf(form),
  };
}

export function TrainForm({ known, onStart }: { known: ProjectView; onStart: () => void }) {
  const [busy, setBusy] = useState(false);
  const [form, setForm] = useState<FilledForm>({});
  // What is not chosen is as configured.
  const filled: FilledForm = { ...known.configured, ...form };
  const { repeats, classWeight = 'none', sampling = 'none' } = filled;
  const start = async (form: HTMLFormElement): Promise<void> => {
    setBusy(true);
    const job = await attempt(() => send<JobView>('POST', 'jobs', requestOf(new FormData(form))));
    if (job !== undefined) toast(`Started: ${job.command}`);
    setBusy(false);
    onStart();
  };
  return (
    <form
      class="panel form"
      onInput={(event) => setForm(filledForm(new FormData(event.currentTarget)))}
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
            <input name="name" placeholder="from target and model" pattern="[A-Za-z0-9][A-Za-z0-9._\-]{0,79}" />
          </label>
          <label class="field">
            Repeats
            <input name="repeats" type="number" min={2} max={100} step={1} placeholder="one run" />
          </label>
        </div>
        {repeats !== undefined && (
          <p class="muted small">
            Trains {repeats} runs with consecutive seeds. Each run is evaluated on validation and opens the test split,
            which is logged.
          </p>
        )}
      </fieldset>
      {[...settingGroups(TRAIN_SETTINGS)].map(([group, settings]) => (
        <fieldset key={group}>
          <legend>{group}</legend>
          {NOTES[group] !== undefined && <p class="muted small">{NOTES[group]}</p>}
          <div class="fields">
            {settings.map(([name, setting]) => (
              <SettingField key={name} {...{ name, setting, filled }} configured={known.configured[name]} />
            ))}
          </div>
          {group === TRAIN_SETTINGS.sampling.group && classWeight !== 'none' && sampling.startsWith('class') && (
            <p class="small bad">Classes are balanced twice, by weights and by sampling; use one of them.</p>
          )}
        </fieldset>
      ))}
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
