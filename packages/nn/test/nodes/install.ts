// Installs the other tested versions of Node from npm into node_modules/.cache: `npm run nodes`.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf, nodeOf, PACKAGE, VERSIONS } from '@toonvision/testing/nodeVersions';

const windows = process.platform === 'win32';

for (const version of VERSIONS) {
  if (nodeOf(version) === undefined) {
    const folder = folderOf(version);
    mkdirSync(folder, { recursive: true });
    // In a separate package, so that npm does not change the workspace and its lock file.
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const flags = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const args = ['install', '--prefix', folder, ...flags, `${PACKAGE}@${version}`];
    execFileSync(windows ? 'npm.cmd' : 'npm', args, { cwd: folder, stdio: 'inherit', shell: windows });
  }
  const node = nodeOf(version);
  if (node === undefined) {
    console.error(`Node ${version}: ${PACKAGE} holds no binary where it should; look into ${folderOf(version)}`);
    process.exit(1);
  }
  console.log(`Node ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}: ${node}`);
}
