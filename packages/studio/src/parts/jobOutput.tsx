// The command of a job with its latest output, open when the job has failed.
import type { JobView } from '../api.ts';

export function JobOutput({ job: { status, command, output } }: { job: JobView }) {
  return (
    <details open={status === 'failed'}>
      <summary class="muted small">{command}</summary>
      <pre>
        <code>{output.join('\n')}</code>
      </pre>
    </details>
  );
}
