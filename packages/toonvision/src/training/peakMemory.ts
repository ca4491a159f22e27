// Peak resident memory of the process over a period.

/** Starts a measurement in bytes. The maximum of the system itself counts from the start of the process. */
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
