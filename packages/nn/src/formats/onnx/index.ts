// Exports models as ONNX files.
export { onnxModel } from './onnxModel.ts';
