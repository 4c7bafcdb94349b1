declare global {
  // Node has it; TypeScript's library does not say so yet. https://github.com/tc39/proposal-json-parse-with-source
  interface JSON {
    rawJSON(text: string): object;
  }
}

/** A value as JSON text. Coordinates go out as they came in, so -0 stays -0, which JSON.stringify alone makes 0. */
export function writeJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => (Object.is(member, -0) ? JSON.rawJSON('-0') : member));
}

/** Where and why a text stops being JSON, for the person who wrote it. */
export interface JsonFault {
  readonly detail: string;
}

/** Parses JSON text; a fault says line and column, which the engine's own messages do not always do. */
export function parseJson(text: string): { readonly value: unknown } | JsonFault {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { detail: describeFault(text) };
  }
}

const token =
  /[ \t\r\n]*(?:([{}[\]:,])|("(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|true\b|false\b|null\b))/uy;

/**
 * Walks the text token by token and says where the grammar of RFC 8259 breaks. Runs only on text that JSON.parse has
 * refused.
 */
function describeFault(text: string): string {
  const open: string[] = [];
  let expected = 'value';
  let position = 0;
  while (true) {
    token.lastIndex = position;
    const match = token.exec(text);
    const mark = match?.[1] ?? (match ? 'value' : undefined);
    const next = mark === undefined ? undefined : step(mark, match?.[2]?.startsWith('"') ?? false, expected, open);
    if (match === null || next === undefined)
      return fault(text, text.slice(position).search(/[^ \t\r\n]|$/) + position, expected);
    expected = next;
    position = token.lastIndex;
  }
}

/** What must come after this token, or nothing where the token must not stand here. */
function step(mark: string, isString: boolean, expected: string, open: string[]): string | undefined {
  const after = () => (open.length === 0 ? 'end' : open.at(-1) === '{' ? '"," or "}"' : '"," or "]"');
  const wantsValue = expected === 'value' || expected === 'value or "]"';
  const wantsName = expected === 'member name' || expected === 'member name or "}"';
  if (mark === 'value') {
    if (wantsName) return isString ? '":"' : undefined;
    return wantsValue ? after() : undefined;
  }
  if (mark === '{' || mark === '[') {
    if (!wantsValue) return undefined;
    open.push(mark);
    return mark === '{' ? 'member name or "}"' : 'value or "]"';
  }
  if (mark === ':') return expected === '":"' ? 'value' : undefined;
  if (!expected.includes(`"${mark}"`)) return undefined;
  if (mark === ',') return open.at(-1) === '{' ? 'member name' : 'value';
  open.pop();
  return after();
}

function fault(text: string, position: number, expected: string): string {
  const before = text.slice(0, position).split('\n');
  const where = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
  if (text[position] === "'") return `JSON wants double quotes: a single quote stands at ${where}.`;
  if (position >= text.length) return `The JSON ends too early, at ${where}: expected ${expected}.`;
  return `The JSON breaks at ${where}: expected ${expected === 'end' ? 'nothing more' : expected}.`;
}
