// All studies, and the form for a new one.
import { useState } from 'preact/hooks';
import { type Setting, STUDY_RUN_SETTINGS, STUDY_SETTINGS } from 'toonvision/settings';
import { type JobView, type StudyRow, send, type TuneRequest } from '../api.ts';
import { formatCount, formatDate, formatDecimal } from '../format.ts';
import { project } from '../parts/classColors.ts';
import { DataTable } from '../parts/dataTable.tsx';
import { PageHeader } from '../parts/pageHeader.tsx';
import { readForm, readSettings, SettingField } from '../parts/settingFields.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { attempt, toast } from '../parts/toasts.tsx';
import { navigate } from '../router.ts';
import { useLoad } from '../useLoad.ts';
import { AugmentationFields, readAugmentation } from './augmentationFields.tsx';

const FORM_SETTINGS = { ...STUDY_RUN_SETTINGS, ...STUDY_SETTINGS };

/** The request of a submitted form. */
function readRequest(form: FormData): TuneRequest {
  const { name = '', space, target, narrowing } = readForm(form);
  return {
    ...readSettings(FORM_SETTINGS, form),
    ...{ name, space, target, narrowing },
    augmentation: readAugmentation(form),
  };
}

export function StudiesView() {
  const loaded = useLoad<StudyRow[]>('studies', ['study', 'job']);
  const isReady = project.value?.steps.find(({ name }) => name === 'split')?.done === true;
  return (
    <>
      <PageHeader title="Studies" />
      <Show of={loaded}>
        {(rows) => (
          <>
            {rows.length === 0 && (
              <Empty title="No studies yet" steps={!isReady}>
                <p>A study searches for a smaller, more accurate model. Start one below, or with</p>
                <p>
                  <code>toonvision tune --name small --max-parameters 6000</code>
                </p>
              </Empty>
            )}
            {rows.length > 0 && <StudiesTable rows={rows} />}
          </>
        )}
      </Show>
      {isReady && <StudyForm taken={loaded.value?.map(({ name }) => name) ?? []} />}
    </>
  );
}

function StudiesTable({ rows }: { rows: readonly StudyRow[] }) {
  return (
    <section class="panel">
      <DataTable
        class="runs"
        rows={rows}
        rowKey={({ name }) => name}
        columns={[
          {
            key: 'name',
            title: 'Study',
            isRowHeader: true,
            render: ({ name, running }) => (
              <>
                <a href={`/studies/${encodeURIComponent(name)}`}>{name}</a>
                {running > 0 && <span class="tag running">{running} running</span>}
              </>
            ),
          },
          { key: 'space', title: 'Space', render: ({ space }) => space },
          { key: 'sampler', title: 'Sampler', render: ({ sampler }) => sampler },
          { key: 'objectives', title: 'Objectives', render: ({ objectives }) => objectives.join(', ') },
          { key: 'finished', title: 'Finished', align: 'right', render: ({ finished }) => formatCount(finished) },
          { key: 'failed', title: 'Failed', align: 'right', render: ({ failed }) => formatCount(failed) },
          { key: 'best', title: 'Recommended', align: 'right', render: ({ best }) => best?.trial ?? '–' },
          { key: 'value', title: 'Objective', align: 'right', render: ({ best }) => formatDecimal(best?.value) },
          {
            key: 'parameters',
            title: 'Parameters',
            align: 'right',
            render: ({ best }) => formatCount(best?.parameters),
          },
          { key: 'createdAt', title: 'Started', align: 'right', render: ({ createdAt }) => formatDate(createdAt) },
        ]}
      />
    </section>
  );
}

function StudyForm({ taken }: { taken: readonly string[] }) {
  const [busy, setBusy] = useState(false);
  const current = project.value;
  if (current === undefined) return null;
  const start = async (form: HTMLFormElement): Promise<void> => {
    const request = readRequest(new FormData(form));
    if (taken.includes(request.name)) {
      toast(`Study ${request.name} already exists. Resume it on its page, or choose another name.`, { bad: true });
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
      <h2>New study</h2>
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
              {current.spaces.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <label class="field">
            Target
            <select name="target">
              {current.targets.map(({ name, classes }) => (
                <option key={name} value={name} selected={name === current.target}>
                  {name} ({classes.length})
                </option>
              ))}
            </select>
          </label>
          {Object.entries<Setting>(FORM_SETTINGS).map(([name, setting]) => (
            <SettingField key={name} name={name} setting={setting} />
          ))}
        </div>
        <AugmentationFields />
        <div class="row">
          <button type="submit" class="main" disabled={busy}>
            Start search
          </button>
          <span class="muted small">
            Runs on {current.cores} cores and keeps running if you close the studio. Custom spaces need the command
            line.
          </span>
        </div>
      </form>
    </section>
  );
}
