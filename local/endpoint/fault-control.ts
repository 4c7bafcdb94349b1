import type { Faults } from './faults.ts';
import type { WireRequest } from './signature.ts';

/** No AWS path begins so: a bucket's name cannot have an underscore. */
export const faultsPath = '/_local/faults';

/**
 * Changes the rate of faults while the endpoint runs: `POST` with `{"rate": 0.3}`. It takes `application/json` only,
 * which no web page of another origin can send without asking first.
 */
export const changeFaults = (
  { method, headers, body }: WireRequest,
  faults: Faults,
): { status: number; message: { rate: number } | { message: string } } => {
  if (method !== 'POST') return { status: 405, message: { message: 'Use POST' } };
  if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) {
    return { status: 415, message: { message: 'Use content-type: application/json' } };
  }
  const rate = readRate(body);
  if (rate === undefined) {
    return {
      status: 400,
      message: { message: 'Send {"rate": R}, R a number from 0 (no faults) to 1 (nothing works)' },
    };
  }
  faults.setRate(rate);
  return { status: 200, message: { rate } };
};

const readRate = (body: Buffer): number | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (typeof value !== 'object' || value === null || !('rate' in value)) return undefined;
  const { rate } = value;
  return typeof rate === 'number' && rate >= 0 && rate <= 1 ? rate : undefined;
};
