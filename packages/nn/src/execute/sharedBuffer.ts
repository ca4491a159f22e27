// Memory shared by workers, or plain memory if shared memory is not available.

/** Pages without cross-origin isolation (the headers COOP and COEP) have no shared memory. */
function hasSharedMemory(): boolean {
  return typeof SharedArrayBuffer === 'function';
}

/** Whether threads that receive this buffer see the same memory. Otherwise each gets a copy. */
export function isShared(buffer: SharedArrayBuffer | ArrayBuffer): boolean {
  return hasSharedMemory() && buffer instanceof SharedArrayBuffer;
}

/** A buffer of `bytes` zeros, shared if possible. */
export function sharedBuffer(bytes: number): SharedArrayBuffer | ArrayBuffer {
  return hasSharedMemory() ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
}
