/**
 * The line of what a program wrote that says why it ended: that of its error, without the stack; its last one where it names
 * none.
 */
export function causeIn(said: string): string {
  const lines = said.split('\n').map((line) => line.trim());
  const isCause = (line: string) => /^(Uncaught )?(\w+\.)*\w*Error\b.*: |^«\w+»/.test(line);
  return lines.find(isCause) ?? lines.findLast((line) => line !== '' && !line.startsWith('Node.js v')) ?? '';
}
