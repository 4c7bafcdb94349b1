import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';
import { loadApp, type Run, type RunOptions, startRun } from '../../../local/run.ts';
import type { Json, JsonObject } from '../../../local/template/resources.ts';
import { writeAssembly } from '../template/assemblies.ts';

const attribute = (resource: string, name: string): JsonObject => ({ 'Fn::GetAtt': [resource, name] });
export const joined = (...parts: Json[]): JsonObject => ({ 'Fn::Join': ['', parts] });

/** What a test may say otherwise of the page's stack. */
export interface Changes {
  readonly distribution?: JsonObject;
  readonly behaviour?: JsonObject;
  readonly origin?: JsonObject;
  readonly headers?: JsonObject;
  readonly cachePolicy?: JsonObject;
  readonly code?: string;
  /** What the bucket's policy lets CloudFront do. */
  readonly actions?: readonly string[];
  readonly others?: JsonObject;
}

/** A page: a bucket, and a distribution in front of it that gives index.html for what is no file. */
export function pageTemplate(changes: Changes = {}): JsonObject {
  const { actions = ['s3:GetObject'] } = changes;
  const code =
    changes.code ??
    "function handler(event) { const r = event.request; if (!r.uri.includes('.')) r.uri = '/index.html'; return r; }";
  const bucketArn = attribute('Files', 'Arn');
  const statement: Json = {
    Effect: 'Allow',
    Action: [...actions],
    Principal: { Service: 'cloudfront.amazonaws.com' },
    Resource: [bucketArn, joined(bucketArn, '/*')],
    Condition: {
      StringEquals: {
        'AWS:SourceArn': joined('arn:aws:cloudfront::', { Ref: 'AWS::AccountId' }, ':distribution/', { Ref: 'Page' }),
      },
    },
  };
  return {
    Files: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'files' } },
    FilesPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: { Bucket: { Ref: 'Files' }, PolicyDocument: { Version: '2012-10-17', Statement: [statement] } },
    },
    Access: {
      Type: 'AWS::CloudFront::OriginAccessControl',
      Properties: {
        OriginAccessControlConfig: {
          Name: 'access',
          OriginAccessControlOriginType: 's3',
          SigningBehavior: 'always',
          SigningProtocol: 'sigv4',
        },
      },
    },
    Links: {
      Type: 'AWS::CloudFront::Function',
      Properties: { Name: 'links', FunctionCode: code, FunctionConfig: { Runtime: 'cloudfront-js-2.0', Comment: '' } },
    },
    Caching: {
      Type: 'AWS::CloudFront::CachePolicy',
      Properties: {
        CachePolicyConfig: {
          Name: 'caching',
          MinTTL: 0,
          DefaultTTL: 0,
          MaxTTL: 100,
          ParametersInCacheKeyAndForwardedToOrigin: {
            EnableAcceptEncodingBrotli: true,
            EnableAcceptEncodingGzip: true,
            ...changes.cachePolicy,
          },
        },
      },
    },
    Headers: {
      Type: 'AWS::CloudFront::ResponseHeadersPolicy',
      Properties: { ResponseHeadersPolicyConfig: { Name: 'headers', ...changes.headers } },
    },
    Page: {
      Type: 'AWS::CloudFront::Distribution',
      Properties: {
        DistributionConfig: {
          Enabled: true,
          DefaultRootObject: 'index.html',
          CustomErrorResponses: [{ ErrorCode: 403, ResponseCode: 404, ResponsePagePath: '/index.html' }],
          DefaultCacheBehavior: {
            TargetOriginId: 'files',
            ViewerProtocolPolicy: 'redirect-to-https',
            Compress: true,
            CachePolicyId: { Ref: 'Caching' },
            ResponseHeadersPolicyId: { Ref: 'Headers' },
            FunctionAssociations: [{ EventType: 'viewer-request', FunctionARN: attribute('Links', 'FunctionARN') }],
            ...changes.behaviour,
          },
          Origins: [
            {
              Id: 'files',
              DomainName: attribute('Files', 'RegionalDomainName'),
              OriginAccessControlId: { Ref: 'Access' },
              S3OriginConfig: { OriginAccessIdentity: '' },
              ...changes.origin,
            },
          ],
          ...changes.distribution,
        },
      },
    },
    ...changes.others,
  };
}

/** A run of one stack, until the test ends. */
export async function startPage(
  changes: Changes = {},
  options: Pick<RunOptions, 'reloadsPages'> = {},
): Promise<{ run: Run; url: string; s3: S3Client; faults: unknown[]; put: typeof put }> {
  const faults: unknown[] = [];
  const run = await startRun(loadPage(changes), {
    port: 0,
    faults: 0,
    onRequest: () => {},
    onLog: () => {},
    onOtherCall: () => {},
    onEvent: () => {},
    onFault: (error) => faults.push(error),
    ...options,
  });
  onTestFinished(() => run.close());
  const { awsEndpoint: endpoint, region, rootCredentials: credentials } = run;
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 });
  onTestFinished(() => s3.destroy());
  /** Puts a file into the page's bucket. */
  async function put(Key: string, Body: string | Buffer, ContentType: string, CacheControl = 'no-cache') {
    await s3.send(new PutObjectCommand({ Bucket: 'files', Key, Body, ContentType, CacheControl }));
  }
  await put('index.html', `<p>${'The page. '.repeat(200)}</p>`, 'text/html; charset=utf-8');
  return { run, url: run.pages[0] ?? '', s3, faults, put };
}

/** Reads an app with this page. @throws AssemblyError */
export function loadPage(changes: Changes) {
  const folder = mkdtempSync(join(tmpdir(), 'page-app-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return loadApp(writeAssembly({ Page: { Resources: pageTemplate(changes) } }, folder));
}
