import { CfnParameter } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { PageSettings } from '../stages.ts';

/** Nobody's address, and never will be: https://www.rfc-editor.org/rfc/rfc2606#section-2 */
const none = 'https://page.invalid';

/**
 * The page's address, without a slash at its end: where sign-in returns to, and whose calls the API takes.
 *
 * Where the stage gives the page a name, it is that. Else CloudFront gives one when the page's stack is made, which needs the
 * addresses of this stack first: it is a parameter then, nobody's address until `npm run deploy` has told it.
 */
export function pageUrl(stack: Construct, { domain }: PageSettings): string {
  if (domain) return `https://${domain.name}`;
  return new CfnParameter(stack, 'PageAddress', {
    description: 'The address of the page, which npm run deploy tells once CloudFront has given one',
    default: none,
    allowedPattern: 'https://[a-z0-9.-]+',
  }).valueAsString;
}
