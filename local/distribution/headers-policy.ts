import { textOf } from '../gateway/properties.ts';
import { isObject, ownObject } from '../template/json.ts';
import type { Json, JsonObject } from '../template/resources.ts';

/** What a response headers policy does to an answer. */
export interface HeadersPolicy {
  readonly set: readonly PolicyHeader[];
  /** By lower-case name. */
  readonly removed: readonly string[];
}

export interface PolicyHeader {
  /** In lower case. */
  readonly name: string;
  readonly value: string;
  /** Whether it takes the place of what the origin says; else it is for answers that have no such header. */
  readonly overrides: boolean;
}

export const noPolicy: HeadersPolicy = { set: [], removed: [] };

/**
 * What a `ResponseHeadersPolicyConfig` says.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html
 */
export function readHeadersPolicy(config: JsonObject): HeadersPolicy {
  const security = ownObject(config, 'SecurityHeadersConfig');
  const header = (name: string, part: string, value: (settings: JsonObject) => string | undefined): PolicyHeader[] => {
    const settings = security[part];
    const text = isObject(settings) ? value(settings) : undefined;
    return isObject(settings) && text !== undefined
      ? [{ name, value: text, overrides: isOn(settings, 'Override') }]
      : [];
  };
  const custom = items(ownObject(config, 'CustomHeadersConfig')).map((item) => ({
    name: (textOf(item, 'Header') ?? '').toLowerCase(),
    value: textOf(item, 'Value') ?? '',
    overrides: isOn(item, 'Override'),
  }));
  return {
    set: [
      ...header('content-security-policy', 'ContentSecurityPolicy', (s) => textOf(s, 'ContentSecurityPolicy')),
      ...header('x-content-type-options', 'ContentTypeOptions', () => 'nosniff'),
      ...header('x-frame-options', 'FrameOptions', (s) => textOf(s, 'FrameOption')),
      ...header('referrer-policy', 'ReferrerPolicy', (s) => textOf(s, 'ReferrerPolicy')),
      ...header('strict-transport-security', 'StrictTransportSecurity', strictTransport),
      ...header('x-xss-protection', 'XSSProtection', xssProtection),
      ...custom,
    ],
    removed: items(ownObject(config, 'RemoveHeadersConfig')).map((item) =>
      (textOf(item, 'Header') ?? '').toLowerCase(),
    ),
  };
}

/** Does to an answer's headers what the policy says: first it removes, then it sets. */
export function applyPolicy(
  headers: ReadonlyMap<string, string>,
  { set, removed }: HeadersPolicy,
): Map<string, string> {
  const result = new Map([...headers].filter(([name]) => !removed.includes(name)));
  for (const { name, value, overrides } of set) if (overrides || !result.has(name)) result.set(name, value);
  return result;
}

const strictTransport = (settings: JsonObject): string =>
  [
    `max-age=${textOf(settings, 'AccessControlMaxAgeSec') ?? '0'}`,
    ...(isOn(settings, 'IncludeSubdomains') ? ['includeSubDomains'] : []),
    ...(isOn(settings, 'Preload') ? ['preload'] : []),
  ].join('; ');

const xssProtection = (settings: JsonObject): string => {
  if (!isOn(settings, 'Protection')) return '0';
  const report = textOf(settings, 'ReportUri');
  if (report !== undefined) return `1; report=${report}`;
  return isOn(settings, 'ModeBlock') ? '1; mode=block' : '1';
};

const isOn = (settings: JsonObject, name: string): boolean => textOf(settings, name) === 'true';

function items(list: JsonObject): JsonObject[] {
  const value: Json | undefined = list.Items;
  return Array.isArray(value) ? value.filter(isObject) : [];
}
