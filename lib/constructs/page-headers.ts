import { HeadersFrameOption, HeadersReferrerPolicy, ResponseHeadersPolicy } from 'aws-cdk-lib/aws-cloudfront';
import { Aws, Duration, Names } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

export interface PageHeadersProps {
  /** The addresses beside its own that the page may call. */
  readonly connect: readonly string[];
  /** Where the map's tiles come from; without it the page shows no image but its own. */
  readonly tileOrigin?: string | undefined;
}

/** What each answer tells the browser to hold the page to. */
export class PageHeaders extends Construct {
  readonly policy: ResponseHeadersPolicy;

  constructor(scope: Construct, id: string, { connect, tileOrigin }: PageHeadersProps) {
    super(scope, id);
    const contentSecurityPolicy = [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      // Leaflet draws what it has not loaded yet as an empty image of its own.
      `img-src 'self' data:${tileOrigin === undefined ? '' : ` ${tileOrigin}`}`,
      `connect-src 'self' ${connect.join(' ')}`,
      "manifest-src 'self'",
      "worker-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; ');
    this.policy = new ResponseHeadersPolicy(this, 'Policy', {
      // One name in the whole account: the stage's stack may be in several regions.
      responseHeadersPolicyName: `${Names.uniqueResourceName(this, { maxLength: 90 })}-${Aws.REGION}`,
      comment: 'What the browser holds the page to',
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy, override: true },
        contentTypeOptions: { override: true },
        // For browsers that do not know frame-ancestors.
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        // Tile servers ask to be told which page they serve; the path of it is nobody's business.
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.STRICT_ORIGIN_WHEN_CROSS_ORIGIN, override: true },
        // Of this name alone: those below it may be somebody else's.
        strictTransportSecurity: { accessControlMaxAge: Duration.days(730), override: true },
      },
      customHeadersBehavior: {
        customHeaders: [
          {
            header: 'Permissions-Policy',
            value: 'geolocation=(self), camera=(), microphone=(), payment=(), usb=()',
            override: true,
          },
          { header: 'Cross-Origin-Opener-Policy', value: 'same-origin', override: true },
          { header: 'Cross-Origin-Resource-Policy', value: 'same-origin', override: true },
        ],
      },
    });
  }
}
