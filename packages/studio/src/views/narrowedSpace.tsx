// A narrowed search space around the best trials, and the search that uses it.
import { type JobView, type StudyView, send, type TuneRequest } from '../api.ts';
import { project } from '../parts/classColors.ts';
import { attempt } from '../parts/toasts.tsx';
import { navigate } from '../router.ts';

export function NarrowedSpace({ view: { name, narrowing, space } }: { view: StudyView }) {
  const next = `${name}-2`;
  const start = async (ranges: string): Promise<void> => {
    const request: TuneRequest = { name: next, space, narrowing: ranges };
    const job = await attempt(() => send<JobView>('POST', 'studies', request));
    if (job !== undefined) navigate(`/studies/${encodeURIComponent(next)}`);
  };
  return (
    <section class="panel">
      <h2>Narrowed space</h2>
      {narrowing === null ? (
        <p class="muted">The best trials are spread over the whole space, so there is nothing to narrow.</p>
      ) : (
        <>
          <ul>
            {narrowing.reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
          <pre class="wrap">
            <code>
              toonvision tune --name {next} --space {space} --narrow '{narrowing.text}'
            </code>
          </pre>
          {project.value?.spaces.includes(space) === true && (
            <button type="button" onClick={() => void start(narrowing.text)}>
              Start search
            </button>
          )}
        </>
      )}
    </section>
  );
}
