import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { contractChanges } from '../../bin/diff-base/contract.ts';
import { reasonsAgainst } from '../../bin/diff-base/gate.ts';

const text = readFileSync(resolve(import.meta.dirname, '../../openapi.json'), 'utf8');
const scratch = mkdtempSync(join(tmpdir(), 'contract-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** The changes that the document gets where pieces of its text, as they stand there last, become others. */
function changed(...edits: [piece: string, replacement: string][]) {
  const after = edits.reduce((before, [piece, replacement]) => {
    const from = before.lastIndexOf(piece);
    if (from < 0) throw new Error(`openapi.json does not contain ${piece}`);
    return before.slice(0, from) + replacement + before.slice(from + piece.length);
  }, text);
  return contractChanges(text, after, scratch);
}

test('routes, answers and their members may not go, nor inputs be asked for that were not', async () => {
  const changes = await changed(
    ['"/quotes": {', '"/prices": {'],
    ['"fare": {\n            "$ref"', '"price": {\n            "$ref"'],
    ['"409": {', '"410": {'],
    [
      '"required": [\n          "pickupLocation"',
      '"required": [\n          "destination",\n          "pickupLocation"',
    ],
  );
  const reasons = reasonsAgainst({ findings: [], contract: changes, page: undefined }).join('\n');
  expect(reasons).toMatch(/openapi.json breaks clients: GET \/quotes, .*removed/);
  expect(reasons).toMatch(/GET \/rides\/{rideId}, .*removed the optional property `fare`/);
  expect(reasons).toMatch(/removed the non-success response with the status `409`/);
  expect(reasons).toMatch(/POST \/rides, .*`destination` became required/);
});

test('more routes and more members of answers pass', async () => {
  const route = '"/prices": {"get": {"responses": {"200": {"description": "Prices"}}}}, "/quotes": {';
  const fare = '"fare": {\n            "$ref"';
  expect(await changed(['"/quotes": {', route], [fare, `"tip": {"type": "integer"}, ${fare}`])).toEqual([]);
});

test('a value more in an answer is shown, and breaks nothing', async () => {
  const changes = await changed(['"expired"\n', '"expired", "disputed"\n']);
  expect(changes.map(({ breaks }) => breaks)).toContain(false);
  expect(reasonsAgainst({ findings: [], contract: changes, page: undefined })).toEqual([]);
});

test('a contract that goes breaks clients, and one that is new does not', async () => {
  expect(await contractChanges(text, undefined, scratch)).toEqual([expect.objectContaining({ breaks: true })]);
  expect(await contractChanges(undefined, text, scratch)).toEqual([]);
});

test('what is no contract is named', async () => {
  await expect(contractChanges(text, '{"openapi": 3', scratch)).rejects.toThrow('openapi.json cannot be compared');
});

test('a base that nobody could read is told, and breaks nothing', async () => {
  const own =
    '{"openapi": "3.1.0", "components": {"schemas": {"Ride": {"$ref": "#/components/schemas/Ride"}}}, "paths": {}}';
  expect(await contractChanges(own, text, scratch)).toEqual([
    { text: expect.stringContaining('was not to be read at the base'), operations: [], breaks: false },
  ]);
});
