import { describe, expect, it } from 'vitest';
import { readBuckets } from '../../../local/endpoint/services/s3/read-buckets.ts';
import { resourceTypes } from '../../../local/endpoint/services/s3/resource-types.ts';
import { readApp } from '../../../local/template/app.ts';
import { AssemblyError } from '../../../local/template/problem.ts';
import type { JsonObject } from '../../../local/template/resources.ts';
import { laptop, writeAssembly } from '../template/assemblies.ts';

const appOf = (buckets: Record<string, JsonObject>) =>
  readApp(
    writeAssembly({
      App: {
        Resources: Object.fromEntries(
          Object.entries(buckets).map(([id, Properties]) => [id, { Type: 'AWS::S3::Bucket', Properties }]),
        ),
      },
    }),
    resourceTypes,
    laptop,
  );

const bucketsOf = (buckets: Record<string, JsonObject>) => readBuckets(appOf(buckets).resources);

const problemsOf = (properties: JsonObject): readonly string[] => {
  try {
    bucketsOf({ It: properties });
  } catch (error) {
    if (error instanceof AssemblyError) return error.problems;
    throw error;
  }
  return [];
};

describe('a bucket of a template', () => {
  it('has a name that a bucket can have, its own or one that is the same in every run', () => {
    const { resources } = appOf({ Files: {}, Named: { BucketName: 'my.files' } });
    const [made, named] = resources;
    expect(made?.ref).toMatch(/^app-files-[0-9a-f]{12}$/);
    expect(appOf({ Files: {} }).resources[0]?.ref).toBe(made?.ref);
    expect(named?.attributes).toEqual({
      Arn: 'arn:aws:s3:::my.files',
      DomainName: 'my.files.s3.amazonaws.com',
      RegionalDomainName: 'my.files.s3.us-east-1.amazonaws.com',
      DualStackDomainName: 'my.files.s3.dualstack.us-east-1.amazonaws.com',
      WebsiteURL: 'http://my.files.s3-website-us-east-1.amazonaws.com',
    });
  });

  it('as our stacks and the CDK make it is run', () => {
    const [files] = bucketsOf({
      Files: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
        LifecycleConfiguration: {
          Rules: [
            { Id: 'a', Status: 'Enabled', Prefix: 'uploads/', ExpirationInDays: 1 },
            { Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
          ],
        },
        Tags: [{ Key: 'a', Value: 'b' }],
      },
    });
    expect(files).toMatchObject({
      tellsEventBridge: true,
      lifecycle: [
        { prefix: 'uploads/', expirationDays: 1 },
        { prefix: '', abortUploadsAfterDays: 1 },
      ],
    });
    expect(
      bucketsOf({ Quiet: { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: false } } } }),
    ).toMatchObject([{ tellsEventBridge: false }]);
  });

  it.each<[string, JsonObject]>([
    ['VersioningConfiguration', { VersioningConfiguration: { Status: 'Enabled' } }],
    ['ObjectLockEnabled', { ObjectLockEnabled: true }],
    ['ReplicationConfiguration', { ReplicationConfiguration: { Role: 'r', Rules: [] } }],
    ['WebsiteConfiguration', { WebsiteConfiguration: { IndexDocument: 'index.html' } }],
    [
      'TagFilters',
      { LifecycleConfiguration: { Rules: [{ Status: 'Enabled', TagFilters: [{ Key: 'a', Value: 'b' }] }] } },
    ],
    [
      'aws:kms',
      {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
        },
      },
    ],
    [
      's3:ObjectTagging:*',
      { NotificationConfiguration: { QueueConfigurations: [{ Event: 's3:ObjectTagging:*', Queue: 'q' }] } },
    ],
    ['Bad_Name', { BucketName: 'Bad_Name' }],
    ['* in a CORS rule', { CorsConfiguration: { CorsRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*.*'] }] } }],
  ])('stops the start with %s, which is not run', (name, properties) => {
    const problems = problemsOf(properties);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(name);
    expect(problems[0]).toContain('App/It');
  });

  it('has a name of its own', () => {
    const twice = { One: { BucketName: 'files' }, Two: { BucketName: 'files' } };
    expect(() => bucketsOf(twice)).toThrow('the bucket name files is also that of App/One');
  });
});
