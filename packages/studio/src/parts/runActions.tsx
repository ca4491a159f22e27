// Status and actions of runs and jobs, as lists and their own pages show them.
import { type JobView, send } from '../api.ts';
import { attempt, startJob } from './toasts.tsx';

export const StatusTag = ({ status }: { status: string }) => <span class={`tag ${status}`}>{status}</span>;

/** Resumes an interrupted run in a separate process. */
export async function resumeRun(run: string): Promise<void> {
  await startJob(() => send<JobView>('POST', 'jobs', { model: 'baseline', resume: run }));
}

/** Stops a job after its current batch. */
export function StopButton({ job }: { job: JobView }) {
  return (
    <button
      type="button"
      title="Stops after the current batch and keeps the best weights"
      onClick={() => void attempt(() => send<JobView>('DELETE', `jobs/${job.id}`))}
    >
      Stop
    </button>
  );
}
