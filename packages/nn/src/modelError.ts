// The error of this package: a model, its data or its file is not as it must be. The message names the layer or file.

/**
 * Thrown before any work starts when a model, data or file cannot be used.
 *
 * @example
 * try { sequential([layers.conv2d({ filters: 0, kernelSize: 3 })], { inputShape: [8, 8, 3] }); }
 * catch (error) { if (error instanceof ModelError) console.error(error.message); }
 */
export class ModelError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ModelError';
  }
}
