// The error of this package, for an invalid model, data, option or file.

/**
 * Thrown if a model, data, an option or a file is invalid. The message names the layer, option or file.
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
