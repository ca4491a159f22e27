// A small project with a studio server, and requests to it, for tests of the server.
import { readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type RunningStudio, type StartStudioOptions, startStudio } from '../src/server/startStudio.ts';
import { cli, colorProject } from './cliProcess.ts';

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

export class StudioClient {
  readonly folder: string;
  readonly studio: RunningStudio;
  readonly #faults: readonly string[];

  private constructor(folder: string, studio: RunningStudio, faults: readonly string[]) {
    this.folder = folder;
    this.studio = studio;
    this.#faults = faults;
  }

  /** @param commands command lines of `toonvision` that prepare the project */
  static async start(
    commands: readonly (readonly string[])[],
    prepare: (folder: string) => Promise<Partial<StartStudioOptions>> = async () => ({}),
  ): Promise<StudioClient> {
    const folder = await colorProject();
    for (const command of commands) expect(await cli([...command, '--project', folder])).toMatchObject({ code: 0 });
    const faults: string[] = [];
    const options = await prepare(folder);
    const studio = await startStudio({ directory: folder, port: 0, log: (text) => faults.push(text), ...options });
    return new StudioClient(folder, studio, faults);
  }

  /** Sends a request whose path is not normalized, as a hostile client would. */
  ask(path: string, headers: Record<string, string> = {}, method = 'GET', body?: unknown): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: this.studio.port, path, method, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(chunks).toString() }),
        );
      });
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** A request with the token. */
  change(method: string, path: string, body?: unknown): Promise<Answer> {
    const headers = { 'x-toonvision-token': this.studio.token, 'content-type': 'application/json' };
    return this.ask(path, headers, method, body);
  }

  /** GET of JSON; fails unless the answer is 200. */
  async json<Value>(path: string): Promise<Value> {
    const { status, text } = await this.ask(path);
    if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
    return JSON.parse(text) as Value;
  }

  /** The samples of the manifest. */
  async manifest(): Promise<{ id: string; crop: string }[]> {
    return JSON.parse(await readFile(join(this.folder, 'dataset', 'samples.json'), 'utf8')).samples;
  }

  async close(): Promise<void> {
    await this.studio.close();
    await rm(this.folder, { recursive: true, force: true });
    expect(this.#faults).toEqual([]);
  }
}
