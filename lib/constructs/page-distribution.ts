import {
  CachePolicy,
  Distribution,
  FunctionEventType,
  HttpVersion,
  PriceClass,
  type ResponseHeadersPolicy,
  S3OriginAccessControl,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Aws, Duration, Names, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { PageSettings } from '../stages.ts';
import { DeepLinks } from './deep-links.ts';
import type { PageDomain } from './page-domain.ts';

export interface PageDistributionProps {
  readonly bucket: IBucket;
  readonly headers: ResponseHeadersPolicy;
  readonly domain: PageDomain | undefined;
  readonly edges: PageSettings['edges'];
}

/** The page itself, whatever is asked for, so that it can say what is not there. */
const page = '/index.html';

/** CloudFront in front of the page's files. */
export class PageDistribution extends Construct {
  /** The page's address, without a slash at its end. */
  readonly url: string;

  constructor(scope: Construct, id: string, { bucket, headers, domain, edges }: PageDistributionProps) {
    super(scope, id);
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'The page',
      defaultRootObject: page.slice(1),
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(bucket, { originAccessControl: this.#access() }),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        compress: true,
        cachePolicy: this.#cachePolicy(),
        responseHeadersPolicy: headers,
        functionAssociations: [
          { function: new DeepLinks(this, 'DeepLinks'), eventType: FunctionEventType.VIEWER_REQUEST },
        ],
      },
      // S3 says 403 for what is not there to whom may not list the bucket, and CloudFront may not.
      errorResponses: [403, 404].map((httpStatus) => ({
        httpStatus,
        responseHttpStatus: 404,
        responsePagePath: page,
        ttl: Duration.seconds(0),
      })),
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass[edges],
      ...(domain && {
        domainNames: [domain.name],
        certificate: domain.certificate,
        minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      }),
    });
    domain?.leadTo(distribution);
    this.url = `https://${domain?.name ?? distribution.distributionDomainName}`;
    Validations.of(distribution).acknowledge(
      { id: 'AwsSolutions-CFR1', reason: 'Riders travel: the page is for wherever somebody opens it.' },
      {
        id: 'AwsSolutions-CFR2',
        reason:
          'Files are all there is to attack here, and a firewall is $6 a month before its first request; docs/decisions.md.',
      },
      {
        id: 'AwsSolutions-CFR3',
        reason:
          'Who looked at the page is personal data that nobody asked for; the API logs what is done. Metrics are on all the same.',
      },
      {
        id: 'AwsSolutions-CFR4',
        reason:
          'On the name that CloudFront gives, its own certificate decides what TLS it takes; a name of its own takes 1.2 and up.',
      },
    );
  }

  /** Its name is one in the whole account, of at most 64 characters: the stage's stack may be in several regions. */
  #access(): S3OriginAccessControl {
    return new S3OriginAccessControl(this, 'Access', {
      originAccessControlName: `${Names.uniqueResourceName(this, { maxLength: 44 })}-${Aws.REGION}`,
    });
  }

  /** What each file says of itself holds: for ever for those whose name has their digest, not at all for the rest. */
  #cachePolicy(): CachePolicy {
    return new CachePolicy(this, 'CachePolicy', {
      comment: 'As the files themselves say',
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.seconds(0),
      maxTtl: Duration.days(365),
      enableAcceptEncodingGzip: true,
      enableAcceptEncodingBrotli: true,
    });
  }
}
