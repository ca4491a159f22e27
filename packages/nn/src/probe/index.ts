// Single images in the calling thread: predictions, activations of any layer, gradients with respect to layers or
// input.
export { openPredictor, type Predictor } from './predictor.ts';
export { type GradientOptions, INPUT, openProbe, type Probe, type ProbeOptions, type ProbeRun } from './probe.ts';
export type { LayerTensor } from './tensor.ts';
