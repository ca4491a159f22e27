// Memory that workers share, or plain memory where there is none to share.

/** A page without cross-origin isolation (the headers COOP and COEP) has no shared memory. */
function hasSharedMemory(): boolean {
  return typeof SharedArrayBuffer === 'function';
}

/** Whether threads that are sent this buffer see the same memory; otherwise each gets a copy. */
export function isShared(buffer: SharedArrayBuffer | ArrayBuffer): boolean {
  return hasSharedMemory() && buffer instanceof SharedArrayBuffer;
}

/** `bytes` bytes, all zero, shared where that is possible. */
export function sharedBuffer(bytes: number): SharedArrayBuffer | ArrayBuffer {
  return hasSharedMemory() ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
}
