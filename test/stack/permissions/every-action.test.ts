import { expect, test } from 'vitest';
import { grantsIn } from '../../../lib/permissions/grants.ts';
import { authorize } from '../../../local/endpoint/authorization.ts';
import { serviceInRole } from '../../../local/endpoint/requesters.ts';
import { createResourcePolicies, resourcePoliciesFrom } from '../../../local/endpoint/resource-policies.ts';
import { rolesFrom } from '../../../local/endpoint/roles.ts';
import { templateOf } from '../templates.ts';
import { actions, onItems } from './actions.ts';
import { allKeys, parts } from './attempts.ts';
import { holdersIn, knownIn, placeOf } from './places.ts';
import { covers, provenGrants } from './rules.ts';
import { loadDev } from './running-app.ts';

const app = loadDev();
const dev = templateOf('dev');
const known = knownIn(app, dev);
const grants = provenGrants(grantsIn(dev));
const roles = rolesFrom(app.resources);
const onResources = createResourcePolicies(resourcePoliciesFrom(app.resources, app.environment));

/** What is tried out inside a resource, beside the resource itself and one whose name begins with its own. */
const inside: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::GlobalTable': parts,
  'AWS::S3::Bucket': ['/uploads/file', '/uploads/', '/reports/file.ndjson', '/uploadsandmore', '/file', '/*'],
  'AWS::SNS::Topic': [':subscription'],
  'AWS::Lambda::Function': [':warm', ':1'],
};

const isOnItems = (service: string, name: string, resource: string) =>
  service === 'dynamodb' && onItems.has(name) && !/\/(stream|backup)\/|^\*$/.test(resource);

const trials = actions.flatMap(({ service, names }) => {
  const own = known.filter(({ arn }) => arn.split(':')[2] === (service === 'sts' ? 'iam' : service));
  const arns = own.flatMap(({ arn, type, part }) =>
    ['', 'x', ...((part === '' && inside[type]) || [])].map((end) => arn + end),
  );
  return [...new Set(arns), '*'].flatMap((resource) => {
    const place = placeOf(resource, known);
    return names.flatMap((name) =>
      // Only what works on items has leading keys, and only where items are.
      (isOnItems(service, name, resource) ? allKeys : [undefined]).map((key) => ({
        use: { action: `${service}:${name}`, ...place, keys: key === undefined ? [] : [key] },
        authorization: {
          action: `${service}:${name}`,
          resource,
          context: key === undefined ? {} : { 'dynamodb:LeadingKeys': [key] },
        },
      })),
    );
  });
});
const authorizations = trials.map(({ authorization }) => authorization);

test.each(Array.from(holdersIn(app, dev), ([roleArn, holder]) => ({ holder, roleArn })))(
  'of all actions, on whatever resource and key, $holder is allowed those that it is granted',
  ({ holder, roleArn }) => {
    const role = roles.get(roleArn);
    if (role === undefined) throw new Error(`There is no role ${roleArn}.`);
    const requester = serviceInRole(role, { roleArn, service: 'lambda.amazonaws.com' }, app.environment);
    const { reports } = authorize(authorizations, requester, onResources);
    const own = grants.filter((grant) => grant.holder === holder);
    const wrong = trials.filter(({ use }, index) => {
      const isGranted = own.some((grant) => covers(grant, { ...use, holder }));
      return (reports[index]?.effect === 'allow') !== isGranted;
    });
    expect(wrong.map(({ use }) => use)).toEqual([]);
    // Whatever is granted is among what was tried: nothing is left out for want of a resource or a key.
    const tried = own.filter((grant) => trials.some(({ use }) => covers(grant, { ...use, holder })));
    expect(tried).toEqual(own);
  },
);
