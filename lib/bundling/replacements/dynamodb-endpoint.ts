interface Parameters {
  readonly Region?: string;
  readonly Endpoint?: string;
  readonly UseFIPS?: boolean;
  readonly UseDualStack?: boolean;
  readonly IsSearchOperation?: boolean;
  readonly AccountIdEndpointMode?: string;
}

interface Endpoint {
  readonly url: URL;
  readonly headers: Record<string, string[]>;
  readonly properties: Record<string, never>;
}

/** DNS suffixes of the partitions whose suffix is not `amazonaws.com`, by how their regions begin. */
const suffixes: Readonly<Record<string, string>> = {
  'cn-': 'amazonaws.com.cn',
  'eusc-': 'amazonaws.eu',
  'us-iso-': 'c2s.ic.gov',
  'us-isob-': 'sc2s.sgov.gov',
  'eu-isoe-': 'cloud.adc-e.uk',
  'us-isof-': 'csp.hci.ic.gov',
};

/**
 * DynamoDB's regional endpoint, FIPS or not, or the one that is set (`AWS_ENDPOINT_URL`): what the SDK's rules come to
 * without endpoints by account id, which are a choice, and without dual stack. A test holds the two against each other
 * in every region.
 *
 * @throws when something is asked for that is left out
 */
export function defaultEndpointResolver(parameters: Parameters): Endpoint {
  const { Region: region, Endpoint: endpoint, UseFIPS: fips } = parameters;
  if (parameters.UseDualStack) throw leftOut('AWS_USE_DUALSTACK_ENDPOINT');
  if (parameters.AccountIdEndpointMode === 'required') throw leftOut('AWS_ACCOUNT_ID_ENDPOINT_MODE=required');
  if (endpoint !== undefined) {
    if (fips) throw new Error('Invalid Configuration: FIPS and custom endpoint are not supported');
    return at(endpoint);
  }
  if (region === undefined) throw new Error('Invalid Configuration: Missing Region');
  const suffix = Object.entries(suffixes).find(([start]) => region.startsWith(start))?.[1] ?? 'amazonaws.com';
  const service = parameters.IsSearchOperation ? 'search-dynamodb' : 'dynamodb';
  // GovCloud's ordinary endpoints are FIPS endpoints.
  const name = fips && !region.startsWith('us-gov-') ? `${service}-fips` : service;
  return at(`https://${name}.${region}.${suffix}`);
}

function at(url: string): Endpoint {
  return { url: new URL(url), headers: {}, properties: {} };
}

function leftOut(setting: string): Error {
  return new Error(`${setting} is left out of the bundles: see lib/bundling/cuts.ts.`);
}
