import { describe, expect, test } from 'vitest';
import { functionsIn } from '../../../lib/permissions/grants.ts';
import { authorize } from '../../../local/endpoint/authorization.ts';
import { type Requester, serviceFor, serviceInRole } from '../../../local/endpoint/requesters.ts';
import { createResourcePolicies, resourcePoliciesFrom } from '../../../local/endpoint/resource-policies.ts';
import { rolesFrom } from '../../../local/endpoint/roles.ts';
import { trustOf } from '../../../local/endpoint/trust.ts';
import { operationNames, templateOf } from '../templates.ts';
import { actions } from './actions.ts';
import { holdersIn, knownIn } from './places.ts';
import { loadDev } from './running-app.ts';

const app = loadDev();
const { environment } = app;
const dev = templateOf('dev');
const known = knownIn(app, dev);
const roles = rolesFrom(app.resources);
const onResources = createResourcePolicies(resourcePoliciesFrom(app.resources, environment));

const services = ['apigateway', 'dynamodb', 'events', 'lambda', 'logs', 's3', 'scheduler', 'sns', 'sqs'].map(
  (name) => `${name}.amazonaws.com`,
);
const another = '111122223333';
const api = app.resources.find(({ type }) => type === 'AWS::ApiGatewayV2::Api')?.ref ?? '';
/** What a service could come for: all resources of the app, others of the account, and those of another account. */
const origins = [
  ...known.map(({ arn }) => arn),
  `arn:aws:events:us-east-1:${environment.accountId}:rule/another`,
  `arn:aws:execute-api:us-east-1:${environment.accountId}:another/$default/GET/hello`,
  `arn:aws:sns:us-east-1:${environment.accountId}:another`,
  'arn:aws:s3:::another',
  ...known.map(({ arn }) => arn.replace(environment.accountId, another)).filter((arn) => arn.includes(another)),
];
/** A service for each of them; and those who are of another account, by themselves. */
const strangers: readonly { readonly who: string; readonly requester: Requester }[] = [
  ...services.flatMap((service) =>
    origins.map((sourceArn) => ({
      who: `${service} for ${sourceArn}`,
      requester: serviceFor({ service, sourceArn }, environment),
    })),
  ),
  ...[`arn:aws:iam::${another}:root`, `arn:aws:iam::${another}:role/any`].map((name) => {
    const { context } = serviceFor({ service: name }, environment);
    return {
      who: name,
      requester: { type: 'service' as const, name, principal: { type: 'AWS' as const, names: [name] }, context },
    };
  }),
];

const withPolicies = ['sns', 'sqs', 's3', 'lambda', 'events'];
const onEach = known
  .filter(({ arn, type }) => withPolicies.includes(arn.split(':')[2] ?? '') && type !== 'AWS::SNS::Subscription')
  .flatMap(({ arn, type, resource }) => {
    const names = actions.find(({ service }) => service === arn.split(':')[2])?.names ?? [];
    const within = type === 'AWS::S3::Bucket' ? [arn, `${arn}/uploads/file`] : [arn];
    return within.flatMap((of) =>
      names.map((name) => ({ resource, needed: { action: `${arn.split(':')[2]}:${name}`, resource: of } })),
    );
  });

describe('without a role of the app', () => {
  const allowed = strangers.flatMap(({ who, requester }) => {
    const { reports } = authorize(
      onEach.map(({ needed }) => needed),
      requester,
      onResources,
    );
    return reports.flatMap(({ effect, action }, index) =>
      effect === 'allow' ? [`${who}: ${action} on ${onEach[index]?.resource}`] : [],
    );
  });

  test('nobody may do anything but this: the rule of uploads invokes the function that imports them', () => {
    const rule = known.find(({ resource }) => resource === 'FleetImports/Uploaded')?.arn;
    expect(allowed).toEqual([
      `events.amazonaws.com for ${rule}: lambda:InvokeFunction on FleetImports/ImportFleet/Function`,
    ]);
  });

  test('the API invokes the function of a route for that route, and no function that events invoke', () => {
    const functions = known.filter(({ type }) => type === 'AWS::Lambda::Function');
    const routes = app.resources
      .filter(({ type }) => type === 'AWS::ApiGatewayV2::Route')
      .map(({ properties }) => String(properties.RouteKey).replace(' ', ''));
    const pairs = routes.flatMap((route) => {
      const sourceArn = `arn:aws:execute-api:${environment.region}:${environment.accountId}:${api}/$default/${route}`;
      const requester = serviceFor({ service: 'apigateway.amazonaws.com', sourceArn }, environment);
      return functions
        .filter(({ arn }) => {
          const needed = { action: 'lambda:InvokeFunction', resource: arn };
          return authorize([needed], requester, onResources).denied === undefined;
        })
        .map(({ resource }) => resource.replace('/Function', ''));
    });
    expect([...new Set(pairs)].sort()).toEqual([...operationNames].sort());
  });
});

describe('without TLS', () => {
  const guarded = onEach.filter(({ needed }) => /^(sns:Publish|sqs:|s3:)/.test(needed.action));
  const insecure = guarded.map(({ needed }) => ({ ...needed, context: { 'aws:SecureTransport': ['false'] } }));

  test('nobody gets at queues, topic and bucket, whatever they are granted', () => {
    for (const [roleArn, role] of roles) {
      const requester = serviceInRole(role, { roleArn, service: 'lambda.amazonaws.com' }, environment);
      const { reports } = authorize(insecure, requester, onResources);
      const open = reports.filter(({ effect }) => effect !== 'explicit deny');
      expect(open.map(({ action, resource }) => `${role.name}: ${action} on ${resource}`)).toEqual([]);
    }
  });
});

test('a role is taken by what it is for: those of functions by Lambda, those of schedules by Scheduler', () => {
  const functions = new Set(functionsIn(dev).map(({ name }) => name));
  for (const [roleArn, holder] of holdersIn(app, dev)) {
    const role = roles.get(roleArn);
    const takers = services.filter((service) => role && trustOf(role, { service }, environment.accountId) === 'allow');
    expect(takers, holder).toEqual([functions.has(holder) ? 'lambda.amazonaws.com' : 'scheduler.amazonaws.com']);
  }
});
