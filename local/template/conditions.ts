import { resolve, type Scope, take } from './intrinsic-functions.ts';
import { isObject, scalarText } from './json.ts';
import { type Place, within } from './place.ts';
import { Problem } from './problem.ts';
import type { Json } from './resources.ts';

/**
 * Whether a condition of the template's `Conditions` section holds: `Fn::And`, `Fn::Or`, `Fn::Not`, `Fn::Equals` and
 * `Condition`. Throws a `Problem` for anything else.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html
 */
export function holds(expression: Json, scope: Scope, place: Place): boolean {
  const [[name, argument] = ['', null], ...others] = isObject(expression) ? Object.entries(expression) : [];
  if (others.length > 0) throw new Problem(`${name} must stand alone in its object`);
  switch (name) {
    case 'Condition':
      if (typeof argument !== 'string') throw new Problem('Condition must name a condition');
      return scope.condition(argument);
    case 'Fn::And':
      return take(argument, name, 2, 10).every((part) => holds(part, scope, place));
    case 'Fn::Or':
      return take(argument, name, 2, 10).some((part) => holds(part, scope, place));
    case 'Fn::Not':
      return !take(argument, name, 1, 1).every((part) => holds(part, scope, place));
    case 'Fn::Equals': {
      const [left, right] = take(argument, name, 2, 2).map((side, index) =>
        comparable(resolve(side, scope, within(place, index))),
      );
      return left === right;
    }
    default:
      throw new Problem(`${name === '' ? JSON.stringify(expression) : name} is no condition function`);
  }
}

/** Parameters are text whatever their type, so a number or a boolean equals the text of it. */
function comparable(value: Json | undefined): string {
  return scalarText(value) ?? JSON.stringify(value ?? null);
}
