// Single pictures: predictions at once, activations of any layer, gradients of outputs down to any layer or the picture.
export { openPredictor, type Predictor } from './predictor.ts';
export { type GradientOptions, INPUT, openProbe, type Probe, type ProbeOptions, type ProbeRun } from './probe.ts';
export type { LayerTensor } from './tensor.ts';
