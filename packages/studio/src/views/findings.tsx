// The findings of `inspect` as a list to work through, by kind.
import { type FindingsView as Answer, send } from '../api.ts';
import { formatKind, plural } from '../format.ts';
import { PageHeader } from '../parts/pageHeader.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { attempt } from '../parts/toasts.tsx';
import { route, withQuery } from '../router.ts';
import { useLoad, usePolling } from '../useLoad.ts';
import { FindingKind } from './findingKind.tsx';

/** Until the progress of the inspection is asked for again. */
const POLL_MS = 500;

export function FindingsView() {
  const loaded = useLoad<Answer>('findings', ['edit']);
  const { value, reload } = loaded;
  usePolling(loaded, value?.state === 'reading', POLL_MS);
  const rescan = async (): Promise<void> => {
    await attempt(() => send<Answer>('POST', 'findings'));
    reload();
  };
  return (
    <>
      <PageHeader title="Data issues" note="Problems in the data that hurt models or inflate their scores">
        <button type="button" disabled={value?.state !== 'ready'} onClick={() => void rescan()}>
          Re-scan
        </button>
      </PageHeader>
      <Show of={loaded}>
        {(view) =>
          view.state === 'reading' ? (
            <section class="panel empty" role="status">
              <h2>Reading the crops</h2>
              <p>{view.total === 0 ? 'Starting…' : `${view.done} of ${plural(view.total, 'crop')}`}</p>
              <div class="progress">
                <div style={{ width: `${view.total === 0 ? 0 : (view.done / view.total) * 100}%` }} />
              </div>
            </section>
          ) : (
            <Findings view={view} />
          )
        }
      </Show>
    </>
  );
}

function Findings({ view }: { view: Extract<Answer, { state: 'ready' }> }) {
  const { findings, clean, unchecked } = view;
  const requested = route.value.query.get('kind');
  const shown = findings.find(({ kind }) => kind === requested) ?? findings[0];
  return (
    <>
      {shown === undefined ? (
        <Empty title="No data issues">
          <p>{plural(clean.length, 'check')} passed.</p>
        </Empty>
      ) : (
        <div class="split-view">
          <nav class="kinds" aria-label="Kinds of data issues">
            {findings.map(({ kind, above, groups }) => (
              <a key={kind} href={withQuery({ kind })} aria-current={kind === shown.kind ? 'page' : undefined}>
                <span class="first-large">{formatKind(kind)}</span>
                <span class={above ? 'tag bad' : 'tag'}>
                  {groups.length === 0 ? '!' : groups.filter(({ done }) => !done).length}
                </span>
              </a>
            ))}
          </nav>
          <FindingKind key={shown.kind} finding={shown} />
        </div>
      )}
      <details class="panel">
        <summary>Passed and skipped checks</summary>
        <ul class="plain-list">
          {clean.map((what) => (
            <li key={what}>
              <span class="good">passed</span> · {what}
            </li>
          ))}
          {unchecked.map(({ kind, reason }) => (
            <li key={kind}>
              <span class="muted">skipped</span> · {kind}: {reason}
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}
