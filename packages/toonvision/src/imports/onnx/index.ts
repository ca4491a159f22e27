// Reads ONNX files whose nodes form a chain of layers.
export { looksLikeOnnx, readOnnx } from './readOnnx.ts';
