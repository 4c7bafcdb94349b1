import { randomUUID } from 'node:crypto';
import express, { type ErrorRequestHandler, type Express, type Request } from 'express';
import { type Api, apiFor, ask } from './api.ts';
import { asToken, tokenCookie, tokenOf } from './caller.ts';
import { bookingPage, type Page, problemPage, ridePage, signInPage } from './pages.ts';
import { placeOf } from './places.ts';
import { missing, own, type Problem } from './problems.ts';

/**
 * A server on which people book rides. Each request to the API goes out with the token of whoever asked for it: this server
 * has none of its own.
 *
 * @param apiUrl where the API is, without a slash at its end
 */
export function createApp(apiUrl: string): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(express.urlencoded({ extended: false }));
  app.use((_request, response, next) => {
    response.set({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
    });
    next();
  });

  app.get('/', (request, response) => {
    const page = tokenOf(request) === undefined ? signInPage() : bookingPage(newIntention());
    response.type('html').send(page.text);
  });

  app.post('/sign-in', (request, response) => {
    const token = asToken(field(request, 'token'));
    if (token === undefined) {
      response
        .status(400)
        .type('html')
        .send(signInPage('That is no token: it has three parts with dots between.').text);
      return;
    }
    // Out of reach of scripts, and never sent along from another site's form.
    response.cookie(tokenCookie, token, { httpOnly: true, sameSite: 'strict', secure: request.secure });
    response.redirect(303, '/');
  });

  app.post('/sign-out', (_request, response) => {
    response.clearCookie(tokenCookie, { httpOnly: true, sameSite: 'strict' });
    response.redirect(303, '/');
  });

  app.post('/rides', async (request, response) => {
    const intention = { key: field(request, 'key'), place: field(request, 'place') };
    const outcome = await withCaller(request, async (api) => {
      const pickupLocation = placeOf(intention.place);
      if (pickupLocation === undefined)
        return own(400, 'Type one of the cities, or latitude and longitude: 47.61, -122.33');
      return ask((signal) =>
        api.POST('/rides', {
          params: { header: { 'Idempotency-Key': intention.key } },
          body: { pickupLocation },
          signal,
        }),
      );
    });
    if ('data' in outcome) response.redirect(303, `/rides/${encodeURIComponent(outcome.data.rideId)}`);
    else {
      // While nobody knows whether it was booked, the same key goes along again: it never books twice.
      const next = outcome.isOpen ? intention : { ...newIntention(), place: intention.place };
      refuse(response, outcome, bookingPage(next, outcome));
    }
  });

  app.get('/rides/:rideId', async (request, response) => {
    const { rideId } = request.params;
    const outcome = await withCaller(request, (api) =>
      ask((signal) => api.GET('/rides/{rideId}', { params: { path: { rideId } }, signal })),
    );
    if ('data' in outcome) response.type('html').send(ridePage(outcome.data).text);
    else refuse(response, outcome, problemPage(outcome));
  });

  app.post('/rides/:rideId/cancel', async (request, response) => {
    const { rideId } = request.params;
    const outcome = await withCaller(request, (api) =>
      ask((signal) => api.POST('/rides/{rideId}/cancel', { params: { path: { rideId } }, signal })),
    );
    if ('data' in outcome) response.redirect(303, `/rides/${encodeURIComponent(rideId)}`);
    else refuse(response, outcome, problemPage(outcome));
  });

  app.use((_request, response) => refuse(response, missing, problemPage(missing)));

  const onError: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
    const { status } = typeof error === 'object' && error !== null && 'status' in error ? error : { status: 500 };
    // Express gives what a client did wrong a status of 4xx; the rest is this server's own fault.
    const isClients = typeof status === 'number' && status >= 400 && status < 500;
    if (!isClients) console.error(error);
    const problem = isClients ? own(status, 'That request cannot be read.') : own(500, 'This server has a fault.');
    refuse(response, problem, problemPage(problem));
  };
  app.use(onError);
  return app;

  /** Does something as the caller, or asks them to sign in. */
  async function withCaller<Data>(
    request: Request,
    act: (api: Api) => Promise<{ data: Data } | Problem>,
  ): Promise<{ data: Data } | Problem> {
    const token = tokenOf(request);
    return token === undefined ? own(401, 'Sign in first.') : act(apiFor(apiUrl, token));
  }
}

function refuse(response: express.Response, problem: Problem, page: Page): void {
  if (problem.retryAfter !== undefined) response.set('retry-after', problem.retryAfter);
  response
    .status(problem.status)
    .type('html')
    .send((problem.status === 401 ? signInPage(problem.says) : page).text);
}

/** What somebody is about to ask for: the key tells the API that a second request is the same one. */
const newIntention = () => ({ key: randomUUID(), place: '' });

/** A field of the form that was sent; empty where it has none. */
function field(request: Request, name: string): string {
  const body: unknown = request.body;
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
  return typeof value === 'string' ? value : '';
}
