import { madeUpId } from '../gateway/made-up-id.ts';
import type { Identifying, ResourceType, ResourceTypes } from '../template/resources.ts';

const capitals = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const words = 'a text for people; nothing reads it';
const noEdge = 'nothing is cached at a local edge';
const noTls = 'pages are served over plain HTTP on this machine';
const ownAddress = 'the page is opened by its local address';
const behaviour = (path: string) => ({
  runs: [
    'TargetOriginId',
    'Compress',
    'AllowedMethods',
    'CachePolicyId',
    'FunctionAssociations',
    'ResponseHeadersPolicyId',
    'PathPattern',
  ].map((name) => `${path}.${name}`),
  noEffect: { [`${path}.ViewerProtocolPolicy`]: noTls, [`${path}.CachedMethods`]: noEdge },
});
const byDefault = behaviour('DistributionConfig.DefaultCacheBehavior');
const byPath = behaviour('DistributionConfig.CacheBehaviors');

/** The `identify` of a type whose `Ref` is an id that AWS makes, and which also gives it as `Id`. */
const madeId: ResourceType['identify'] = ({ generatedName }) => {
  const id = uuidOf(generatedName());
  return { ref: id, attributes: { Id: id } };
};

function uuidOf(name: string): string {
  const digits = madeUpId(name, 32, '0123456789abcdef');
  return digits.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}

/** Its ARN names no region: CloudFront is everywhere. */
const functionIdentity = ({ properties, environment, generatedName }: Identifying) => {
  const name = typeof properties.Name === 'string' ? properties.Name : generatedName();
  const arn = `arn:${environment.partition}:cloudfront::${environment.accountId}:function/${name}`;
  return { ref: arn, attributes: { FunctionARN: arn, 'FunctionMetadata.FunctionARN': arn, Stage: 'LIVE' } };
};

/** What the local run knows of CloudFront. */
export const resourceTypes: ResourceTypes = {
  'AWS::CloudFront::Distribution': {
    identify: ({ generatedName }) => {
      const id = `E${madeUpId(generatedName(), 13, capitals)}`;
      return { ref: id, attributes: { Id: id, DomainName: `d${madeUpId(id, 13)}.cloudfront.net` } };
    },
    runs: [
      'DistributionConfig.Enabled',
      'DistributionConfig.DefaultRootObject',
      'DistributionConfig.Aliases',
      'DistributionConfig.CustomErrorResponses',
      'DistributionConfig.Origins.Id',
      'DistributionConfig.Origins.DomainName',
      'DistributionConfig.Origins.OriginPath',
      'DistributionConfig.Origins.OriginAccessControlId',
      'DistributionConfig.Origins.S3OriginConfig',
      ...byDefault.runs,
      ...byPath.runs,
    ],
    noEffect: {
      ...byDefault.noEffect,
      ...byPath.noEffect,
      'DistributionConfig.Comment': words,
      'DistributionConfig.CustomErrorResponses.ErrorCachingMinTTL': noEdge,
      'DistributionConfig.HttpVersion': noTls,
      'DistributionConfig.IPV6Enabled': ownAddress,
      'DistributionConfig.Logging': 'no access logs are kept locally',
      'DistributionConfig.Origins.ConnectionAttempts': 'local buckets are at hand',
      'DistributionConfig.Origins.ConnectionTimeout': 'local buckets are at hand',
      'DistributionConfig.PriceClass': 'there is one edge, this machine',
      'DistributionConfig.Restrictions': 'who opens the page is where this machine is',
      'DistributionConfig.ViewerCertificate': noTls,
      'DistributionConfig.WebACLId': 'there is no firewall locally',
      Tags: words,
    },
  },
  'AWS::CloudFront::Function': {
    identify: functionIdentity,
    runs: ['Name', 'AutoPublish', 'FunctionCode', 'FunctionConfig.Runtime'],
    noEffect: { 'FunctionConfig.Comment': words },
  },
  'AWS::CloudFront::CachePolicy': {
    identify: madeId,
    runs: [
      'CachePolicyConfig.MaxTTL',
      'CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin.EnableAcceptEncodingBrotli',
      'CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin.EnableAcceptEncodingGzip',
    ],
    noEffect: {
      'CachePolicyConfig.Name': words,
      'CachePolicyConfig.Comment': words,
      'CachePolicyConfig.DefaultTTL': noEdge,
      'CachePolicyConfig.MinTTL': noEdge,
      'CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin.CookiesConfig': noEdge,
      'CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin.HeadersConfig': noEdge,
      'CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin.QueryStringsConfig': noEdge,
    },
  },
  'AWS::CloudFront::OriginAccessControl': {
    identify: madeId,
    runs: [
      'OriginAccessControlConfig.OriginAccessControlOriginType',
      'OriginAccessControlConfig.SigningBehavior',
      'OriginAccessControlConfig.SigningProtocol',
    ],
    noEffect: { 'OriginAccessControlConfig.Name': words, 'OriginAccessControlConfig.Description': words },
  },
  'AWS::CloudFront::ResponseHeadersPolicy': {
    identify: madeId,
    runs: [
      'ResponseHeadersPolicyConfig.CustomHeadersConfig',
      'ResponseHeadersPolicyConfig.RemoveHeadersConfig',
      'ResponseHeadersPolicyConfig.SecurityHeadersConfig',
    ],
    noEffect: {
      'ResponseHeadersPolicyConfig.Name': words,
      'ResponseHeadersPolicyConfig.Comment': words,
      'ResponseHeadersPolicyConfig.ServerTimingHeadersConfig': 'no time goes by on the way to a local edge',
    },
  },
};
