// Models as ONNX files.
export { onnxModel } from './onnxModel.ts';
