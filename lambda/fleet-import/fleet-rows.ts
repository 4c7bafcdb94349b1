import { parse } from 'csv-parse/sync';
import * as z from 'zod/mini';
import { bodyFaults } from '../http/faults.ts';
import { parseJson } from '../http/json.ts';
import { FleetRow, type ImportFormat } from '../schemas/imports.ts';
import { type FileRow, fileRows, longestRow, type Place } from './file-rows.ts';

/** A row read: the unicorn it says, or why it says none. */
export type Row = { readonly line: number; readonly next: Place } & (
  | { readonly key: string; readonly unicorn: FleetRow }
  | { readonly key?: undefined; readonly fault: string }
);

/** The file as a whole cannot be read. The message is for whoever sent it. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

const columns = ['unicornId', 'name', 'color', 'gender', 'latitude', 'longitude', 'status'] as const;
const header = columns.join(',');
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
const gzip = Buffer.from([0x1f, 0x8b]);

/** Characters of a fault that are kept: names in a hostile row can be long. */
const longestFault = 200;

/**
 * Reads the rows of a fleet file from a place on.
 *
 * @param chunks the file's bytes from that place on
 * @throws Unreadable for what is no fleet file: another header, or compressed
 */
export async function* fleetRows(
  chunks: AsyncIterable<Buffer>,
  format: ImportFormat,
  from: Place,
): AsyncGenerator<Row> {
  let awaitsHeader = format === 'csv' && from.offset === 0;
  for await (const row of fileRows(chunks, format, from)) {
    const isFirst = row.line === 1;
    if (isFirst && row.bytes?.subarray(0, gzip.length).equals(gzip)) {
      throw new Unreadable('The file is compressed (gzip): send it as it is before that.');
    }
    const bytes = isFirst ? withoutMark(row.bytes) : row.bytes;
    if (awaitsHeader) {
      if (!isFirst || bytes?.toString() !== header) throw new Unreadable(`The first line must be exactly ${header}`);
      awaitsHeader = false;
    } else if (bytes?.length !== 0) {
      const read = bytes === undefined ? `is longer than ${longestRow} bytes` : readRow(bytes, format);
      if (read !== undefined) yield { line: row.line, next: row.next, ...judge(read, format) };
    }
  }
  if (awaitsHeader) throw new Unreadable(`The first line must be exactly ${header}`);
}

function withoutMark(bytes: FileRow['bytes']): FileRow['bytes'] {
  return bytes?.subarray(0, byteOrderMark.length).equals(byteOrderMark) ? bytes.subarray(byteOrderMark.length) : bytes;
}

// A mark anywhere but at the file's start is a character like any other, and is refused as one.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What a row holds, or in words what is wrong with it; nothing, where it is blank. */
function readRow(bytes: Buffer, format: ImportFormat): { readonly value: unknown } | string | undefined {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return 'is not UTF-8';
  }
  if (format === 'csv') return readFields(text);
  if (text.trim() === '') return undefined;
  const json = parseJson(text);
  // A row is one line: what counts is where in it.
  return 'detail' in json ? json.detail.replaceAll('line 1, ', '') : json;
}

function readFields(text: string): { readonly value: unknown } | string {
  let fields: readonly string[];
  try {
    // Without a quote there is nothing to parse: this is most rows, at a tenth of the time.
    fields = text.includes('"') ? quotedFields(text) : text.split(',');
  } catch {
    return 'has a quote in the wrong place, or one that is not closed: a field with quotes stands in quotes, its own doubled';
  }
  if (fields.length !== columns.length) return `has ${fields.length} fields; the header has ${columns.length}`;
  const [unicornId, name, color, gender, latitude = '', longitude = '', status] = fields;
  const location = { latitude: decimal(latitude), longitude: decimal(longitude) };
  return { value: { unicornId, name, color, gender, location, status } };
}

function quotedFields(text: string): readonly string[] {
  // The line ends in a row are within quotes, so that this is one record, whatever stands in it.
  const [fields] = parse(text, { record_delimiter: '\n', relax_column_count: true });
  return fields ?? [];
}

/** A plain decimal number, as queries have them; what is none stays text, and is refused as such. */
function decimal(text: string): number | string {
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
}

function judge(read: { readonly value: unknown } | string, format: ImportFormat) {
  if (typeof read === 'string') return { fault: read };
  const row = z.safeParse(FleetRow, read.value);
  if (row.success) return { key: row.data.unicornId, unicorn: row.data };
  const faults = bodyFaults(row.error).map((fault) => {
    const pointer = 'pointer' in fault ? fault.pointer : '';
    const where = format === 'csv' ? pointer.slice(pointer.lastIndexOf('/') + 1) : pointer;
    return `${where === '' ? 'the row' : where} ${fault.detail}`;
  });
  return { fault: shorten(faults.join('; ')) };
}

/** Cuts a text between characters, and makes it one that can be stored: half a surrogate pair cannot. */
function shorten(text: string): string {
  const whole = text.length > longestFault ? `${text.slice(0, longestFault)}…` : text;
  return whole.toWellFormed();
}
