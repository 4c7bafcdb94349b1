import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type * as z from 'zod/mini';
import { setTimeLeft } from '../table/deadline.ts';
import { isTemporary } from '../table/failures.ts';
import { authorize, callerOf } from './caller.ts';
import { writeJson } from './json.ts';
import type { Answer, Operation, Response, Responses, ValidRequest } from './operation.ts';
import {
  isProblem,
  type Problem,
  type ProblemDocument,
  type ProblemKind,
  problemDocument,
  problemKinds,
  refuse,
} from './problems.ts';
import { type HttpEvent, parseRequest } from './request.ts';
import { recordCall, recordFailure } from './telemetry.ts';
import { isWarmUp } from './warm-up.ts';

type Schema = z.ZodMiniType;

type Outcome<Answers extends Responses, Kind extends ProblemKind> = Answer<Answers> | Problem<Kind>;

/** Seconds after which a client may try again what was temporarily unavailable. */
const retryAfter = 1;

/**
 * Makes the Lambda handler of an operation: who may call it, what it takes and what it answers are checked and written
 * here, once for all; `respond` is left with the work itself.
 *
 * @param respond gives one of the operation's responses, or one of its problems as a value. What it throws becomes
 *   `temporarily-unavailable` where trying again may help, else `internal-error`: logged with its cause, never shown.
 * @param describeProblem adds members to a problem document, for clients that look for them there
 */
export function handle<
  Path extends Schema,
  Query extends Schema,
  Headers extends Schema,
  Body extends Schema,
  Answers extends Responses,
  Kind extends ProblemKind,
>(
  operation: Operation<Path, Query, Headers, Body, Answers, Kind>,
  respond: (
    request: ValidRequest<Path, Query, Headers, Body>,
  ) => Outcome<NoInfer<Answers>, NoInfer<Kind>> | Promise<Outcome<NoInfer<Answers>, NoInfer<Kind>>>,
  describeProblem: (document: ProblemDocument) => object = (document) => document,
): (event: HttpEvent, context: Pick<Context, 'getRemainingTimeInMillis'>) => Promise<Result | undefined> {
  return async (event, context) => {
    if (isWarmUp(event)) return undefined;
    const started = Date.now();
    setTimeLeft(context.getRemainingTimeInMillis());
    const { requestId } = event.requestContext;
    const caller = callerOf(event);

    const outcome = await settle(
      async () => {
        const request = authorize(operation.auth, caller, event) ?? parseRequest(operation, event, caller);
        return isProblem(request) ? request : respond(request);
      },
      (error) => recordFailure(requestId, operation.name, error),
    );

    const result = isProblem(outcome)
      ? writeProblem(outcome, describeProblem(problemDocument(outcome, requestId)))
      : writeAnswer(outcome, operation.responses[outcome.status]);
    recordCall({
      requestId,
      operation: operation.name,
      ...(caller.sub && { sub: caller.sub }),
      status: result.statusCode,
      outcome: isProblem(outcome) ? outcome.problem : 'ok',
      milliseconds: Date.now() - started,
    });
    return { ...result, headers: { 'cache-control': 'no-store', 'x-request-id': requestId, ...result.headers } };
  };
}

/** What the work gives, or the problem that what it throws amounts to. */
async function settle<Outcome>(
  work: () => Promise<Outcome>,
  onFailure: (error: unknown) => void,
): Promise<Outcome | Problem<'temporarily-unavailable' | 'internal-error'>> {
  try {
    return await work();
  } catch (error) {
    onFailure(error);
    return isTemporary(error)
      ? refuse('temporarily-unavailable', 'The data service is busy. Nothing is lost: try again shortly.')
      : refuse('internal-error', 'Something went wrong on our side. Quote the request id when you report it.');
  }
}

type Result = APIGatewayProxyStructuredResultV2 & { statusCode: number };

function writeAnswer(
  answer: { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown },
  response: Response | undefined,
): Result {
  const { status, headers, body } = answer;
  if (body === undefined) return { statusCode: status, headers: { ...headers } };
  return {
    statusCode: status,
    headers: { 'content-type': response?.contentType ?? 'application/json', ...headers },
    body: typeof body === 'string' ? body : writeJson(body),
  };
}

function writeProblem({ problem }: Problem, document: object): Result {
  return {
    statusCode: problemKinds[problem].status,
    headers: {
      'content-type': 'application/problem+json',
      ...(problem === 'temporarily-unavailable' && { 'retry-after': String(retryAfter) }),
    },
    body: JSON.stringify(document),
  };
}
