// Training and searching that was started from the page: each job is a process of its own, which outlives the server.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors/index.ts';
import type { JobView } from './api.ts';
import { jobMessageSchema } from './jobMessage.ts';

/** Lines of a job's output that are shown. */
const MAX_OUTPUT_LINES = 40;
/** Jobs at once; more than the cores would only wait for each other. */
const MAX_JOBS = 4;

interface Job {
  view: Omit<JobView, 'output'>;
  child: ChildProcess;
  /** What it prints goes to a file: a pipe would break when the server ends before it. */
  output: string;
}

/** The jobs of one server. */
export class Jobs {
  readonly #directory: string;
  readonly #tell: (job: JobView) => void;
  readonly #jobs: Job[] = [];
  readonly #program: string;

  /**
   * @param directory the project's
   * @param tell called when a job begins and ends
   * @param program the command line tool; default this package's own
   */
  constructor(
    directory: string,
    tell: (job: JobView) => void,
    program = fileURLToPath(new URL('../../bin/toonvision.js', import.meta.url)),
  ) {
    this.#directory = directory;
    this.#tell = tell;
    this.#program = program;
  }

  /**
   * Starts training.
   *
   * @param command what comes after `toonvision`
   * @param of the run or the group of repeats, where its name is known
   * @throws UserError when as many jobs are going as there may be, or one trains the same already
   */
  async startTraining(command: readonly string[], of: { run?: string; repeats?: string }): Promise<JobView> {
    const { run = null, repeats = null } = of;
    const same = this.#jobs.find(
      ({ view }) =>
        view.status === 'running' &&
        ((run !== null && view.run === run) || (repeats !== null && view.repeats === repeats)),
    );
    if (same !== undefined)
      throw new UserError(`${run ?? repeats} is already running`, { remedy: 'Stop it first, or wait until it ends.' });
    return this.#begin(command, { run, study: null, repeats });
  }

  /**
   * Starts a search, or goes on with one.
   *
   * @param command what comes after `toonvision`
   * @throws UserError like `start`, and when one works on this study already
   */
  async startStudy(study: string, command: readonly string[]): Promise<JobView> {
    if (this.#jobs.some(({ view }) => view.study === study && view.status === 'running'))
      throw new UserError(`the study ${study} is already running`, { remedy: 'Stop it first, or wait until it ends.' });
    return this.#begin(command, { run: null, study, repeats: null });
  }

  async #begin(command: readonly string[], of: Pick<JobView, 'run' | 'study' | 'repeats'>): Promise<JobView> {
    if (this.#jobs.filter(({ view }) => view.status === 'running').length >= MAX_JOBS)
      throw new UserError(`${MAX_JOBS} jobs are already running`, { remedy: 'Wait for one to end, or stop one.' });
    const id = this.#jobs.length + 1;
    const folder = join(this.#directory, '.toonvision', 'jobs');
    mkdirSync(folder, { recursive: true });
    const output = join(folder, `${process.pid}-${id}.log`);
    const file = openSync(output, 'w');
    const child = spawn(process.execPath, [this.#program, ...command], {
      cwd: this.#directory,
      // A group of its own: Ctrl-C in the server's terminal is not meant for it.
      detached: true,
      stdio: ['ignore', file, file, 'ipc'],
      env: { ...process.env, NO_COLOR: '1', CI: '1' },
    });
    closeSync(file);
    const view: Job['view'] = {
      id,
      ...of,
      command: ['toonvision', ...command].join(' '),
      status: 'running',
      startedAt: new Date().toISOString(),
    };
    const job: Job = { view, child, output };
    this.#jobs.push(job);
    // The server may end before the job does.
    child.unref();
    child.channel?.unref();
    child.on('message', (message) => {
      const parsed = jobMessageSchema.safeParse(message);
      if (!parsed.success) return;
      const { kind, name } = parsed.data;
      if (view[kind] === name) return;
      view[kind] = name;
      void this.#viewOf(job).then(this.#tell);
    });
    const ended = async (status: JobView['status']): Promise<void> => {
      view.status = status;
      this.#tell(await this.#viewOf(job));
    };
    child.once('error', () => void ended('failed'));
    // An interruption keeps the best weights: the job did what it was told.
    child.once('exit', (code) => void ended(code === 0 || code === 130 ? 'ended' : 'failed'));
    const shown = await this.#viewOf(job);
    this.#tell(shown);
    return shown;
  }

  /** All jobs of this server, the newest first. */
  async list(): Promise<JobView[]> {
    return Promise.all(this.#jobs.map((job) => this.#viewOf(job)).reverse());
  }

  /**
   * Asks a job to stop: it ends after its batch and keeps its best weights.
   *
   * @throws UserError when there is no such job, or it has ended
   */
  async stop(id: number): Promise<JobView> {
    const job = this.#jobs.find(({ view }) => view.id === id);
    if (job === undefined) throw new UserError(`there is no job ${id}`);
    if (job.view.status !== 'running') throw new UserError(`job ${id} has ended`);
    job.child.kill('SIGINT');
    return this.#viewOf(job);
  }

  /** Removes the files of output of jobs that have ended. */
  async close(): Promise<void> {
    await Promise.all(
      this.#jobs.map(({ view, output }) => (view.status === 'running' ? undefined : rm(output, { force: true }))),
    );
  }

  async #viewOf({ view, output }: Job): Promise<JobView> {
    const text = await readFile(output, 'utf8').catch(() => '');
    const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
    return { ...view, output: lines.slice(-MAX_OUTPUT_LINES) };
  }
}
