// The largest resident memory of the process over some time.

/** From now on; the system's own maximum counts from the start of the process. In bytes. */
export function watchMemory(): { look(): void; peak(): number } {
  const systemPeak = () => process.resourceUsage().maxRSS * 1024;
  const before = systemPeak();
  let seen = process.memoryUsage.rss();
  return {
    look: () => {
      seen = Math.max(seen, process.memoryUsage.rss());
    },
    peak: () => (systemPeak() > before ? systemPeak() : seen),
  };
}
