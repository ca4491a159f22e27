// README and documents: code compiles, commands and options exist, links have targets.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

const documents: { path: string; text: string }[] = [];
beforeAll(async () => {
  const docs = (await readdir(join(ROOT, 'docs'))).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`);
  const others = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'bench/README.md', 'examples/README.md'];
  const parts = ['examples/web-predict/README.md', 'packages/nn/README.md', 'packages/toonvision/README.md'];
  for (const path of [...docs, ...others, ...parts])
    documents.push({ path, text: await readFile(join(ROOT, path), 'utf8') });
});

/** Fenced blocks with their language, indented blocks, and code spans. */
function codeOf(text: string): { language: string; code: string }[] {
  const codes: { language: string; code: string }[] = [];
  const rest = text.replace(/^```(\w*)\n([\s\S]*?)^```$/gm, (_, language: string, code: string) => {
    codes.push({ language, code });
    return '';
  });
  for (const [line] of rest.matchAll(/^ {4}\S.*$/gm)) codes.push({ language: 'sh', code: line.trim() });
  for (const [, code] of rest.matchAll(/`([^`]+)`/g))
    codes.push({ language: '', code: (code ?? '').replace(/\s+/g, ' ') });
  return codes;
}

describe('code in documents', () => {
  it('compiles', async () => {
    const folder = join(ROOT, 'node_modules', '.cache', `documents-${process.pid}`);
    await mkdir(folder, { recursive: true });
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    let count = 0;
    for (const { path, text } of documents)
      for (const { language, code } of codeOf(text)) {
        if (!['ts', 'js'].includes(language)) continue;
        count += 1;
        // Declared in the text around the code.
        const declarations = `declare const canvas: HTMLCanvasElement & { getContext(kind: '2d'): CanvasRenderingContext2D };\n`;
        await writeFile(
          join(folder, `${path.replace(/\W+/g, '-')}-${count}.ts`),
          `${code}\n${declarations}export {};\n`,
        );
      }
    expect(count).toBeGreaterThan(5);
    const compilerOptions = {
      ...{ target: 'ES2023', lib: ['ES2023', 'DOM'], module: 'esnext', moduleResolution: 'bundler' },
      // As in a user's file without a strict configuration.
      ...{
        strict: false,
        noEmit: true,
        skipLibCheck: true,
        types: ['node'],
        typeRoots: [join(ROOT, 'node_modules/@types')],
      },
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const result = await promisify(execFile)(process.execPath, [tsc, '-p', folder]).catch((e: { stdout: string }) => e);
    expect(result.stdout).toBe('');
  });
});

// Help texts from the reference; packages/site tests that the reference is up to date.
const helps = new Map<string, string>();
beforeAll(async () => {
  const [top = '', ...sections] = (await readFile(join(ROOT, 'docs/reference/commands.md'), 'utf8')).split(/^## /m);
  helps.set('', top);
  for (const section of sections) helps.set(section.split('\n', 1)[0] ?? '', section);
});
const help = (...route: string[]): string => helps.get(route.join(' ')) ?? '';
/** Names of the commands, or of the subcommands of one: the headings of the reference. */
const commandsOf = (parent?: string): string[] =>
  [...helps.keys()]
    .map((route) => route.split(' '))
    .filter(([first, sub]) => (parent === undefined ? first !== '' : first === parent && sub !== undefined))
    .map(([first = '', sub = '']) => (parent === undefined ? first : sub));

describe('commands in documents', () => {
  it('exist, with their options', async () => {
    const commands = commandsOf();
    expect(commands).toContain('train');
    const routes = new Map<string, string[]>();
    for (const name of ['study', 'runs']) routes.set(name, commandsOf(name));
    const errors: string[] = [];
    let checked = 0;
    for (const { path, text } of documents)
      for (const { language, code } of codeOf(text)) {
        if (!['', 'sh'].includes(language)) continue;
        for (const line of code.split('\n')) {
          const called = /(?:^|npx |[;&|] ?)toonvision +([a-z].*)$/.exec(line)?.[1];
          const [first = ''] = line.split(' ');
          // Also `train --repeats 10` in a sentence.
          const said = called ?? (commands.includes(first) && line.includes(' --') ? line : undefined);
          if (said === undefined) continue;
          const [words = ''] = said.split(/ {3,}|[;&|>)]/);
          const [command = '', sub = ''] = words.split(' ');
          if (!commands.includes(command)) {
            errors.push(`${path}: toonvision ${words}: no such command`);
            continue;
          }
          const below = routes.get(command);
          const route = below?.includes(sub) === true ? [command, sub] : [command];
          const known = help(...route);
          checked += 1;
          for (const [flag] of words.matchAll(/(?<=\s)--[a-z][a-z-]*/g)) {
            const isKnown = known.includes(`${flag} `) || known.includes(`${flag}]`) || known.includes(`${flag}\n`);
            const isNegated = flag.startsWith('--no-') && known.includes(flag.slice(5));
            if (!isKnown && !isNegated && flag !== '--help') errors.push(`${path}: ${route.join(' ')} has no ${flag}`);
          }
        }
      }
    expect(checked).toBeGreaterThan(40);
    expect([...new Set(errors)]).toEqual([]);
  });
});

describe('links in documents', () => {
  it('lead to existing files', () => {
    const broken: string[] = [];
    for (const { path, text } of documents)
      for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^(?:https?:|#|mailto:)/.test(target)) continue;
        const file = resolve(ROOT, dirname(path), target.replace(/#.*$/, ''));
        if (!existsSync(file)) broken.push(`${path}: ${target}`);
      }
    expect(broken).toEqual([]);
  });
});
