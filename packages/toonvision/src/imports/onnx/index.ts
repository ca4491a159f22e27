// ONNX files: chains of nodes that are layers here.
export { looksLikeOnnx, readOnnx } from './readOnnx.ts';
