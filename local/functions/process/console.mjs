// @ts-check
import { format } from 'node:util';

const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/** The request that runs, which each line names; none while the function's modules load. */
let requestId = '-';
const json = process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON';

/**
 * From here on, lines written through the console name this request.
 *
 * @param {string} id
 */
export function nameRequest(id) {
  requestId = id;
}

/**
 * Makes the console write lines as Lambda's Node runtime does: time, request id, level and message between tabs, or one
 * JSON object where the function's log format is JSON. All of them go to standard output, as on Lambda. What a library
 * writes to process.stdout itself (metrics in the embedded format, structured logs) is not touched.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
export function patchConsole() {
  const lowest = Math.max(0, levels.indexOf(process.env.AWS_LAMBDA_LOG_LEVEL ?? 'TRACE'));
  const writer = (/** @type {string} */ level) =>
    levels.indexOf(level) < lowest ? () => {} : (/** @type {unknown[]} */ ...values) => write(level, values);
  console.trace = writer('TRACE');
  console.debug = writer('DEBUG');
  console.info = writer('INFO');
  console.log = console.info;
  console.warn = writer('WARN');
  console.error = writer('ERROR');
  Object.assign(console, { fatal: writer('FATAL') });
}

/**
 * Logs an error that ends an invocation or the loading of a function.
 *
 * @param {string} what "Invoke Error" or "Init Error"
 * @param {unknown} thrown
 */
export function logError(what, thrown) {
  if (json) {
    console.error(thrown);
    return;
  }
  const error = thrown instanceof Error ? thrown : new Error(format(thrown));
  const described = { errorType: error.name, errorMessage: error.message, ...error, stack: error.stack?.split('\n') };
  console.error(what, `\t${stringify(described) ?? format(error)}`);
}

/**
 * @param {string} level
 * @param {unknown[]} values
 */
function write(level, values) {
  const timestamp = new Date().toISOString();
  const line = json ? jsonLine(timestamp, level, values) : [timestamp, requestId, level, format(...values)].join('\t');
  process.stdout.write(`${line}\n`);
}

/**
 * A single value keeps its shape under `message`; several become one text, and the first error among them is told apart.
 *
 * @param {string} timestamp
 * @param {string} level
 * @param {unknown[]} values
 */
function jsonLine(timestamp, level, values) {
  const line = { timestamp, level, requestId };
  if (values.length === 1) {
    const [message] = values;
    return stringify({ ...line, message }) ?? JSON.stringify({ ...line, message: format(message) });
  }
  const error = values.slice(1).find((value) => value instanceof Error);
  return JSON.stringify({
    ...line,
    message: format(...values),
    ...(error instanceof Error ? errorMembers(error) : {}),
  });
}

/**
 * JSON text, errors with their members; undefined for what JSON cannot hold (a cycle, a bigint).
 *
 * @param {unknown} value
 */
function stringify(value) {
  try {
    return JSON.stringify(value, (_, member) =>
      member instanceof Error ? { ...errorMembers(member), ...member } : member,
    );
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** @param {Error} error */
function errorMembers(error) {
  return { errorType: error.constructor.name, errorMessage: error.message, stackTrace: error.stack?.split('\n') ?? [] };
}
