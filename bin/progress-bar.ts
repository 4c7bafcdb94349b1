const width = 30;

/**
 * A bar that redraws itself; only where someone looks on.
 *
 * @param unit what is counted: `unicorns`
 */
export function showProgress(done: number, total: number, unit: string): void {
  if (!process.stdout.isTTY) return;
  const filled = total === 0 ? width : Math.floor((Math.min(done, total) / total) * width);
  clearProgress();
  process.stdout.write(`${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${done}/${total} ${unit}`);
}

/** Takes the bar away. */
export function clearProgress(): void {
  if (process.stdout.isTTY) process.stdout.write('\r\u001b[2K');
}
