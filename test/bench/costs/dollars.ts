import { stages } from '../../../lib/stages.ts';
import type { Figure } from '../figures.ts';
import { prices } from './prices.ts';

export const million = 1e6;
export const gigabyte = 1e9;

/** Gigabytes that a function has. */
const memory = stages.dev.functionDefaults.memory / 1024;

/** What cannot be measured here is assumed, on the high side. */
export const assumed = {
  /** Milliseconds that Lambda bills for a request: a warm one with several calls of DynamoDB. */
  duration: 50,
  /** Bytes of the gateway's access log and of Lambda's own lines for a request. */
  accessLog: 500,
  platformLog: 700,
  /** The part of a processor that a function has: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
  processors: Number(((memory * 1024) / 1769).toFixed(2)),
} as const;

/** Dollars by what they are paid for. */
export type Parts = Readonly<Record<string, number>>;

/** @param milliseconds that each run is billed for */
export const lambdaDollars = (runs: number, milliseconds: number): number =>
  runs * (prices.lambdaRequest + memory * (milliseconds / 1000) * prices.lambdaGigabyteSecond);

export const logDollars = (bytes: number): number => (bytes * prices.loggedGigabyte) / gigabyte;

export const totalOf = (parts: Parts): number => Object.values(parts).reduce((total, part) => total + part, 0);

/** To the cent. */
export const dollars = (value: number): number => Number(value.toFixed(2));

/** What something costs, and of which parts. */
export function costFigure(name: string, parts: Parts, note?: string): Figure {
  return {
    name,
    value: dollars(totalOf(parts)),
    unit: '$',
    ratios: {},
    series: Object.fromEntries(Object.entries(parts).map(([part, cost]) => [part, dollars(cost)])),
    ...(note !== undefined && { note }),
  };
}
