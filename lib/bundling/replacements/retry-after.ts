/**
 * When a failed request may be tried again, by its answer's headers: `retry-after`, in seconds or as a date, or
 * `x-amz-retry-after`, in milliseconds. Node reads the dates of HTTP; the SDK brings a parser of its own.
 */
export function parseRetryAfterHeader(response: unknown): Date | undefined {
  for (const [name, value] of Object.entries(headersOf(response))) {
    switch (name.toLowerCase()) {
      case 'retry-after':
        return after(Number(value) * 1000) ?? valid(new Date(value));
      case 'x-amz-retry-after':
        return after(Number(value));
    }
  }
  return undefined;
}

export const getRetryAfterHint = parseRetryAfterHeader;

function headersOf(response: unknown): Record<string, string> {
  const isResponse = (value: unknown): value is { headers: Record<string, string> } =>
    typeof value === 'object' && value !== null && 'headers' in value && typeof value.headers === 'object';
  return isResponse(response) ? response.headers : {};
}

function after(milliseconds: number): Date | undefined {
  return valid(new Date(Date.now() + milliseconds));
}

function valid(date: Date): Date | undefined {
  return Number.isNaN(date.getTime()) ? undefined : date;
}
