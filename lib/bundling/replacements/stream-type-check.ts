/**
 * What kind of body an answer has. Asking by name instead of by `instanceof` does not make Node load its web streams
 * (1.5 ms) for answers that never are one.
 */
export function isReadableStream(stream: unknown): boolean {
  return nameOf(stream) === 'ReadableStream';
}

export function isBlob(blob: unknown): boolean {
  const name = nameOf(blob);
  return name === 'Blob' || name === 'File';
}

function nameOf(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null ? value.constructor?.name : undefined;
}
