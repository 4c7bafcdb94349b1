import { randomUUID } from 'node:crypto';
import { type AuthorizationReport, authorize, type PoliciesOnResources } from './authorization.ts';
import type { Identities, Identity } from './credentials.ts';
import type { Fault, Faults } from './faults.ts';
import { awsJson10 } from './protocols.ts';
import { callerAt } from './requesters.ts';
import {
  type Authorization,
  type Call,
  type Protocol,
  type RequestHead,
  type Service,
  ServiceError,
  type ServiceResponse,
} from './service.ts';
import type { WireRequest } from './signature.ts';
import { verifySignature } from './sigv4.ts';
import { SignatureError } from './stated-signature.ts';

/** What happened to one call, for the request's log line and for tests of permissions. */
export interface CallReport {
  readonly requestId: string;
  /** Tells which process called; absent when the signature was not good, as are the members below that need it. */
  readonly accessKeyId?: string;
  /** Whether somebody made it with a URL that the caller had signed: not the caller's process itself. */
  readonly isPresigned?: boolean;
  /** The ARN of the caller's role, or of the root. */
  readonly principalArn?: string;
  readonly service?: string;
  readonly operation?: string;
  /** The resources that it named, each once. */
  readonly resources: readonly string[];
  readonly units?: { readonly read?: number; readonly write?: number };
  /** Absent when the connection was cut instead of an answer. */
  readonly status?: number;
  /** The error's code without its namespace. */
  readonly error?: string;
  /** What the caller was told when it was turned away. */
  readonly refusal?: string;
  readonly milliseconds: number;
  /** `denied`: turned away, by its signature or a policy. `fault`: it met an injected one. `failed`: answered with an error. */
  readonly outcome: 'allowed' | 'denied' | 'fault' | 'failed';
  readonly fault?: Fault;
  readonly authorizations: readonly AuthorizationReport[];
  /** What a service threw that it should not have. */
  readonly unexpected?: unknown;
}

/** The parts of the endpoint that a call passes through. */
export interface Endpoint {
  readonly region: string;
  readonly identities: Identities;
  /** The policies of buckets, queues, topics, functions and buses. @default none of them has any */
  readonly resourcePolicies?: PoliciesOnResources;
  readonly services: readonly Service[];
  readonly faults: Faults;
}

/** An answer to send, or none: then the connection is to be cut. */
export interface Answer {
  readonly requestId: string;
  readonly protocol: Protocol;
  readonly response: ServiceResponse | undefined;
}

/** What a call's way through the endpoint adds to its report. */
type Findings = { -readonly [Member in keyof CallReport]?: CallReport[Member] };

/** Takes one request through signature, policies, faults and service. Never throws: what goes wrong is in the report. */
export const dispatch = async (
  wire: WireRequest,
  endpoint: Endpoint,
): Promise<{ answer: Answer; report: CallReport }> => {
  const started = performance.now();
  const requestId = randomUUID();
  const findings: Findings = {};
  const head = { ...wire, query: unsignedQuery(wire.query), requestId };
  const { protocol, service, response } = await pass(wire, head, endpoint, findings);
  const headers = { ...service?.answerHeaders?.(head), ...response?.headers };
  const authorizations = findings.authorizations ?? [];
  return {
    answer: { requestId, protocol, response: response && { ...response, headers } },
    report: {
      outcome: response && response.status < 400 ? 'allowed' : 'failed',
      ...findings,
      requestId,
      authorizations,
      resources: [...new Set(authorizations.map((authorization) => authorization.resource))],
      milliseconds: performance.now() - started,
      ...(response && { status: response.status }),
      ...(response?.units && { units: response.units }),
      ...(response?.error !== undefined && { error: response.error }),
    },
  };
};

const pass = async (
  wire: WireRequest,
  head: RequestHead,
  endpoint: Endpoint,
  findings: Findings,
): Promise<{ protocol: Protocol; service?: Service | undefined; response: ServiceResponse | undefined }> => {
  const serviceOf = (name: string | undefined) => endpoint.services.find((service) => service.name === name);
  let protocol = awsJson10;
  let service: Service | undefined;
  // A browser asks before it sends a presigned request, with the same URL: that signature is not for the question.
  const preflight = wire.method === 'OPTIONS' ? answerUnsigned(head, endpoint, findings) : undefined;
  if (preflight) return preflight;
  try {
    const verified = verifySignature(wire, endpoint.region, endpoint.identities);
    const { caller } = verified.identity;
    findings.accessKeyId = caller.accessKeyId;
    if (wire.query.has('X-Amz-Signature')) findings.isPresigned = true;
    findings.principalArn = caller.principalArn;
    findings.service = verified.service;
    service = serviceOf(verified.service);
    if (!service) throw unknownService(verified.service, endpoint.services);
    protocol = service.protocol;
    const demand = (needed: readonly Authorization[]) =>
      checkPolicies(needed, wire, verified.identity, protocol, endpoint, findings);
    const call = await service.open({
      ...head,
      body: wire.body,
      caller,
      demand: (needed) => demand([needed]),
      ...(wire.unread && { content: { read: wire.unread, signature: verified.payload } }),
    });
    findings.operation = call.operation;
    demand(call.authorizations);
    const isFunctions = caller.type === 'role' && !findings.isPresigned;
    const fault = isFunctions ? endpoint.faults.next() : undefined;
    if (!fault) return { protocol, service, response: await call.run() };
    findings.outcome = 'fault';
    findings.fault = fault;
    return { protocol, service, response: await failingRun(fault, call, service, endpoint.faults, findings) };
  } catch (error) {
    const refuse = (refusal: ServiceError) => ({
      protocol,
      service,
      response: protocol.errorResponse(refusal, head.requestId),
    });
    if (error instanceof SignatureError) {
      const answered = error.reason === 'missing authentication' ? answerUnsigned(head, endpoint, findings) : undefined;
      if (answered) return answered;
      findings.outcome = 'denied';
      findings.refusal = error.message;
      service = serviceOf(error.service);
      protocol = service?.protocol ?? protocol;
      return refuse(protocol.refusal(error.reason, error.message));
    }
    if (error instanceof ServiceError) return refuse(error);
    findings.unexpected = error;
    return refuse(service?.internalError ?? new ServiceError(500, 'InternalFailure', 'Internal failure'));
  }
};

/** Some services answer what nobody signed, by themselves: a preflight, or a refusal in their own words. */
const answerUnsigned = (head: RequestHead, { services }: Endpoint, findings: Findings) => {
  for (const service of services) {
    const response = service.answerUnsigned?.(head);
    if (!response) continue;
    findings.service = service.name;
    if (response.status >= 400) findings.outcome = 'denied';
    return { protocol: service.protocol, service, response };
  }
  return undefined;
};

const checkPolicies = (
  needed: readonly Authorization[],
  { headers }: WireRequest,
  identity: Identity,
  protocol: Protocol,
  { region, identities, resourcePolicies }: Endpoint,
  findings: Findings,
): void => {
  const requester = callerAt({ identity, region, headers }, identities.roleOf(identity.caller));
  const { reports, denied } = authorize(needed, requester, resourcePolicies);
  findings.authorizations = [...(findings.authorizations ?? []), ...reports];
  if (!denied) return;
  findings.outcome = 'denied';
  findings.refusal = denied.message;
  throw protocol.refusal('access denied', denied.message);
};

/** @returns nothing where the connection is to be cut. @throws ServiceError where the fault is one. */
const failingRun = async (
  fault: Fault,
  call: Call,
  service: Service,
  faults: Faults,
  findings: Findings,
): Promise<undefined> => {
  switch (fault) {
    case 'throttled':
      throw faults.pick(service.throttlingErrors) ?? service.internalError;
    case 'internal error':
      throw service.internalError;
    case 'cut before the effect':
      return undefined;
    case 'cut after the effect': {
      const response = await call.run().catch((error: unknown) => {
        // The service's own error is an answer, and lost like any other.
        if (error instanceof ServiceError) return undefined;
        throw error;
      });
      if (response?.units) findings.units = response.units;
      response?.content?.stream.destroy();
    }
  }
};

const unknownService = (name: string, services: readonly Service[]): ServiceError => {
  const known = services.map((service) => service.name).join(', ');
  const message = `The local AWS endpoint does not run the service "${name}". It runs: ${known}.`;
  return new ServiceError(400, 'com.amazon.coral.service#UnknownOperationException', message);
};

const presignedMembers = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-Security-Token',
  'X-Amz-Signature',
  'X-Amz-SignedHeaders',
];

const unsignedQuery = (query: URLSearchParams): URLSearchParams =>
  query.size === 0 ? query : new URLSearchParams([...query].filter(([name]) => !presignedMembers.includes(name)));
