import { Certificate, CertificateValidation, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { AaaaRecord, ARecord, HostedZone, type IHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Aws, CfnRule, Fn } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { PageDomainSettings } from '../stages.ts';

/** A name of one's own for the page, with its certificate and its records. */
export class PageDomain extends Construct {
  readonly name: string;
  readonly certificate: ICertificate;
  readonly #zone: IHostedZone;

  /** @throws Error for a name that is not in its zone: its certificate would wait for ever */
  constructor(scope: Construct, id: string, { name, zoneName, hostedZoneId, certificateArn }: PageDomainSettings) {
    super(scope, id);
    if (name !== zoneName && !name.endsWith(`.${zoneName}`)) {
      throw new Error(`The domain ${name} is not in the hosted zone ${zoneName}.`);
    }
    this.name = name;
    // By its attributes: looking it up would need credentials for every synth.
    this.#zone = HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId, zoneName });
    this.certificate =
      certificateArn === undefined
        ? this.#makeCertificate()
        : Certificate.fromCertificateArn(this, 'Certificate', certificateArn);
  }

  /** Has the name lead to a distribution. */
  leadTo(distribution: IDistribution): void {
    const target = RecordTarget.fromAlias(new CloudFrontTarget(distribution));
    new ARecord(this, 'Ipv4', { zone: this.#zone, recordName: this.name, target });
    new AaaaRecord(this, 'Ipv6', { zone: this.#zone, recordName: this.name, target });
  }

  /**
   * CloudFront takes certificates of us-east-1 alone. A stack elsewhere says so before it makes anything.
   * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
   */
  #makeCertificate(): Certificate {
    new CfnRule(this, 'Region', {
      assertions: [
        {
          assert: Fn.conditionEquals(Aws.REGION, 'us-east-1'),
          assertDescription:
            'CloudFront takes certificates of us-east-1 alone: make one there, and put its ARN into page.domain.certificateArn (lib/stages.ts).',
        },
      ],
    });
    return new Certificate(this, 'Certificate', {
      domainName: this.name,
      validation: CertificateValidation.fromDns(this.#zone),
    });
  }
}
