import {
  CfnApiMapping,
  DomainName,
  EndpointType,
  type HttpStage,
  IpAddressType,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { AaaaRecord, ARecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayv2DomainProperties } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import type { DomainSettings } from '../stages.ts';

/** A name of one's own for the API, with its certificate (which renews itself) and its records. */
export class ApiDomain extends Construct {
  readonly #name: DomainName;

  constructor(scope: Construct, id: string, { name, zoneName, hostedZoneId }: DomainSettings) {
    super(scope, id);
    if (name !== zoneName && !name.endsWith(`.${zoneName}`)) {
      throw new Error(`The domain ${name} is not in the hosted zone ${zoneName}.`);
    }
    // By its attributes: looking it up would need credentials for every synth.
    const zone = HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId, zoneName });
    this.#name = new DomainName(this, 'Name', {
      domainName: name,
      certificate: new Certificate(this, 'Certificate', {
        domainName: name,
        validation: CertificateValidation.fromDns(zone),
      }),
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
      // Unless it is asked for, API Gateway answers at IPv4 addresses alone, and the AAAA record would lead nowhere.
      ipAddressType: IpAddressType.DUAL_STACK,
    });
    const { regionalDomainName, regionalHostedZoneId } = this.#name;
    const target = RecordTarget.fromAlias(new ApiGatewayv2DomainProperties(regionalDomainName, regionalHostedZoneId));
    new ARecord(this, 'Ipv4', { zone, recordName: name, target });
    new AaaaRecord(this, 'Ipv6', { zone, recordName: name, target });
  }
  /** The address that clients call, with a slash at its end. */
  get url(): string {
    return `https://${this.#name.name}/`;
  }

  /** Has the name lead to a stage of an API. */
  leadTo(stage: HttpStage): void {
    const mapping = new CfnApiMapping(this, 'Mapping', {
      apiId: stage.api.apiId,
      domainName: this.#name.name,
      stage: stage.stageName,
    });
    mapping.node.addDependency(stage);
  }
}
