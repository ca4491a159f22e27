// Losses: plain data, and the form in which workers compute them.
export {
  type BinaryCrossentropyOptions,
  type BinaryFocalCrossentropyOptions,
  type CategoricalCrossentropyOptions,
  type CategoricalFocalCrossentropyOptions,
  type Loss,
  type LossName,
  losses,
  lossNames,
  lossOf,
} from './loss.ts';
export {
  activationOf,
  checkFinalActivation,
  type LossForm,
  labelsPerSample,
  lossForm,
} from './lossForm.ts';
