/**
 * Reads a wildcard pattern: `*` stands for any text, `\*` and `\\` for the characters themselves.
 *
 * @returns whether a text matches from end to end; takes at most (pattern x text) steps
 * @throws Error for two wildcards in a row, or a backslash before anything else
 */
export function compileWildcard(pattern: string): (text: string) => boolean {
  const parts = [''];
  let literal = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character === '*') {
      if (pattern[at + 1] === '*') throw new Error(`Consecutive wildcard characters at pos ${at}`);
      parts[parts.length - 1] = literal;
      parts.push('');
      literal = '';
    } else if (character === '\\') {
      const escaped = pattern[++at];
      if (escaped !== '*' && escaped !== '\\') throw new Error(`Invalid escape character at pos ${at - 1}`);
      literal += escaped;
    } else {
      literal += character;
    }
  }
  parts[parts.length - 1] = literal;
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return (text) => text === first;
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    const end = text.length - last.length;
    let from = first.length;
    for (const part of rest) {
      const found = text.indexOf(part, from);
      if (found < 0 || found + part.length > end) return false;
      from = found + part.length;
    }
    return true;
  };
}
