import { createContext, runInContext } from 'node:vm';
import { App } from 'aws-cdk-lib/core';
import { describe, expect, test } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import type { Template } from '../../lib/permissions/grants.ts';
import { RidesStack } from '../../lib/rides-stack.ts';
import { type PageSettings, stages } from '../../lib/stages.ts';
import { WebStack } from '../../lib/web-stack.ts';
import { functionNames, pageTemplateOf, resourceOf, resourcesOf, stageNames, templateOf } from './templates.ts';

/** Where the parts of a text come from, with the text in between. */
const joined = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::Join': join, 'Fn::GetStackOutput': output } = Object(value);
  if (Array.isArray(join)) return Object(join[1]).map(joined).join('');
  return output ? `{${output.StackName}.${output.OutputName}}` : `{${Ref}}`;
};

describe.each(stageNames)('in %s', (stage) => {
  const template = pageTemplateOf(stage);
  const { DistributionConfig } = Object(resourceOf(template, 'AWS::CloudFront::Distribution').Properties);
  const { ResponseHeadersPolicyConfig: headers } = Object(
    resourceOf(template, 'AWS::CloudFront::ResponseHeadersPolicy').Properties,
  );

  test('nobody reads the files but this one distribution, over TLS', () => {
    const bucket = resourceOf(template, 'AWS::S3::Bucket');
    expect(bucket.Properties).toMatchObject({
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    const { PolicyDocument } = Object(resourceOf(template, 'AWS::S3::BucketPolicy').Properties);
    const distribution = resourceOf(template, 'AWS::CloudFront::Distribution').id;
    expect(PolicyDocument.Statement).toEqual([
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      expect.objectContaining({
        Effect: 'Allow',
        Action: 's3:GetObject',
        Principal: { Service: 'cloudfront.amazonaws.com' },
      }),
    ]);
    expect(joined(PolicyDocument.Statement[1].Condition.StringEquals['AWS:SourceArn'])).toBe(
      `arn:{AWS::Partition}:cloudfront::{AWS::AccountId}:distribution/{${distribution}}`,
    );
    expect(DistributionConfig.Origins).toEqual([
      expect.objectContaining({
        DomainName: { 'Fn::GetAtt': [bucket.id, 'RegionalDomainName'] },
        OriginAccessControlId: expect.anything(),
      }),
    ]);
  });

  test('the files go with the stack where its data does', () => {
    const policy = stages[stage].retainData ? 'Retain' : 'Delete';
    expect(resourceOf(template, 'AWS::S3::Bucket')).toMatchObject({ DeletionPolicy: policy });
    for (const { Type, id } of Object.entries(template.Resources).map(([id, resource]) => ({ ...resource, id }))) {
      if (Type !== 'AWS::S3::Bucket') expect(template.Resources[id]).not.toMatchObject({ DeletionPolicy: 'Retain' });
    }
  });

  test('the page runs its own code alone, and calls its own back end alone', () => {
    const { ContentSecurityPolicy } = headers.SecurityHeadersConfig.ContentSecurityPolicy;
    const rides = `UnicornRides-${stage}`;
    expect(joined(ContentSecurityPolicy).split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      `connect-src 'self' {${rides}.ApiUrl} https://cognito-idp.{AWS::Region}.{AWS::URLSuffix} {${rides}.SignInUrl} {${rides}.FilesUrl}`,
      "manifest-src 'self'",
      "worker-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
    const { Outputs } = { Outputs: {}, ...templateOf(stage) };
    for (const name of ['ApiUrl', 'SignInUrl', 'FilesUrl']) expect(Outputs).toHaveProperty(name);
  });

  test('browsers are told to stay on TLS, guess no types, frame nothing, and lend geolocation to the page alone', () => {
    expect(headers.SecurityHeadersConfig).toMatchObject({
      ContentTypeOptions: { Override: true },
      FrameOptions: { FrameOption: 'DENY', Override: true },
      ReferrerPolicy: { ReferrerPolicy: 'strict-origin-when-cross-origin', Override: true },
      StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000, Override: true },
    });
    expect(headers.CustomHeadersConfig.Items).toContainEqual({
      Header: 'Permissions-Policy',
      Override: true,
      Value: 'geolocation=(self), camera=(), microphone=(), payment=(), usb=()',
    });
  });

  test('CloudFront compresses, speaks HTTP/2 and 3, takes TLS alone, and keeps what files say may be kept', () => {
    expect(DistributionConfig).toMatchObject({
      HttpVersion: 'http2and3',
      IPV6Enabled: true,
      PriceClass: stage === 'prod' ? 'PriceClass_All' : 'PriceClass_100',
      DefaultCacheBehavior: { Compress: true, ViewerProtocolPolicy: 'redirect-to-https' },
    });
    expect(resourceOf(template, 'AWS::CloudFront::CachePolicy').Properties).toMatchObject({
      CachePolicyConfig: {
        MinTTL: 0,
        DefaultTTL: 0,
        MaxTTL: 31_536_000,
        ParametersInCacheKeyAndForwardedToOrigin: { EnableAcceptEncodingBrotli: true, EnableAcceptEncodingGzip: true },
      },
    });
  });

  test('what is not there is a page too, and is not kept', () => {
    const page = { ResponseCode: 404, ResponsePagePath: '/index.html', ErrorCachingMinTTL: 0 };
    expect(DistributionConfig.CustomErrorResponses).toEqual([
      { ErrorCode: 403, ...page },
      { ErrorCode: 404, ...page },
    ]);
  });

  test('has no custom resource, no function but the one at the edge, and comes after its back end', () => {
    const types = [...new Set(Object.values(template.Resources).map(({ Type }) => Type))].sort();
    expect(types).toEqual([
      'AWS::CloudFront::CachePolicy',
      'AWS::CloudFront::Distribution',
      'AWS::CloudFront::Function',
      'AWS::CloudFront::OriginAccessControl',
      'AWS::CloudFront::ResponseHeadersPolicy',
      'AWS::S3::Bucket',
      'AWS::S3::BucketPolicy',
    ]);
  });
});

test.each([
  ['/', '/index.html'],
  ['/rides', '/index.html'],
  ['/rides/6f1d-1', '/index.html'],
  ['/a.b/c', '/index.html'],
  ['/callback', '/index.html'],
  ['/assets/page-ABC.js', '/assets/page-ABC.js'],
  ['/assets/gone.js', '/assets/gone.js'],
  ['/config.json', '/config.json'],
])('the function at the edge makes of %s %s', (uri, file) => {
  const { FunctionCode, FunctionConfig } = Object(
    resourceOf(pageTemplateOf('dev'), 'AWS::CloudFront::Function').Properties,
  );
  const realm = createContext({ uri });
  expect(runInContext(`${FunctionCode}; handler({ request: { method: 'GET', uri } }).uri`, realm)).toBe(file);
  expect(FunctionConfig.Runtime).toBe('cloudfront-js-2.0');
});

describe('a page with a name of its own', () => {
  const domain = { name: 'rides.example', zoneName: 'rides.example', hostedZoneId: 'Z0123456789ABCDEFGHIJ' };
  const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/0f0f0f0f-0000-4000-8000-000000000000';

  /** The templates of the back end and of the page with other settings of the page. */
  function templatesWith(page: Partial<PageSettings>): { rides: Template; web: Template } {
    const context = { ...cdkJson.context, 'aws:cdk:enable-path-metadata': true };
    const app = new App({ context, builtinCloudFormationValidation: false });
    const bundles = Object.fromEntries(functionNames.map((name) => [name, import.meta.dirname]));
    const stage = { ...stages.dev, allowedOrigins: [], page: { ...stages.dev.page, ...page } };
    const rides = new RidesStack(app, 'Rides', { stage, bundles });
    const web = new WebStack(app, 'Rides-Web', { stage, rides });
    const assembly = app.synth();
    return {
      rides: assembly.getStackArtifact(rides.artifactId).template,
      web: assembly.getStackArtifact(web.artifactId).template,
    };
  }

  /** What must hold before CloudFormation makes anything. */
  function assertionsIn(template: Template & { Rules?: object }): unknown[] {
    const rules: { Assertions: { Assert: unknown }[] }[] = Object.values(template.Rules ?? {});
    return rules.flatMap(({ Assertions }) => Assertions.map(({ Assert }) => Assert));
  }

  test('has its certificate made in us-east-1, or says that it must be, and its records', () => {
    const { web, rides } = templatesWith({ domain });
    const certificate = resourceOf(web, 'AWS::CertificateManager::Certificate');
    expect(certificate.Properties).toMatchObject({ DomainName: domain.name, ValidationMethod: 'DNS' });
    const distribution = resourceOf(web, 'AWS::CloudFront::Distribution');
    expect(distribution.Properties).toMatchObject({
      DistributionConfig: {
        Aliases: [domain.name],
        ViewerCertificate: { AcmCertificateArn: { Ref: certificate.id }, MinimumProtocolVersion: 'TLSv1.2_2021' },
      },
    });
    const records = resourcesOf(web, 'AWS::Route53::RecordSet').map(({ Properties }) => Properties);
    expect(records.map(({ Type }) => Type)).toEqual(['A', 'AAAA']);
    for (const record of records) {
      expect(record).toMatchObject({
        Name: 'rides.example.',
        HostedZoneId: domain.hostedZoneId,
        AliasTarget: { DNSName: { 'Fn::GetAtt': [distribution.id, 'DomainName'] } },
      });
    }
    expect(web).toMatchObject({
      Outputs: { PageUrl: { Value: 'https://rides.example' } },
    });
    expect(assertionsIn(web)).toContainEqual({ 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] });

    // The back end knows the name too: there is nothing to be told later.
    expect(Object(rides).Parameters).not.toHaveProperty('PageAddress');
    expect(resourceOf(rides, 'AWS::Cognito::UserPoolClient').Properties).toMatchObject({
      CallbackURLs: ['https://rides.example/callback'],
      LogoutURLs: ['https://rides.example/'],
    });
    expect(resourceOf(rides, 'AWS::ApiGatewayV2::Api').Properties).toMatchObject({
      CorsConfiguration: { AllowOrigins: ['https://rides.example'] },
    });
  });

  test('takes a certificate that is there, wherever its stack is; tiles may come from their one host', () => {
    const tiles = { url: 'https://tiles.example/{z}/{x}/{y}.png', attribution: 'Somebody' };
    const { web } = templatesWith({ domain: { ...domain, certificateArn }, tiles });
    expect(resourcesOf(web, 'AWS::CertificateManager::Certificate')).toEqual([]);
    expect(JSON.stringify(assertionsIn(web))).not.toContain('us-east-1');
    expect(resourceOf(web, 'AWS::CloudFront::Distribution').Properties).toMatchObject({
      DistributionConfig: { ViewerCertificate: { AcmCertificateArn: certificateArn } },
    });
    expect(JSON.stringify(web)).toContain("img-src 'self' data: https://tiles.example; connect-src");
    expect(web).toMatchObject({
      Outputs: { TileUrl: { Value: tiles.url }, TileAttribution: { Value: tiles.attribution } },
    });
  });

  test('is refused where it is not in its zone, and tiles where their hosts differ', () => {
    const lost = { ...domain, zoneName: 'other.example' };
    expect(() => templatesWith({ domain: lost })).toThrow('rides.example is not in the hosted zone other.example');
    for (const url of ['https://{s}.tiles.example/{z}/{x}/{y}.png', 'http://tiles.example/', 'https://tiles.example']) {
      expect(() => templatesWith({ tiles: { url, attribution: '' } }), url).toThrow(`The tile address ${url}`);
    }
  });
});
