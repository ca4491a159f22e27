// The check of phrases finds what docs/style.md rules out, and nothing in the repository breaks it.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { findPhrases } from './findPhrases.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const CHECKED = /\.(?:ts|tsx|mts|mjs|md|html)$/;
const EXCLUDED = /(?:^|\/)(?:reference|snapshots|fixtures)\/|CHANGELOG\.md$/;

it('finds phrases with their lines', () => {
  expect(findPhrases('a.ts', '// fine\n// Draws it anew, beside the image.')).toEqual([
    { line: 2, phrase: 'anew', instead: 'again, from scratch' },
    { line: 2, phrase: 'beside', instead: 'next to, compared with' },
  ]);
});

it('finds nothing in the repository', () => {
  const files = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).split('\n');
  const found = files
    .filter((file) => CHECKED.test(file) && !EXCLUDED.test(file))
    .flatMap((file) =>
      findPhrases(file, readFileSync(join(ROOT, file), 'utf8')).map(
        ({ line, phrase, instead }) => `${file}:${line}: "${phrase}"; write: ${instead}`,
      ),
    );
  expect(found).toEqual([]);
});
