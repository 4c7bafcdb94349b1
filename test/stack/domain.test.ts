import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Template } from '../../lib/permissions/grants.ts';
import { type DomainSettings, stages } from '../../lib/stages.ts';
import { synthesizeTemplate } from '../../lib/synthesize.ts';
import { functionNames, resourceAt, resourcesOf, stageNames, templateOf } from './templates.ts';

const domain = { name: 'api.rides.example', zoneName: 'rides.example', hostedZoneId: 'Z0123456789ABCDEFGHIJ' };

function templateWith(settings: { readonly domain?: DomainSettings }): Template {
  const bundles = Object.fromEntries(functionNames.map((name) => [name, import.meta.dirname]));
  return synthesizeTemplate('dev', { ...stages.dev, ...settings }, bundles);
}

/** What one template has and another has not, or has otherwise. */
function difference(one: Template, other: Template): object {
  const [left, right] = [comparable(one), comparable(other)];
  const changed = (members: object, others: object) =>
    Object.fromEntries(
      Object.entries(members).filter(([name, value]) => !isDeepStrictEqual(value, Object(others)[name])),
    );
  return { Resources: changed(left.Resources, right.Resources), Outputs: changed(left.Outputs, right.Outputs) };
}

/** A template without its code, which is none here. */
function comparable(template: Template): { readonly Resources: object; readonly Outputs: object } {
  return JSON.parse(JSON.stringify(template).replaceAll(/[0-9a-f]{64}/g, 'HASH'), (name, value) =>
    name === 'Metadata' ? undefined : value,
  );
}

describe('a stage with a domain', () => {
  let template: Template;
  beforeAll(() => {
    template = templateWith({ domain });
  });

  test('adds a certificate, a name, its records and its mapping, and changes nothing but the address', async () => {
    const text = JSON.stringify(difference(template, templateOf('dev')), null, 2);
    await expect(`${text}\n`).toMatchFileSnapshot('./__snapshots__/domain.json');
    expect(difference(templateOf('dev'), template)).toEqual({
      Resources: { [resourceAt(template, 'Api/Api/Resource').id]: expect.anything() },
      Outputs: { ApiUrl: expect.anything() },
    });
  });

  test('takes no less than TLS 1.2, over IPv4 and IPv6, with a certificate that Route 53 vouches for', () => {
    const certificate = resourceAt(template, 'Api/Domain/Certificate/Resource');
    expect(certificate.Properties).toMatchObject({
      DomainName: domain.name,
      ValidationMethod: 'DNS',
      DomainValidationOptions: [{ DomainName: domain.name, HostedZoneId: domain.hostedZoneId }],
    });
    const name = resourceAt(template, 'Api/Domain/Name/Resource');
    expect(name.Properties).toEqual({
      DomainName: domain.name,
      DomainNameConfigurations: [
        {
          CertificateArn: { Ref: certificate.id },
          EndpointType: 'REGIONAL',
          IpAddressType: 'dualstack',
          SecurityPolicy: 'TLS_1_2',
        },
      ],
    });
    const records = resourcesOf(template, 'AWS::Route53::RecordSet').map(({ Properties }) => Properties);
    expect(records.map(({ Type }) => Type)).toEqual(['A', 'AAAA']);
    for (const record of records) {
      expect(record).toMatchObject({
        Name: `${domain.name}.`,
        HostedZoneId: domain.hostedZoneId,
        AliasTarget: { DNSName: { 'Fn::GetAtt': [name.id, 'RegionalDomainName'] } },
      });
    }
  });

  test('has no other address: the one that AWS gives is closed', () => {
    expect(resourceAt(template, 'Api/Api/Resource').Properties).toMatchObject({ DisableExecuteApiEndpoint: true });
  });
});

test.each(stageNames)('%s has no domain: where one is comes with the zone of whoever deploys', (stage) => {
  const types = Object.values(templateOf(stage).Resources).map(({ Type }) => Type);
  expect(types.filter((type) => /Route53|CertificateManager|DomainName|ApiMapping/.test(type))).toEqual([]);
  expect(resourceAt(templateOf(stage), 'Api/Api/Resource').Properties).not.toHaveProperty('DisableExecuteApiEndpoint');
});

test('a name that is not in its zone is refused, where the certificate would wait for ever', () => {
  for (const name of ['api.other.example', 'apirides.example', 'rides.example.org']) {
    expect(() => templateWith({ domain: { ...domain, name } }), name).toThrow(
      `The domain ${name} is not in the hosted zone rides.example.`,
    );
  }
});
