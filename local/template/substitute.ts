import { Problem } from './problem.ts';

/**
 * The text that `Fn::Sub` makes of a template: `${Name}` becomes `value('Name')`, `${!Name}` becomes `${Name}` as it
 * stands. Throws a `Problem` for a name that CloudFormation refuses.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html
 */
export function substitute(template: string, value: (name: string) => string): string {
  return template.replaceAll(/\$\{(!?)([^}]*)\}/g, (_whole, literal: string, name: string) => {
    if (literal !== '') return `\${${name}}`;
    if (!/^[\w.:]+$/.test(name)) throw new Problem(`Fn::Sub cannot have a variable named "${name}"`);
    return value(name);
  });
}
