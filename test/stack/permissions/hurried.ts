import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from '../../../local/template/app.ts';

/**
 * An app of which one function has no time left, the first time that each of its processes is invoked, once it has begun:
 * what takes longer than one invocation need not take long.
 *
 * @param constructPath the path of the function's construct inside the stack
 */
export function hurried(app: App, constructPath: string): { readonly app: App; readonly remove: () => void } {
  const slow = app.resources.find(({ path }) => path.endsWith(`/${constructPath}/Resource`));
  if (slow === undefined) throw new Error(`There is no function ${constructPath}.`);
  const whole = app.assetPath(slow.properties.Code);
  const folder = mkdtempSync(join(tmpdir(), 'hurried-'));
  writeFileSync(join(folder, 'index.js'), wrapping(join(whole, 'index.js')));
  return {
    app: { ...app, assetPath: (code) => (code === slow.properties.Code ? folder : app.assetPath(code)) },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

const wrapping = (file: string) => `
const { handler } = require(${JSON.stringify(file)});
let hurry = true;
exports.handler = async (event, context) => {
  if (!hurry) return handler(event, context);
  hurry = false;
  let isAsked = false;
  const getRemainingTimeInMillis = () => {
    if (isAsked) return 0;
    isAsked = true;
    return context.getRemainingTimeInMillis();
  };
  return handler(event, { ...context, getRemainingTimeInMillis });
};
`;
