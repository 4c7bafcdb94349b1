import { expect, test } from 'vitest';
import { resourceTypes } from '../../../local/sign-in/resource-types.ts';
import { readUserPools } from '../../../local/sign-in/user-pools.ts';
import type { JsonObject, Resource } from '../../../local/template/resources.ts';

const environment = { accountId: '000000000000', region: 'us-east-1', partition: 'aws', urlSuffix: 'amazonaws.com' };

function resource(type: string, logicalId: string, properties: JsonObject = {}): Resource {
  const declared = { stack: 'Shop', logicalId, path: `Shop/${logicalId}`, type, properties };
  const identity = resourceTypes[type]?.identify({
    ...declared,
    environment,
    generatedName: () => `Shop-${logicalId}`,
  });
  return { ...declared, ref: identity?.ref ?? '', attributes: identity?.attributes ?? {} };
}

test('a user pool has an id like those of Cognito, the same in every run, and the addresses made from it', () => {
  const pool = resource('AWS::Cognito::UserPool', 'Users');
  expect(pool.ref).toMatch(/^us-east-1_[a-zA-Z0-9]{9}$/);
  expect(resource('AWS::Cognito::UserPool', 'Users').ref).toBe(pool.ref);
  expect(resource('AWS::Cognito::UserPool', 'Others').ref).not.toBe(pool.ref);
  expect(pool.attributes).toEqual({
    UserPoolId: pool.ref,
    ProviderName: `cognito-idp.us-east-1.amazonaws.com/${pool.ref}`,
    ProviderURL: `https://cognito-idp.us-east-1.amazonaws.com/${pool.ref}`,
    Arn: `arn:aws:cognito-idp:us-east-1:000000000000:userpool/${pool.ref}`,
  });
});

test('an app client has an id of 26 lower-case letters and digits', () => {
  const client = resource('AWS::Cognito::UserPoolClient', 'Client');
  expect(client.ref).toMatch(/^[a-z0-9]{26}$/);
  expect(client.attributes).toMatchObject({ ClientId: client.ref });
});

test('a group and a domain are called as the template says', () => {
  expect(resource('AWS::Cognito::UserPoolGroup', 'G', { GroupName: 'operators' }).ref).toBe('operators');
  expect(resource('AWS::Cognito::UserPoolDomain', 'D', { Domain: 'shop' }).ref).toBe('shop');
});

test('a Lambda trigger is in no list, so that a pool with one is not run', () => {
  const { runs = [], noEffect = {} } = resourceTypes['AWS::Cognito::UserPool'] ?? {};
  expect([...runs, ...Object.keys(noEffect)]).not.toContain('LambdaConfig');
});

test('user pools are read with their clients', () => {
  const pool = resource('AWS::Cognito::UserPool', 'Users');
  const client = resource('AWS::Cognito::UserPoolClient', 'Client', { UserPoolId: pool.ref });
  const other = resource('AWS::Cognito::UserPoolClient', 'Other', { UserPoolId: 'us-east-1_another12' });
  expect(readUserPools([other, client, pool])).toEqual([
    { id: pool.ref, issuer: pool.attributes.ProviderURL, clients: [client.ref] },
  ]);
});
