// Trains with the engine at the given path and prints the digests as JSON; run by each version of Node.
import { pathToFileURL } from 'node:url';
// Loaded before SharedArrayBuffer is removed: Node 22 allocates some when it loads this module.
import 'node:worker_threads';
import { sameTraining } from '../sameTraining.ts';

const [entry = '', threads = '0', memory = 'shared'] = process.argv.slice(2);
// As in a page without cross-origin isolation.
if (memory === 'no shared') Reflect.deleteProperty(globalThis, 'SharedArrayBuffer');
const engine = await import(pathToFileURL(entry).href);
console.log(JSON.stringify(await sameTraining(engine, Number(threads))));
