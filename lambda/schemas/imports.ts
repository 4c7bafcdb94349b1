import * as z from 'zod/mini';
import { Timestamp, UnicornId, Whole } from './common.ts';
import { UnicornInput } from './unicorns.ts';

export const ImportFormat = z.enum(['ndjson', 'csv']);
export type ImportFormat = z.output<typeof ImportFormat>;

/** A file that is announced. */
export const ImportInput = z.strictObject({
  format: ImportFormat,
  /** Bytes. */
  size: z.int().check(z.gte(1), z.lte(268_435_456)),
});
export type ImportInput = z.output<typeof ImportInput>;

/** Where the file goes: the request to make, as it stands. */
export const Upload = z.strictObject({
  method: z.literal('PUT'),
  url: z.string(),
  /** To be sent with it, exactly. */
  headers: z.record(z.string(), z.string()),
  expiresAt: Timestamp,
});
export type Upload = z.output<typeof Upload>;

export const AnnouncedImport = z.strictObject({
  importId: z.string(),
  status: z.literal('awaitingUpload'),
  upload: Upload,
  createdAt: Timestamp,
});
export type AnnouncedImport = z.output<typeof AnnouncedImport>;

/** A row that is not in the fleet: the line it begins on, from 1, and what is wrong with it. */
export const RowFailure = z.strictObject({ line: z.int().check(z.gte(1)), detail: z.string() });
export type RowFailure = z.output<typeof RowFailure>;

export const RowCounts = z.strictObject({ read: Whole, imported: Whole, failed: Whole });
export type RowCounts = z.output<typeof RowCounts>;

export const Import = z.strictObject({
  importId: z.string(),
  format: ImportFormat,
  status: z.enum(['awaitingUpload', 'running', 'completed', 'failed']),
  rows: RowCounts,
  /** The first 100 by line. */
  failures: z.array(RowFailure),
  /** All failures as NDJSON. */
  reportUrl: z.optional(z.string()),
  /** Why it failed. */
  reason: z.optional(z.string()),
  createdAt: Timestamp,
  startedAt: z.optional(Timestamp),
  finishedAt: z.optional(Timestamp),
});
export type Import = z.output<typeof Import>;

/** A row of a fleet file: what PUT takes of a unicorn, and its id. */
export const FleetRow = z.strictObject({ unicornId: UnicornId, ...UnicornInput.shape });
export type FleetRow = z.output<typeof FleetRow>;
