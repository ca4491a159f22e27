// Orthonormal rows or columns from random numbers, by Gram-Schmidt in float64 with reorthogonalization.

/**
 * A `rows` x `columns` matrix in row-major float32. Its rows, or its columns if they are fewer, are orthonormal vectors
 * times `gain`.
 *
 * @param values `rows * columns` independent normal numbers
 */
export function orthogonalRows(values: Float64Array, rows: number, columns: number, gain: number): Float32Array {
  const count = Math.min(rows, columns);
  const length = Math.max(rows, columns);
  const basis: Float64Array[] = [];
  for (let n = 0; n < count; n++) {
    const vector = values.slice(n * length, (n + 1) * length);
    // A second pass removes the rounding errors of the first: "twice is enough" (Kahan, in Parlett 1980).
    for (let pass = 0; pass < 2; pass++) {
      for (const other of basis) subtractProjection(vector, other);
    }
    let square = 0;
    for (const value of vector) square += value * value;
    const norm = Math.sqrt(square);
    basis.push(vector.map((value) => value / norm));
  }
  const matrix = new Float32Array(rows * columns);
  basis.forEach((vector, n) => {
    vector.forEach((value, i) => {
      matrix[rows < columns ? n * columns + i : i * columns + n] = gain * value;
    });
  });
  return matrix;
}

function subtractProjection(vector: Float64Array, unit: Float64Array): void {
  let product = 0;
  for (let i = 0; i < vector.length; i++) product += (vector[i] ?? 0) * (unit[i] ?? 0);
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) - product * (unit[i] ?? 0);
}
