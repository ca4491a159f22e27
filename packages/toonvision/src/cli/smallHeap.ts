// Limits the young generation of V8's heap, which otherwise grows to 48 MB per thread. Must be imported first.
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--semi-space-growth-factor=1');
