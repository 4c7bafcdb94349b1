import { expect, test } from 'vitest';
import { readDistributions } from '../../../local/distribution/read-distributions.ts';
import { type Changes, loadPage } from './running.ts';

const read = (changes: Changes) => {
  const { resources, environment } = loadPage(changes);
  return readDistributions(resources, environment);
};

test.each<[string, Changes, string]>([
  ['forwards POST', { behaviour: { AllowedMethods: ['GET', 'HEAD', 'POST'] } }, 'forwards GET and HEAD alone, no POST'],
  ['has no such origin', { behaviour: { TargetOriginId: 'other' } }, 'there is no origin other'],
  [
    'is in front of another host',
    { origin: { DomainName: 'www.example.com' } },
    'www.example.com is no bucket of this app',
  ],
  ['runs a function on answers', viewerResponse(), 'a function for viewer-response is not run locally'],
  [
    'has an unknown cache policy',
    { behaviour: { CachePolicyId: 'x' } },
    'x is no AWS::CloudFront::CachePolicy of this app',
  ],
  ['has none', { behaviour: { CachePolicyId: '' } }, 'a behaviour without a cache policy is not run locally'],
  [
    'has headers of AWS’s own',
    { behaviour: { ResponseHeadersPolicyId: '67f7725c-6f97-4210-82d7-5512b31e9d03' } },
    'is no AWS::CloudFront::ResponseHeadersPolicy of this app',
  ],
  [
    'has a Lambda function at its edges',
    { behaviour: { LambdaFunctionAssociations: [{}] } },
    'LambdaFunctionAssociations',
  ],
  ['signs its addresses', { behaviour: { TrustedKeyGroups: ['x'] } }, 'TrustedKeyGroups'],
])('a distribution that %s is refused, by its path', (_what, changes, reason) => {
  expect(() => read(changes)).toThrow(reason);
  expect(() => read(changes)).toThrow('Page/Page');
});

test('one that is switched off is not served; AWS’s own policies for files are known', () => {
  expect(read({ distribution: { Enabled: false } })).toEqual([]);
  const managed = { CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6' };
  expect(read({ behaviour: managed })[0]?.behaviours[0]?.codings).toEqual(['br', 'gzip']);
  expect(read({ behaviour: { ...managed, Compress: false } })[0]?.behaviours[0]?.codings).toEqual([]);
});

function viewerResponse(): Changes {
  const FunctionARN = { 'Fn::GetAtt': ['Links', 'FunctionARN'] };
  return { behaviour: { FunctionAssociations: [{ EventType: 'viewer-response', FunctionARN }] } };
}
