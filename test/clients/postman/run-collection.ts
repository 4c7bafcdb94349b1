import postman, { type Item } from 'postman-collection';
import sandbox, { type Assertion, type Context } from 'postman-sandbox';

/** One request of a run. */
export interface Outcome {
  readonly name: string;
  readonly url: string;
  /** The `Authorization` that went along. */
  readonly authorization: string | undefined;
  /** What its test script said, each with why it failed. */
  readonly assertions: readonly { readonly name: string; readonly error: string | undefined }[];
}

/**
 * Runs a collection as Postman does: its own reader takes it apart, fills in variables and says whose token goes along, and
 * its own sandbox runs the test scripts. Only the sending is done here.
 *
 * @param values what a person would type into the collection's variables
 */
export async function runCollection(
  definition: unknown,
  values: Readonly<Record<string, string>>,
): Promise<readonly Outcome[]> {
  const collection = new postman.Collection(definition);
  let variables = new postman.VariableScope({ values: collection.variables.toJSON() });
  for (const [name, value] of Object.entries(values)) variables.set(name, value);
  const items: Item[] = [];
  collection.forEachItem((item) => items.push(item));

  const context = await openSandbox();
  try {
    const outcomes: Outcome[] = [];
    for (const item of items) {
      const request = new postman.Request(variables.replaceIn(item.request.toJSON()));
      const authorization = authorizationOf(item, variables);
      const response = await send(request, authorization);
      const { assertions, values } = await runTests(context, item, {
        collectionVariables: variables,
        request,
        response,
      });
      variables = new postman.VariableScope({ values });
      outcomes.push({ name: item.name, url: request.url.toString(), authorization, assertions });
    }
    return outcomes;
  } finally {
    context.dispose();
  }
}

type Variables = InstanceType<typeof postman.VariableScope>;

function authorizationOf(item: Item, variables: Variables): string | undefined {
  const auth = item.getAuth();
  if (auth === undefined || auth.type === 'noauth') return undefined;
  const parameters = variables.replaceIn(auth.parameters().toObject());
  if (auth.type !== 'bearer' || !('token' in parameters)) throw new Error(`${item.name}: unknown auth "${auth.type}"`);
  return `Bearer ${parameters.token}`;
}

async function send(request: InstanceType<typeof postman.Request>, authorization: string | undefined) {
  const answer = await fetch(request.url.toString(), {
    method: request.method,
    headers: { ...request.getHeaders({ enabled: true }), ...(authorization !== undefined && { authorization }) },
    ...(request.body && { body: request.body.toString() }),
  });
  return new postman.Response({
    code: answer.status,
    header: Array.from(answer.headers, ([key, value]) => ({ key, value })),
    stream: Buffer.from(await answer.arrayBuffer()),
  });
}

function openSandbox(): Promise<Context> {
  return new Promise((resolve, reject) => {
    sandbox.createContext((error, context) => (error ? reject(error) : resolve(context)));
  });
}

async function runTests(context: Context, item: Item, scope: Parameters<Context['execute']>[1]['context']) {
  const found: Assertion[] = [];
  context.on('execution.assertion', (_cursor, assertions) => found.push(...assertions));
  const [script] = item.events.filter(({ listen }) => listen === 'test');
  if (script === undefined) throw new Error(`${item.name} has no tests`);
  const { values } = await new Promise<{ values: unknown[] }>((resolve, reject) => {
    context.execute(script, { context: scope }, (error, result) =>
      error ? reject(new Error(`${item.name}: ${error.message}`)) : resolve(result.collectionVariables),
    );
  });
  context.removeAllListeners('execution.assertion');
  return { values, assertions: found.map(({ name, error }) => ({ name, error: error?.message })) };
}
