// Keeps the young generation of V8's heap small: it grows to 48 MB for a command that reads a few thousand samples, and
// a worker's as well. Must be imported before anything else is.
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--semi-space-growth-factor=1');
