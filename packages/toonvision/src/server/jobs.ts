// Jobs that the page starts: training and searches in separate processes, which outlive the server.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors/index.ts';
import type { JobView } from './api.ts';
import { jobMessageSchema } from './jobMessage.ts';

/** Number of output lines in the view of a job. */
const MAX_OUTPUT_LINES = 40;
/** More concurrent jobs would only compete for the cores. */
const MAX_JOBS = 4;

interface Job {
  view: Omit<JobView, 'output'>;
  child: ChildProcess;
  /** File with its output. A pipe would break if the server ended first. */
  output: string;
}

/** The jobs of one server. */
export class Jobs {
  readonly #directory: string;
  readonly #onChange: (job: JobView) => void;
  readonly #jobs: Job[] = [];
  readonly #program: string;

  /**
   * @param directory folder of the project
   * @param onChange receives the view of a job that has started, changed or ended
   * @param program path of the command line tool; default that of this package
   */
  constructor(
    directory: string,
    onChange: (job: JobView) => void,
    program = fileURLToPath(new URL('../../bin/toonvision.js', import.meta.url)),
  ) {
    this.#directory = directory;
    this.#onChange = onChange;
    this.#program = program;
  }

  /**
   * Starts training.
   *
   * @param command arguments of `toonvision`
   * @param names the run or repeats, if the name is known in advance
   * @throws UserError when too many jobs are running, or one is training the same run or repeats
   */
  async startTraining(command: readonly string[], names: { run?: string; repeats?: string }): Promise<JobView> {
    const { run = null, repeats = null } = names;
    const isRunning = this.#jobs.some(
      ({ view }) =>
        view.status === 'running' &&
        ((run !== null && view.run === run) || (repeats !== null && view.repeats === repeats)),
    );
    if (isRunning)
      throw new UserError(`${run ?? repeats} is already running`, { remedy: 'Stop it first, or wait until it ends.' });
    return this.#start(command, { run, study: null, repeats });
  }

  /**
   * Starts or resumes a study.
   *
   * @param command arguments of `toonvision`
   * @throws UserError when too many jobs are running, or one is running this study
   */
  async startStudy(study: string, command: readonly string[]): Promise<JobView> {
    if (this.#jobs.some(({ view }) => view.study === study && view.status === 'running'))
      throw new UserError(`study ${study} is already running`, { remedy: 'Stop it first, or wait until it ends.' });
    return this.#start(command, { run: null, study, repeats: null });
  }

  async #start(command: readonly string[], names: Pick<JobView, 'run' | 'study' | 'repeats'>): Promise<JobView> {
    if (this.#jobs.filter(({ view }) => view.status === 'running').length >= MAX_JOBS)
      throw new UserError(`${MAX_JOBS} jobs are already running`, { remedy: 'Wait for one to end, or stop one.' });
    const id = this.#jobs.length + 1;
    const folder = join(this.#directory, '.toonvision', 'jobs');
    mkdirSync(folder, { recursive: true });
    const output = join(folder, `${process.pid}-${id}.log`);
    const file = openSync(output, 'w');
    const child = spawn(process.execPath, [this.#program, ...command], {
      cwd: this.#directory,
      // In its own process group, so that Ctrl-C in the server's terminal does not stop it.
      detached: true,
      stdio: ['ignore', file, file, 'ipc'],
      env: { ...process.env, NO_COLOR: '1', CI: '1' },
    });
    closeSync(file);
    const view: Job['view'] = {
      id,
      ...names,
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
      void this.#viewOf(job).then(this.#onChange);
    });
    const ended = async (status: JobView['status']): Promise<void> => {
      view.status = status;
      this.#onChange(await this.#viewOf(job));
    };
    child.once('error', () => void ended('failed'));
    // 130: it was stopped, and has saved the best weights.
    child.once('exit', (code) => void ended(code === 0 || code === 130 ? 'ended' : 'failed'));
    const started = await this.#viewOf(job);
    this.#onChange(started);
    return started;
  }

  /** All jobs of this server, the newest first. */
  async list(): Promise<JobView[]> {
    return Promise.all(this.#jobs.map((job) => this.#viewOf(job)).reverse());
  }

  /**
   * Stops a job after its current batch; it keeps the best weights.
   *
   * @throws UserError when the job does not exist or has ended
   */
  async stop(id: number): Promise<JobView> {
    const job = this.#jobs.find(({ view }) => view.id === id);
    if (job === undefined) throw new UserError(`job ${id} not found`);
    if (job.view.status !== 'running') throw new UserError(`job ${id} has ended`);
    job.child.kill('SIGINT');
    return this.#viewOf(job);
  }

  /** Removes the output files of jobs that have ended. */
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
