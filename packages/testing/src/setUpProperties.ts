// Setup of every test file: properties draw their cases from the seed of the run.
import fc from 'fast-check';
import { propertyRuns, propertySeed } from './propertyRuns.ts';

fc.configureGlobal({ seed: propertySeed, numRuns: propertyRuns() });
